/// Who lists whom: the account its sites and packages, a site its packages, a package its videos.
///
/// A resource that nobody lists has left the library.
struct Listings: Sendable {
    /// The resources that are listed.
    private var listed = WordTable()
    /// How many list each, by its number in ``listed``. Never 0 for one that is there.
    private var counts: [UInt32] = []
    /// By parent: numbers in ``listed``, in the parent's order.
    private var children: [ResourceKey: [UInt32]] = [:]
    private(set) var sites = 0
    private(set) var packages = 0
    private(set) var videos = 0

    func isListed(_ key: ResourceKey) -> Bool {
        listed.number(of: key.word) != nil
    }

    /// Those that list `key`. Looks through everything: for the rare moment when a listed resource
    /// turns out to be gone.
    func parents(of key: ResourceKey) -> [ResourceKey] {
        guard let number = listed.number(of: key.word).map(UInt32.init) else { return [] }
        return children.filter { $0.value.contains(number) }.map(\.key)
    }

    /// What `parent` lists, in its order.
    func children(of parent: ResourceKey) -> [ResourceKey] {
        (children[parent] ?? []).map { key(of: $0) }
    }

    /// Replaces what `parent` lists with `new`, which names each once.
    ///
    /// - Returns: those that nobody lists any more.
    mutating func replace(_ parent: ResourceKey, with new: [ResourceKey]) -> [ResourceKey] {
        replace(parent, with: ChildNames(new))
    }

    mutating func replace(_ parent: ResourceKey, with new: ChildNames) -> [ResourceKey] {
        let old = children[parent] ?? []
        let isSame = old.count == new.words.count
        guard !isSame || zip(old, new.words).contains(where: { listed.word(Int($0)) != $1 }) else {
            return []
        }
        // First those that come: what is listed before and after must not leave in between.
        let numbers = new.words.map { add($0) }
        children[parent] = numbers.isEmpty ? nil : numbers
        return old.compactMap { release($0) }
    }

    private func key(of number: UInt32) -> ResourceKey {
        ResourceKey(word: listed.word(Int(number)))
    }

    private mutating func add(_ word: [UInt8]) -> UInt32 {
        let (number, isNew) = listed.insert(word)
        if number == counts.count { counts.append(0) }
        counts[number] = isNew ? 1 : counts[number] + 1
        if isNew { count(word, by: 1) }
        return UInt32(number)
    }

    /// - Returns: the resource, if that was the last to list it.
    private mutating func release(_ number: UInt32) -> ResourceKey? {
        counts[Int(number)] -= 1
        guard counts[Int(number)] == 0 else { return nil }
        let key = key(of: number)
        count(key.word, by: -1)
        listed.remove(Int(number))
        return key
    }

    private mutating func count(_ word: [UInt8], by step: Int) {
        switch word.first.flatMap(ResourceKey.Kind.init(letter:)) {
        case .account, nil: break
        case .site: sites += step
        case .package: packages += step
        case .video: videos += step
        }
    }
}
