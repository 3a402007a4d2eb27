internal import Synchronization

/// The listeners of an origin, one for each service.
final class OriginServers: Sendable {
    private let state: OriginState
    private let servers = Mutex<[DemoService: LoopbackServer]>([:])

    init(state: OriginState) {
        self.state = state
    }

    var all: [LoopbackServer] {
        servers.withLock { Array($0.values) }
    }

    /// `http://127.0.0.1:PORT`; `nil` for a service that this origin has not.
    func address(of service: DemoService) -> String? {
        servers.withLock { $0[service] }.map { "http://127.0.0.1:\($0.port)" }
    }

    /// Starts the services of a provider, the CDN first: the others name its address.
    ///
    /// - Throws: an error of the network; what was started until then still runs.
    func start(_ configuration: DemoOrigin.Configuration) async throws {
        let cdn = try await start(CDNService(state: state), port: configuration.cdnPort)
        state.serveMedia(at: cdn)
        switch configuration.provider {
        case .vhx: _ = try await start(APIService(state: state, cdn: cdn), port: configuration.apiPort)
        case .piksel: try await startPlatform(configuration, cdn: cdn)
        }
    }

    private func startPlatform(_ configuration: DemoOrigin.Configuration, cdn: String) async throws {
        let identity = IdentityService(state: state, credentials: configuration.credentials)
        var locations = [
            (name: "identity", title: "Identity Service", location: try await start(identity)),
            (
                name: "metadata", title: "Metadata Service",
                location: try await start(MetadataService(state: state))
            ),
        ]
        if configuration.mediaIsRegistered {
            locations.append((name: "media", title: "Media Service", location: cdn))
        }
        let registry = RegistryService(
            state: state, accounts: PikselAccounts(own: configuration.account), locations: locations)
        _ = try await start(registry, port: configuration.apiPort)
    }

    /// - Returns: the address of the service, which is listening.
    private func start(_ service: some OriginService, port: Int = 0) async throws -> String {
        let responder = OriginResponder(
            service: service, faults: state.faults, journal: state.journal, now: state.now)
        let name = service.name
        let server = try await LoopbackServer.start(port: port, responder: responder) {
            [faults = state.faults] in
            !faults.refusesConnection(to: name)
        }
        servers.withLock { $0[name] = server }
        return "http://127.0.0.1:\(server.port)"
    }

    func stop() async {
        for server in all { await server.stop() }
    }
}
