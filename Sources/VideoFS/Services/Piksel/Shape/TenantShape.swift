/// What of a tenant is shown, and how.
struct ShapeRules: Sendable, Hashable {
    /// Whether what is not active, or outside of its time, is listed too.
    var showsHidden = false
    /// Whether categories are packages also where nothing has its home in them.
    var linksCategories = true
}

/// A tenant's contents as sites, packages and videos: a pure value of what the service sent.
///
/// Every visible video has exactly one home: the topmost container above it, else a collection that holds it,
/// else its first category, else the package of what is filed nowhere. Collections and categories that hold it
/// too have links to there.
struct TenantShape: Sendable {
    let tenant: SiteID
    let rules: ShapeRules
    /// Hidden ones included, deleted ones not.
    private(set) var contents: [String: PikselContent]
    private(set) var categories: [String: PikselCategory]
    /// The next moment at which an availability window opens or closes.
    private(set) var changesAt: Timestamp?
    let arrangement: Arrangement
    /// When it was made: what is available is so at this moment.
    let now: Timestamp

    /// - Parameters:
    ///   - tenant: whose documents they are.
    ///   - contents: all of them; of two with one ref the later counts.
    ///   - categories: all of them, likewise.
    ///   - rules: what is shown.
    ///   - now: decides what is available.
    init(
        tenant: SiteID, contents: [PikselContent], categories: [PikselCategory], rules: ShapeRules,
        at now: Timestamp
    ) {
        let contents = Dictionary(contents.map { ($0.ref, $0) }) { $1 }
        let categories = Dictionary(categories.map { ($0.ref, $0) }) { $1 }
        self.init(
            tenant: tenant, rules: rules, contents: contents.filter { !$0.value.availability.isDeleted },
            categories: categories.filter { !$0.value.availability.isDeleted }, at: now)
    }

    private init(
        tenant: SiteID, rules: ShapeRules, contents: [String: PikselContent],
        categories: [String: PikselCategory], at now: Timestamp
    ) {
        self.tenant = tenant
        self.rules = rules
        self.now = now
        self.contents = contents
        self.categories = categories
        let windows = contents.values.map(\.availability) + categories.values.map(\.availability)
        changesAt = rules.showsHidden ? nil : windows.compactMap { $0.change(after: now) }.min()
        arrangement = Arrangement(
            of: tenant, contents: contents, categories: categories, rules: rules, at: now)
    }

    /// The shape with newer documents in place of those it has.
    func merging(
        contents newContents: [PikselContent], categories newCategories: [PikselCategory], at now: Timestamp
    ) -> TenantShape {
        var contents = contents
        var categories = categories
        for content in newContents {
            contents[content.ref] = content.availability.isDeleted ? nil : content
        }
        for category in newCategories {
            categories[category.ref] = category.availability.isDeleted ? nil : category
        }
        return TenantShape(
            tenant: tenant, rules: rules, contents: contents, categories: categories, at: now)
    }

    var contentCount: Int { contents.count }
    var categoryCount: Int { categories.count }

    /// `updatedAt` as sent, the latest.
    var newestContentUpdate: String? { contents.values.compactMap(\.updatedText).max() }
    var newestCategoryUpdate: String? { categories.values.compactMap(\.updatedText).max() }

    /// The video and the versions merged into it, the video first.
    func assetOwners(of id: VideoID) -> [String] {
        guard arrangement.homes[id.rawValue] != nil else { return [] }
        return [id.rawValue] + (arrangement.versions[id.rawValue] ?? [])
    }

    /// The content whose pictures are a package's.
    func assetOwner(of id: PackageID) -> String? {
        guard case .content(let ref)? = PackageKey(id, in: tenant), contents[ref] != nil else { return nil }
        return ref
    }

    /// Contents whose assets are asked for together with a content's: at most ten, itself among them.
    func group(of ref: String) -> [String] {
        arrangement.group(of: ref)
    }
}

/// What a package's identifier says.
enum PackageKey: Hashable, Sendable {
    case content(String)
    case category(String)
    /// What is filed nowhere.
    case unfiled(SiteID)

    init?(_ id: PackageID, in tenant: SiteID) {
        let parts = id.rawValue.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        switch parts[0] {
        case "contents": self = .content(String(parts[1]))
        case "categories": self = .category(String(parts[1]))
        case "unfiled" where parts[1] == tenant.rawValue: self = .unfiled(tenant)
        default: return nil
        }
    }

    var id: PackageID {
        switch self {
        case .content(let ref): PackageID(rawValue: "contents/\(ref)")
        case .category(let ref): PackageID(rawValue: "categories/\(ref)")
        case .unfiled(let tenant): PackageID(rawValue: "unfiled/\(tenant.rawValue)")
        }
    }
}
