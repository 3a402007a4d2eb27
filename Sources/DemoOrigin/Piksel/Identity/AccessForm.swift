internal import Foundation

/// What a token allows, as the identity service words it.
struct AccessForm: Sendable {
    let index: PikselIndex
    let credentials: DemoCredentials
    let holding: TokenStore.Holding

    /// The document that verifies a token.
    ///
    /// - Parameters:
    ///   - expiry: the member that holds the end of the token's life: the two ways to ask differ in it.
    ///   - tenants: those asked for; `nil` for all.
    ///   - actions: those asked for; `nil` for all.
    /// - Returns: a JSON object.
    func document(expiry: String, tenants: [String]?, actions: [String]?) -> JSON {
        let isUser = holding.holder == .user
        return .object([
            ("tokenType", "bearer"), ("accessToken", .string(holding.token)),
            (expiry, .string(Moment.text(holding.expires))), ("dynamic", false),
            ("clientId", .string(credentials.clientID.split(separator: ".").last.map(String.init) ?? "")),
            ("directoryRef", isUser ? "root:user" : "root:client"),
            ("userRef", .string("root:" + (isUser ? "demo-viewer" : "demo-application"))),
            ("userType", isUser ? "user" : "service"),
            ("permissions", .array(permissions(tenants, actions))),
        ])
    }

    private func permissions(_ tenants: [String]?, _ actions: [String]?) -> [JSON] {
        index.tenants.compactMap { tenant in
            let owner = tenant.source.owner
            let allowed = tenant.source.permissions.filter { actions?.contains($0) ?? true }
            guard !allowed.isEmpty, tenants?.contains(owner) ?? true else { return nil }
            return ["tenant": .string(owner), "actions": .array(allowed.map { .string($0) })]
        }
    }

    /// The tenants that the holder may do anything in.
    var tenants: JSON {
        [
            "tenants": .array(
                index.tenants.filter { !$0.source.permissions.isEmpty }.map { tenant in
                    var members: [(key: String, value: JSON)] = [
                        ("ref", .string("root:\(tenant.source.owner)")), ("owner", "root"),
                        ("name", .string(tenant.source.owner)),
                    ]
                    if let title = tenant.source.title { members.append(("title", .string(title))) }
                    if let text = tenant.source.site?.description {
                        members.append(("description", .string(text)))
                    }
                    return .object(members + [("featureRefs", [])])
                })
        ]
    }
}
