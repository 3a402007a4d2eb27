/// An online video library on this machine, for demonstrations and tests: a CDN, and the API of VHX or the
/// services of the Piksel video platform (``Configuration/provider``).
///
/// The API of VHX speaks what VHX documented in 2014, or the shape that was recorded in 2015, with tokens that expire
/// and rotate, an hourly budget, conditional requests, and links to media that live for seconds. The CDN
/// serves signed media with ranges as in RFC 9110, and files of any length without holding them. Faults can be
/// planned (``faults``), and every request is kept (``journal``).
///
/// The platform's registry, identity and metadata services speak what its documentation and its clients
/// know of them, as far as reading goes; their media are at addresses without signature.
///
/// All listen on 127.0.0.1, over plain HTTP/1.1; nothing else can reach them.
///
/// Its limits: one account; of VHX only the `password` and `refresh_token` grants; no JSONP and no CORS; no lists in
/// pages; one range per request, more than one gets the whole file; a client that closes its sending half has
/// closed the connection. Nothing is stored: what was edited, granted or revoked is gone with the process.
///
/// A test in another process plans faults with `POST` and `DELETE /_demo/faults` and reads the journal with
/// `GET /_demo/journal`, at ``apiAddress``; `POST /_demo/revoke` ends all
/// access tokens.
public final class DemoOrigin: Sendable {
    public let faults: DemoFaults
    public let journal: DemoJournal
    /// What signs in here.
    public let credentials: DemoCredentials
    private let state: OriginState
    private let provider: DemoProvider
    private let account: String
    private let servers: OriginServers

    private init(_ configuration: Configuration, state: OriginState, servers: OriginServers) {
        self.faults = state.faults
        self.journal = state.journal
        self.credentials = configuration.credentials
        self.provider = configuration.provider
        self.account = configuration.account
        self.state = state
        self.servers = servers
    }

    /// Starts all servers. They are listening when this returns.
    ///
    /// - Throws: an error of the network, such as a port that is taken.
    public static func start(_ configuration: Configuration = Configuration()) async throws -> DemoOrigin {
        let state = OriginState(configuration)
        let servers = OriginServers(state: state)
        do {
            try await servers.start(configuration)
            return DemoOrigin(configuration, state: state, servers: servers)
        } catch {
            await servers.stop()
            throw error
        }
    }

    /// The address that a client is configured with, and that `/_demo/…` is at: the API's, or the registry's.
    /// `http://127.0.0.1:PORT`, without a slash at the end, as all addresses here.
    public var apiAddress: String {
        servers.address(of: provider == .vhx ? .api : .registry) ?? ""
    }

    public var cdnAddress: String {
        servers.address(of: .cdn) ?? ""
    }

    /// `nil` where ``Configuration/provider`` is not ``DemoProvider/piksel``, as the next two.
    public var registryAddress: String? { servers.address(of: .registry) }
    public var identityAddress: String? { servers.address(of: .identity) }
    public var metadataAddress: String? { servers.address(of: .metadata) }

    /// What a `vidfs mount` needs to use this origin.
    public var environment: [String: String] {
        var environment = [
            "VIDFS_PROVIDER": provider.rawValue, "VIDFS_CLIENT_ID": credentials.clientID,
            "VIDFS_CLIENT_SECRET": credentials.clientSecret, "VIDFS_USERNAME": credentials.username,
            "VIDFS_PASSWORD": credentials.password,
        ]
        switch provider {
        case .vhx:
            environment["VIDFS_API_URL"] = apiAddress
        case .piksel:
            environment["VIDFS_REGISTRY_URL"] = apiAddress
            environment["VIDFS_ACCOUNT"] = account
        }
        return environment
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

    /// Closes all listeners and every open connection, and returns when they are gone.
    public func stop() async {
        await servers.stop()
    }

    /// Serves until the calling task is cancelled, then stops.
    ///
    /// - Throws: what ended a server that nobody stopped.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for server in servers.all { group.addTask { try await server.run() } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
