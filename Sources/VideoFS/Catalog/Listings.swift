/// Who lists whom: the account its sites and packages, a site its packages, a package its videos.
///
/// A resource that nobody lists has left the library.
struct Listings: Sendable {
    private var children: [ResourceKey: [ResourceKey]] = [:]
    /// How many list it. Never 0.
    private var counts: [ResourceKey: Int] = [:]
    private(set) var sites = 0
    private(set) var packages = 0
    private(set) var videos = 0

    func isListed(_ key: ResourceKey) -> Bool {
        counts[key] != nil
    }

    /// Those that list `key`. Looks through everything: for the rare moment when a listed resource
    /// turns out to be gone.
    func parents(of key: ResourceKey) -> [ResourceKey] {
        children.filter { $0.value.contains(key) }.map(\.key)
    }

    mutating func reserve(_ capacity: Int) {
        counts.reserveCapacity(capacity)
    }

    /// Replaces what `parent` lists with `new`, which names each once.
    ///
    /// - Returns: those that nobody lists any more.
    mutating func replace(_ parent: ResourceKey, with new: [ResourceKey]) -> [ResourceKey] {
        let old = children[parent] ?? []
        guard old != new else { return [] }
        children[parent] = new.isEmpty ? nil : new
        for child in new { count(child, by: 1) }
        for child in old { count(child, by: -1) }
        return old.filter { counts[$0] == nil }
    }

    private mutating func count(_ key: ResourceKey, by step: Int) {
        let before = counts[key] ?? 0
        let after = before + step
        counts[key] = after > 0 ? after : nil
        guard before == 0 || after == 0 else { return }
        switch key {
        case .account: break
        case .site: sites += step
        case .package: packages += step
        case .video: videos += step
        }
    }
}
