/// What a tenant holds beyond what ``DemoSite`` can say.
///
/// A tenant whose ``owner`` is the key of a site is merged with it: of two documents of one name the one
/// here is served.
public struct DemoPikselTenant: Sendable, Hashable {
    /// The tenant's name, `[a-z0-9-]+`.
    public var owner: String
    /// `nil`: the site's title, or none.
    public var title: String?
    public var contents: [DemoPikselDocument]
    public var assets: [DemoPikselDocument]
    public var categories: [DemoPikselDocument]
    /// Many more contents and assets, which take no memory.
    public var bulk: DemoPikselBulk?
    /// What the account may do here: without `metadata:contents:read` and its like the service answers 403.
    public var permissions: [String]

    /// Reading of contents, assets and categories.
    public static let readPermissions = [
        "metadata:contents:read", "metadata:assets:read", "metadata:categories:read",
    ]

    public init(
        owner: String, title: String? = nil, contents: [DemoPikselDocument] = [],
        assets: [DemoPikselDocument] = [], categories: [DemoPikselDocument] = [],
        bulk: DemoPikselBulk? = nil, permissions: [String] = DemoPikselTenant.readPermissions
    ) {
        self.owner = owner
        self.title = title
        self.contents = contents
        self.assets = assets
        self.categories = categories
        self.bulk = bulk
        self.permissions = permissions
    }

    /// Changes a content; nothing where there is none of that name.
    public mutating func changeContent(_ name: String, _ change: (inout DemoPikselDocument) -> Void) {
        Self.change(name, in: &contents, or: bulk?.content(named: name), change)
    }

    /// Changes an asset; nothing where there is none of that name.
    public mutating func changeAsset(_ name: String, _ change: (inout DemoPikselDocument) -> Void) {
        Self.change(name, in: &assets, or: bulk?.asset(named: name), change)
    }

    private static func change(
        _ name: String, in documents: inout [DemoPikselDocument], or other: DemoPikselDocument?,
        _ change: (inout DemoPikselDocument) -> Void
    ) {
        if let place = documents.firstIndex(where: { $0.name == name }) {
            change(&documents[place])
        } else if var document = other {
            change(&document)
            documents.append(document)
        }
    }
}

extension DemoLibrary {
    /// Changes a tenant; nothing where ``piksel`` has none of that owner.
    public mutating func changeTenant(_ owner: String, _ change: (inout DemoPikselTenant) -> Void) {
        for place in piksel.indices where piksel[place].owner == owner { change(&piksel[place]) }
    }

    /// A tenant of many films, each in a few qualities of synthetic media.
    ///
    /// - Parameters:
    ///   - owner: the tenant's name.
    ///   - contents: how many films, up to 99,999; the first is `c00000`.
    ///   - assetsPerContent: how many assets each has, up to 99; the first is `c00000-a00`.
    /// - Returns: a tenant whose documents are made when they are asked for.
    public static func pikselTenant(
        owner: String = "archive", contents: Int = 20_000, assetsPerContent: Int = 5
    ) -> DemoPikselTenant {
        DemoPikselTenant(
            owner: owner, title: "The Archive",
            categories: (0..<DemoPikselBulk.categoryCount).map {
                .category("shelf-\($0)", title: "Shelf \($0)")
            },
            bulk: DemoPikselBulk(contents: contents, assetsPerContent: assetsPerContent))
    }
}
