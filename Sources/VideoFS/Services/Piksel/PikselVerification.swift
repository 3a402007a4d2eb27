/// What the identity service says of a token: whose it is, and what it opens.
struct PikselVerification: Sendable, Hashable {
    /// The user's own name, or the application's.
    var user: String?
    var expiresAt: Timestamp?
    /// Tenants whose contents may be read, in the service's order; `nil` where the answer has no permissions.
    var tenants: [String]?

    init(_ json: JSON) {
        let isService = json["userType"]?.string == "service"
        let ref = json["userRef"]?.string.map { Self.name($0) }
        let client = json["clientId"]?.string
        user = (isService ? client ?? ref : ref ?? client).map { PublicText.clean($0) }
        expiresAt = (json["expires"] ?? json["expiresAt"])?.string.flatMap { Timestamp(iso8601: $0) }
        guard let permissions = json["permissions"]?.array else { return }
        var seen: Set<String> = []
        tenants = permissions.compactMap { permission in
            guard let tenant = permission["tenant"]?.string, PikselConfiguration.isName(tenant),
                permission["actions"]?.array?.contains(where: Self.opensContents) == true,
                seen.insert(tenant).inserted
            else { return nil }
            return tenant
        }
    }

    private static func name(_ ref: String) -> String {
        ref.lastIndex(of: ":").map { String(ref[ref.index(after: $0)...]) } ?? ref
    }

    private static let needed = ["metadata", "contents", "read"]

    /// Whether an action is `metadata:contents:read`, narrower (`…:browse`) or wider (`metadata:*`).
    private static func opensContents(_ action: JSON) -> Bool {
        let words = (action.string ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard words.count >= needed.count || words.last == "*" else { return false }
        return zip(words, needed).allSatisfy { $0 == "*" || $0 == $1 }
    }
}

/// A tenant as the identity service names it.
struct PikselTenantName: Sendable, Hashable {
    var name: String
    var title: String?

    init(name: String, title: String?) {
        self.name = name
        self.title = title
    }

    /// - Returns: `nil` for what is none.
    init?(_ json: JSON) {
        // The tenant's own `owner` is whoever keeps it; its `name` is the owner of its documents.
        guard let name = json["name"]?.string, PikselConfiguration.isName(name) else { return nil }
        self.name = name
        title = json["title"]?.string
    }
}
