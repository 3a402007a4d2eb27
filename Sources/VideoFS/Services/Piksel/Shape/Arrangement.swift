/// Where each of a tenant's contents stands.
struct Arrangement: Sendable {
    /// The package of each visible video.
    private(set) var homes: [String: PackageKey] = [:]
    /// What each package lists, in order. Every package that is listed has an entry.
    private(set) var packages: [PackageKey: Holding] = [:]
    /// Versions by the video that they are merged into.
    private(set) var versions: [String: [String]] = [:]
    /// Every content once, those that stand together beside each other.
    private var order: [String] = []
    private var positions: [String: Int] = [:]

    /// The videos of one package.
    struct Holding: Sendable {
        /// At home here.
        var videos: [String] = []
        /// At home elsewhere.
        var links: [String] = []
    }

    /// Refs in one question for assets: the platform's own number of parents for one look-up.
    private static let groupSize = 10

    init(
        of tenant: SiteID, contents: [String: PikselContent], categories: [String: PikselCategory],
        rules: ShapeRules, at now: Timestamp
    ) {
        let family = Family(contents, showsHidden: rules.showsHidden, at: now)
        // The lowest ref first, so that nothing depends on the order in which documents came.
        let refs = contents.keys.sorted()
        let visible = refs.filter(family.isVisible)
        let roots = Set(visible.filter(family.isPackage))
        let collections = visible.filter { contents[$0]?.kind == .collection }
        let isOpen = { (category: String) in
            categories[category]?.availability.isVisible(at: now, showsHidden: rules.showsHidden) == true
        }
        for ref in roots { packages[.content(ref)] = Holding() }

        var holders: [String: [String]] = [:]
        for collection in collections {
            // One below another container is shown as part of it.
            let package = roots.contains(collection) ? collection : family.root(of: collection)
            guard let package, roots.contains(package) else { continue }
            for member in contents[collection]?.memberRefs ?? [] {
                holders[member, default: []].append(package)
            }
        }
        for ref in visible {
            guard let content = contents[ref] else { continue }
            // A version of a version is one of the video all the same.
            if content.kind == .version,
                let parent = family.ancestors(of: ref).first(where: { $0.kind != .version }),
                parent.kind.isVideo
            {
                versions[parent.ref, default: []].append(ref)
            }
            guard content.kind.isVideo else { continue }
            let shelves = content.categoryRefs.filter(isOpen)
            let home: PackageKey
            if let root = family.root(of: ref), roots.contains(root) {
                home = .content(root)
            } else if let collection = holders[ref]?.first {
                home = .content(collection)
            } else {
                home = shelves.first.map(PackageKey.category) ?? .unfiled(tenant)
            }
            homes[ref] = home
            packages[home, default: Holding()].videos.append(ref)
            var elsewhere = Set((holders[ref] ?? []).map(PackageKey.content))
            if rules.linksCategories { elsewhere.formUnion(shelves.map(PackageKey.category)) }
            elsewhere.remove(home)
            for key in elsewhere { packages[key, default: Holding()].links.append(ref) }
        }
        arrange(contents)
    }

    /// Puts what is shown together beside each other, and what is not shown last.
    private mutating func arrange(_ contents: [String: PikselContent]) {
        var packing = GroupPacking(size: Self.groupSize)
        var placed: Set<String> = []
        func place(_ refs: [String]) {
            packing.add(refs.filter { placed.insert($0).inserted })
        }
        for key in packages.keys.sorted(by: { $0.id.rawValue < $1.id.rawValue }) {
            if case .content(let ref) = key { place([ref]) }
            let videos = (packages[key]?.videos ?? []).sorted { left, right in
                let parents = (contents[left]?.parentRef ?? "", contents[right]?.parentRef ?? "")
                return parents.0 == parents.1
                    ? (contents[left]?.order ?? 0, left) < (contents[right]?.order ?? 0, right)
                    : parents.0 < parents.1
            }
            for video in videos { place([video] + (versions[video] ?? [])) }
        }
        for ref in contents.keys.sorted() { place([ref]) }
        order = packing.packed
        positions = Dictionary(zip(order, order.indices)) { first, _ in first }
    }

    func group(of ref: String) -> [String] {
        guard let position = positions[ref] else { return [] }
        let start = position / Self.groupSize * Self.groupSize
        return Array(order[start..<min(start + Self.groupSize, order.count)])
    }
}
