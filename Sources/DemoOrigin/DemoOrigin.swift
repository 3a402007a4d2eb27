/// An online video library on this machine: a VHX API and a CDN, for demonstrations and tests.
///
/// The API speaks what VHX documented in 2014, or the shape that was recorded in 2015, with tokens that expire
/// and rotate, an hourly budget, conditional requests, and links to media that live for seconds. The CDN
/// serves signed media with ranges as in RFC 9110, and files of any length without holding them. Faults can be
/// planned (``faults``), and every request is kept (``journal``).
///
/// Both listen on 127.0.0.1, over plain HTTP/1.1; nothing else can reach them.
///
/// Its limits: one account; only the `password` and `refresh_token` grants; no JSONP and no CORS; no lists in
/// pages; one range per request, more than one gets the whole file; a client that closes its sending half has
/// closed the connection. Nothing is stored: what was edited, granted or revoked is gone with the process.
///
/// A test in another process plans faults with `POST` and `DELETE /_demo/faults` and reads the journal with
/// `GET /_demo/journal`, on the API's port.
public final class DemoOrigin: Sendable {
    public let faults: DemoFaults
    public let journal: DemoJournal
    /// What signs in here.
    public let credentials: DemoCredentials
    private let state: OriginState
    private let api: LoopbackServer
    private let cdn: LoopbackServer

    private init(state: OriginState, credentials: DemoCredentials, api: LoopbackServer, cdn: LoopbackServer) {
        self.faults = state.faults
        self.journal = state.journal
        self.credentials = credentials
        self.state = state
        self.api = api
        self.cdn = cdn
    }

    /// Starts both servers. Both are listening when this returns.
    ///
    /// - Throws: an error of the network, such as a port that is taken.
    public static func start(_ configuration: Configuration = Configuration()) async throws -> DemoOrigin {
        let state = OriginState(configuration)
        let cdn = try await start(CDNService(state: state), port: configuration.cdnPort, state)
        let service = APIService(state: state, cdn: "http://127.0.0.1:\(cdn.port)")
        do {
            let api = try await start(service, port: configuration.apiPort, state)
            return DemoOrigin(state: state, credentials: configuration.credentials, api: api, cdn: cdn)
        } catch {
            await cdn.stop()
            throw error
        }
    }

    private static func start(
        _ service: some OriginService, port: Int, _ state: OriginState
    ) async throws -> LoopbackServer {
        let responder = OriginResponder(
            service: service, faults: state.faults, journal: state.journal, now: state.now)
        let name = service.name
        return try await LoopbackServer.start(port: port, responder: responder) { [faults = state.faults] in
            !faults.refusesConnection(to: name)
        }
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    public var apiAddress: String {
        "http://127.0.0.1:\(api.port)"
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    public var cdnAddress: String {
        "http://127.0.0.1:\(cdn.port)"
    }

    /// What a `vidfs mount` needs to use this origin.
    public var environment: [String: String] {
        [
            "VIDFS_PROVIDER": "vhx",
            "VIDFS_API_URL": apiAddress,
            "VIDFS_CLIENT_ID": credentials.clientID,
            "VIDFS_CLIENT_SECRET": credentials.clientSecret,
            "VIDFS_USERNAME": credentials.username,
            "VIDFS_PASSWORD": credentials.password,
        ]
    }

    /// Changes the library while it is served: renames, adds, removes, replaces media.
    ///
    /// What changed, and what contains it, gets a new ETag and a later `updated_at`, unless `change` sets one.
    public func edit(_ change: @Sendable (inout DemoLibrary) -> Void) {
        state.edit(change)
    }

    /// The library as it is now.
    public var library: DemoLibrary {
        state.index.library
    }

    /// Refuses every access token from now on; refresh tokens stay good.
    public func revokeTokens() {
        state.tokens.revokeAccess()
    }

    /// Refuses every access and refresh token from now on: only the password helps.
    public func revokeEverything() {
        state.tokens.revokeEverything()
    }

    /// Closes both listeners and every open connection, and returns when they are gone.
    public func stop() async {
        await api.stop()
        await cdn.stop()
    }

    /// Serves until the calling task is cancelled, then stops.
    ///
    /// - Throws: what ended a server that nobody stopped.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for server in [api, cdn] { group.addTask { try await server.run() } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
