/// What any video service can answer.
///
/// Each call is at most one flight to the service and counts against its budget; answers are plain
/// values. Secrets stay inside.
protocol VideoService: Sendable {
    /// The provider's name in settings and in the mount's source: `vhx`, `piksel`.
    var provider: String { get }

    /// The address that a person set for it: of the API, or of the registry that knows where the API is.
    var address: String { get }

    /// Signs in with what the settings say, also where an earlier sign-in would still do, and keeps it.
    func signInAnew() async throws(ServiceError) -> AccountRecord

    func account(ifChangedSince validators: Validators?) async throws(ServiceError) -> Fetched<AccountRecord>
    func site(
        _ id: SiteID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<SiteRecord>
    func package(
        _ id: PackageID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<PackageRecord>
    func video(
        _ id: VideoID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<VideoRecord>

    /// Asks for a fresh link to a file's bytes.
    ///
    /// - Parameters:
    ///   - file: as the video's record describes it.
    ///   - video: whose file it is.
    ///   - refused: the link that the CDN has just refused (401, 403, 404, 410), if that is why one is
    ///     asked for.
    /// - Returns: where the bytes are, and how long that holds.
    /// - Throws: ``ServiceError``.
    func link(
        to file: MediaFile, of video: VideoID, insteadOf refused: FreshLink?
    ) async throws(ServiceError) -> FreshLink

    /// Fetches a small public document (a subtitle, a picture) by its address, without credentials.
    ///
    /// - Returns: its bytes, at most `limit`.
    func document(at address: String, limit: Int) async throws(ServiceError) -> [UInt8]

    /// Sends one authorised request of the user's own making.
    ///
    /// - Parameters:
    ///   - method: an HTTP method.
    ///   - path: below the service's address, or an address of the service itself: the token goes nowhere
    ///     else.
    ///   - fields: sent in the query of a `GET` or `HEAD`, as a form otherwise.
    /// - Returns: status and body, whatever the status is.
    /// - Throws: ``ServiceError`` where there is no answer, or for an address that is not the service's.
    func raw(
        method: String, path: String, fields: [(String, String)]
    ) async throws(ServiceError) -> (status: Int, body: [UInt8])

    /// What is known of the service right now: for status and for people.
    var condition: ServiceCondition { get }
}

/// A link just given out by the service.
struct FreshLink: Sendable, Hashable {
    var address: SignedAddress
    /// How long it may start requests, from the moment it was asked for. `nil`: it does not expire.
    var life: Duration?
    /// Bytes by the service's word, where the answer says so.
    var size: Int64?
    /// The token that has to come with every request under it, where the bytes are the service's own:
    /// `Authorization: Bearer`. `nil` for a link that opens by itself.
    var authorization: Secret? = nil
}

/// The answer to a question that may have been asked before.
enum Fetched<Value: Sendable>: Sendable {
    /// What is known is still true; free of charge where the service says so.
    case notModified
    /// `validators` is `nil` where the service gives none.
    case modified(Value, Validators?)
}

/// What lets the next question be answered by "not changed" (RFC 9110, sections 8.8 and 13.1).
struct Validators: Hashable, Sendable, Codable {
    /// The `ETag` header as sent, quotes and `W/` included.
    var entityTag: String?
    /// The `Last-Modified` header as sent.
    var lastModified: String?
}
