/// Every resource that is known or listed: when it was asked about and what its record's checksum is, and who
/// lists whom: the account its sites and packages, a site its packages, a package its videos.
///
/// A resource that nobody lists has left the library. Of a hundred thousand each takes some fifty bytes: its
/// identifier is there once, whether it is known, listed, or both.
struct KnownResources: Sendable {
    /// An entry in 20 bytes. Times are seconds since 1970 as far as 32 bits reach: what lies outside
    /// counts as before or after everything, which a clock that is that wrong deserves.
    private struct Packed {
        let checkedAt: UInt32
        let changedAt: UInt32
        /// Counted within this process.
        let version: UInt32
        /// In halves, so that the whole is not padded to 24 bytes.
        let checksum: (high: UInt32, low: UInt32)

        init(_ entry: CatalogEntry) {
            checkedAt = UInt32(clamping: entry.checkedAt.rawValue)
            changedAt = UInt32(clamping: entry.changedAt.rawValue)
            version = UInt32(truncatingIfNeeded: entry.version)
            let value = entry.checksum.value
            checksum = (UInt32(value >> 32), UInt32(truncatingIfNeeded: value))
        }

        var entry: CatalogEntry {
            CatalogEntry(
                checkedAt: Timestamp(rawValue: Int64(checkedAt)),
                changedAt: Timestamp(rawValue: Int64(changedAt)), version: UInt64(version),
                checksum: Checksum(rawValue: UInt64(checksum.high) << 32 | UInt64(checksum.low)))
        }

        static let none = Packed(
            CatalogEntry(
                checkedAt: Timestamp(rawValue: 0), changedAt: Timestamp(rawValue: 0), version: 0,
                checksum: Checksum(rawValue: 0)))
    }

    /// In four bytes: the lowest bit says whether it is known, the others by how many it is listed.
    private struct Standing {
        private var bits: UInt32 = 0

        var isKnown: Bool {
            get { bits & 1 != 0 }
            set { bits = bits & ~1 | (newValue ? 1 : 0) }
        }

        var listers: UInt32 {
            get { bits >> 1 }
            set { bits = newValue << 1 | bits & 1 }
        }
    }

    private var words = WordTable()
    /// By number in ``words``.
    private var packed: [Packed] = []
    private var standings: [Standing] = []
    /// By parent: numbers in ``words``, in the parent's order.
    private var children: [ResourceKey: [UInt32]] = [:]
    /// How many are known.
    private(set) var knownCount = 0
    private(set) var sites = 0
    private(set) var packages = 0
    private(set) var videos = 0

    /// What is known of a resource; `nil` where nothing is.
    subscript(key: ResourceKey) -> CatalogEntry? {
        get {
            guard let number = words.number(of: key.word), standings[number].isKnown else { return nil }
            return packed[number].entry
        }
        set {
            if let newValue { know(key.word, newValue) } else { forget(key.word) }
        }
    }

    var known: some Sequence<(key: ResourceKey, entry: CatalogEntry)> {
        words.numbers.lazy.filter { standings[$0].isKnown }
            .map { (key: ResourceKey(word: words.word($0)), entry: packed[$0].entry) }
    }

    mutating func know(_ word: [UInt8], _ entry: CatalogEntry) {
        let number = insert(word)
        packed[number] = Packed(entry)
        if !standings[number].isKnown { knownCount += 1 }
        standings[number].isKnown = true
    }

    private mutating func forget(_ word: [UInt8]) {
        guard let number = words.number(of: word), standings[number].isKnown else { return }
        standings[number].isKnown = false
        knownCount -= 1
        removeIfUnused(number)
    }

    private mutating func insert(_ word: [UInt8]) -> Int {
        let (number, isNew) = words.insert(word)
        if number == packed.count {
            packed.append(.none)
            standings.append(Standing())
        } else if isNew {
            standings[number] = Standing()
        }
        return number
    }

    private mutating func removeIfUnused(_ number: Int) {
        if !standings[number].isKnown, standings[number].listers == 0 { words.remove(number) }
    }
}

// MARK: - Who lists whom

extension KnownResources {
    func isListed(_ key: ResourceKey) -> Bool {
        words.number(of: key.word).map { standings[$0].listers > 0 } ?? false
    }

    /// Those that list `key`. Looks through everything: for the rare moment when a listed resource
    /// turns out to be gone.
    func parents(of key: ResourceKey) -> [ResourceKey] {
        guard let number = words.number(of: key.word).map(UInt32.init) else { return [] }
        return children.filter { $0.value.contains(number) }.map(\.key)
    }

    /// What `parent` lists, in its order.
    func children(of parent: ResourceKey) -> [ResourceKey] {
        (children[parent] ?? []).map { ResourceKey(word: words.word(Int($0))) }
    }

    /// Replaces what `parent` lists with `new`, which names each once.
    ///
    /// - Returns: those that nobody lists any more.
    mutating func list(_ new: [ResourceKey], under parent: ResourceKey) -> [ResourceKey] {
        list(ChildNames(new), under: parent)
    }

    mutating func list(_ new: ChildNames, under parent: ResourceKey) -> [ResourceKey] {
        let old = children[parent] ?? []
        let isSame = old.count == new.words.count
        guard !isSame || zip(old, new.words).contains(where: { words.word(Int($0)) != $1 }) else {
            return []
        }
        // First those that come: what is listed before and after must not leave in between.
        let numbers = new.words.map { add($0) }
        children[parent] = numbers.isEmpty ? nil : numbers
        return old.compactMap { release(Int($0)) }
    }

    private mutating func add(_ word: [UInt8]) -> UInt32 {
        let number = insert(word)
        standings[number].listers += 1
        if standings[number].listers == 1 { count(word, by: 1) }
        return UInt32(number)
    }

    /// - Returns: the resource, if that was the last to list it.
    private mutating func release(_ number: Int) -> ResourceKey? {
        standings[number].listers -= 1
        guard standings[number].listers == 0 else { return nil }
        let word = words.word(number)
        count(word, by: -1)
        removeIfUnused(number)
        return ResourceKey(word: word)
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
