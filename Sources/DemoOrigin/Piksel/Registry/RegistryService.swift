internal import Foundation

/// The registry: which services an account has, and where.
///
/// The origin's own control is here, since this is the address that a client is configured with.
struct RegistryService: OriginService {
    let name = DemoService.registry
    let state: OriginState
    let accounts: PikselAccounts
    /// Bare origins, as the registry's entries name them. Its own is that which the client asked.
    let locations: [(name: String, title: String, location: String)]

    func control(_ request: IncomingRequest) -> Answer? {
        OriginControl(state: state).answer(request)
    }

    func answer(_ request: IncomingRequest, faults: [DemoFault.Action]) -> Answer {
        let now = state.now()
        let gate = PlatformGate(state: state, service: name)
        return gate.answer(request, at: now) { () throws(PlatformError) in
            if state.registryNeedsToken { _ = try gate.holder(of: request, at: now) }
            try gate.mustRead(request)
            try gate.mustTakeJSON(request)
            return try services(request)
        }
    }

    private func services(_ request: IncomingRequest) throws(PlatformError) -> Answer {
        let components = request.components
        guard (2...3).contains(components.count), components[0] == "services",
            accounts.isKnown(components[1], in: state.pikselIndex)
        else { throw .noSuchResource }
        let own = (name: "registry", title: "Registry Service", location: request.origin)
        let entries = ([own] + locations).filter { components.count == 2 || $0.name == components[2] }
        guard !entries.isEmpty else { throw .noSuchResource }
        return Answer(
            200,
            json: [
                "services": .array(
                    entries.map { entry in
                        [
                            "ref": .string("root:\(entry.name)"), "owner": "root",
                            "name": .string(entry.name),
                            "title": .string(entry.title), "location": .string(entry.location),
                        ]
                    })
            ])
    }
}

/// The accounts of the platform: one's own, the platform's, and every tenant.
struct PikselAccounts: Sendable {
    let own: String

    func isKnown(_ account: String, in index: PikselIndex) -> Bool {
        account == own || account == "root" || index.tenant(account) != nil
    }
}
