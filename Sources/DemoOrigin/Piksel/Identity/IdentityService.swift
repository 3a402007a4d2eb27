internal import Foundation

/// The identity service: tokens, and what they allow.
struct IdentityService: OriginService {
    let name = DemoService.identity
    let state: OriginState
    let credentials: DemoCredentials

    func answer(_ request: IncomingRequest, faults: [DemoFault.Action]) -> Answer {
        let now = state.now()
        let desk = GrantDesk(tokens: state.tokens, credentials: credentials)
        switch (request.method, request.components) {
        case ("POST", ["oauth", "token"]): return desk.grant(request, at: now)
        case ("POST", ["oauth", "revoke"]): return desk.revoke(request)
        default: break
        }
        let gate = PlatformGate(state: state, service: name)
        return gate.answer(request, at: now) { () throws(PlatformError) in
            let holding = try gate.holder(of: request, at: now)
            try gate.mustRead(request)
            try gate.mustTakeJSON(request)
            return try read(request, holding)
        }
    }

    private func read(
        _ request: IncomingRequest, _ holding: TokenStore.Holding
    ) throws(PlatformError) -> Answer {
        let access = AccessForm(index: state.pikselIndex, credentials: credentials, holding: holding)
        let items = QueryItems(query: request.query ?? "")
        switch request.components {
        case ["oauth", "token"]:
            return Answer(200, json: access.document(expiry: "expires", tenants: nil, actions: nil))
        case ["pauth", "access"]:
            return Answer(
                200,
                json: access.document(
                    expiry: "expiresAt", tenants: items.list("tenants"), actions: items.list("actions")))
        case ["pauth", "tenants"]:
            return Answer(200, json: access.tenants)
        default:
            throw .noSuchResource
        }
    }
}
