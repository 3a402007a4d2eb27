/// A video library kept by VHX, later Vimeo OTT: the API of 2014 and 2015 with OAuth 2.
struct VHXService: VideoService {
    let provider = "vhx"
    var address: String { client.policy.service.text }
    let client: APIClient
    let documents: PublicDocuments

    /// - Parameters:
    ///   - configuration: addresses and secrets.
    ///   - transport: the way to the network.
    ///   - time: the clocks.
    ///   - retry: when to ask again.
    /// - Throws: ``ServiceSetupError`` for an address that may not be asked, or for stored tokens that
    ///   others may read.
    init(
        _ configuration: VHXConfiguration, transport: any HTTPTransport, time: TimeAndChance = .system,
        retry: RetryPolicy = RetryPolicy()
    ) throws(ServiceSetupError) {
        let policy: AddressPolicy
        let endpoint: WebAddress
        do throws(HTTPError) {
            policy = try AddressPolicy(
                service: configuration.apiAddress, allowInsecureHTTP: configuration.allowInsecureHTTP)
            endpoint = try policy.service.appending(VHXEndpoints.token)
        } catch { throw .address(setting: "api-url", reason: "\(error)") }
        let grant = TokenGrant(
            transport: transport, address: endpoint, clientID: configuration.clientID,
            clientSecret: configuration.clientSecret, retry: retry, time: time)
        let binding = TokenBinding(
            api: policy.service.text, clientID: configuration.clientID, username: configuration.username,
            givenAccess: configuration.accessToken, givenRefresh: configuration.refreshToken)
        let tokens: TokenSource
        do throws(TokenStoreError) {
            tokens = try TokenSource(
                grant: grant, store: configuration.stateDirectory.map(TokenStore.init), binding: binding,
                password: configuration.password, time: time)
        } catch { throw .tokens(error) }
        let budget = RequestBudget(
            ceiling: configuration.requestLimit, presumed: VHXConfiguration.documentedLimit)
        let ledger = configuration.requests.map { RequestLedger($0, address: policy.service.text) }
        client = APIClient(
            policy: policy, transport: transport, tokens: tokens,
            budget: SharedBudget(budget, ledger: ledger, uptime: time.uptime), retry: retry, time: time)
        documents = PublicDocuments(policy: policy, transport: transport, retry: retry, time: time)
    }

    var condition: ServiceCondition { client.condition }

    // MARK: - Sign-in

    /// Signs in and asks who that is.
    ///
    /// - Parameter anew: with the password, even where a stored sign-in would do.
    /// - Returns: the account.
    /// - Throws: ``ServiceError``.
    @discardableResult
    func signIn(anew: Bool = false) async throws(ServiceError) -> AccountRecord {
        if anew { _ = try await client.tokens.signInAnew() }
        switch try await account(ifChangedSince: nil) {
        case .modified(let account, _): return account
        case .notModified: throw .unusable("\(client.host) answered \"not changed\" to a first question")
        }
    }

    func signInAnew() async throws(ServiceError) -> AccountRecord {
        try await signIn(anew: true)
    }

    // MARK: - VideoService

    func account(ifChangedSince validators: Validators?) async throws(ServiceError) -> Fetched<AccountRecord>
    {
        try await get(VHXEndpoints.me, validators).map { resource, _ in resource.account }
    }

    func site(
        _ id: SiteID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<SiteRecord> {
        let answer = try await get(try VHXEndpoints.site(id), validators)
        guard case .modified(let resource, let validators) = answer else { return .notModified }
        let packages = try await children("packages", of: resource)
        let record = SiteRecord(
            summary: resource.siteSummary(of: id),
            packages: packages.list.compactMap { $0.packageSummary(on: id) },
            info: VHXInfo.text(resource.json))
        return .modified(record, packages.isWhole ? validators : nil)
    }

    func package(
        _ id: PackageID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<PackageRecord> {
        let answer = try await get(try VHXEndpoints.package(id), validators)
        guard case .modified(let resource, let validators) = answer else { return .notModified }
        let videos = try await children("videos", of: resource)
        let record = PackageRecord(
            summary: resource.packageSummary(of: id),
            videos: videos.list.compactMap(\.videoSummary),
            info: VHXInfo.text(resource.json))
        return .modified(record, videos.isWhole ? validators : nil)
    }

    func video(
        _ id: VideoID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<VideoRecord> {
        let answer = try await get(try VHXEndpoints.video(id), validators)
        guard case .modified(let resource, let validators) = answer else { return .notModified }
        let files = try await filesOfVideo(resource)
        let record = VideoRecord(
            summary: resource.videoSummary(of: id),
            files: files.list.compactMap { $0.mediaFile(of: id) }.withDistinctIDs,
            subtitles: resource.subtitles,
            info: VHXInfo.text(resource.json))
        return .modified(record, files.isWhole ? validators : nil)
    }

    func document(at address: String, limit: Int) async throws(ServiceError) -> [UInt8] {
        try await documents.fetch(address, limit: limit)
    }

    func raw(
        method: String, path: String, fields: [(String, String)]
    ) async throws(ServiceError) -> (status: Int, body: [UInt8]) {
        try await client.raw(
            method: method, path: path, form: fields.map { (name: $0.0, value: $0.1) })
    }
}

extension WebAddress {
    /// The address of a path (which starts with `/` and is encoded already) below this one's own path.
    func appending(_ path: String) throws(HTTPError) -> WebAddress {
        let base = self.path
        return try resolve((base.hasSuffix("/") ? String(base.dropLast()) : String(base)) + path)
    }
}

extension Fetched {
    fileprivate func map<Other: Sendable>(_ transform: (Value, Validators?) -> Other) -> Fetched<Other> {
        switch self {
        case .notModified: .notModified
        case .modified(let value, let validators): .modified(transform(value, validators), validators)
        }
    }
}
