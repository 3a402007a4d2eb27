/// The entries of all resources whose record is known, a hundred thousand of them in a few megabytes.
///
/// Used as the dictionary that it stands for.
struct CatalogEntries: Sendable {
    /// An entry in 24 bytes. Times are seconds since 1970 as far as 32 bits reach: what lies outside
    /// counts as before or after everything, which a clock that is that wrong deserves.
    private struct Packed {
        let checkedAt: UInt32
        let changedAt: UInt32
        /// Counted within this process.
        let version: UInt32
        let checksum: UInt64

        init(_ entry: CatalogEntry) {
            checkedAt = UInt32(clamping: entry.checkedAt.rawValue)
            changedAt = UInt32(clamping: entry.changedAt.rawValue)
            version = UInt32(truncatingIfNeeded: entry.version)
            checksum = entry.checksum.value
        }

        var entry: CatalogEntry {
            CatalogEntry(
                checkedAt: Timestamp(rawValue: Int64(checkedAt)),
                changedAt: Timestamp(rawValue: Int64(changedAt)), version: UInt64(version),
                checksum: Checksum(rawValue: checksum))
        }
    }

    private var words = WordTable()
    private var packed: [Packed] = []

    var count: Int { words.count }

    subscript(key: ResourceKey) -> CatalogEntry? {
        get { words.number(of: key.word).map { packed[$0].entry } }
        set {
            guard let newValue else {
                if let number = words.number(of: key.word) { words.remove(number) }
                return
            }
            let (number, _) = words.insert(key.word)
            if number == packed.count {
                packed.append(Packed(newValue))
            } else {
                packed[number] = Packed(newValue)
            }
        }
    }

    var keys: some Sequence<ResourceKey> {
        words.numbers.lazy.map { ResourceKey(word: words.word($0)) }
    }

    var values: some Sequence<CatalogEntry> {
        words.numbers.lazy.map { packed[$0].entry }
    }
}

extension ResourceKey {
    /// The key as bytes: a letter for the kind, and the identifier.
    var word: [UInt8] {
        let id = id
        var word: [UInt8] = []
        word.reserveCapacity(id.utf8.count + 1)
        word.append(kind.letter)
        word.append(contentsOf: id.utf8)
        return word
    }

    /// - Parameter word: as ``word`` gives it; anything else stands for the account.
    init(word: [UInt8]) {
        let kind = word.first.flatMap { Kind(letter: $0) } ?? .account
        self.init(kind: kind, id: String(decoding: word.dropFirst(), as: UTF8.self))
    }
}

extension ResourceKey.Kind {
    /// - Returns: `nil` for what is no kind's letter.
    init?(letter: UInt8) {
        switch letter {
        case UInt8(ascii: "a"): self = .account
        case UInt8(ascii: "s"): self = .site
        case UInt8(ascii: "p"): self = .package
        case UInt8(ascii: "v"): self = .video
        default: return nil
        }
    }

    fileprivate var letter: UInt8 {
        switch self {
        case .account: UInt8(ascii: "a")
        case .site: UInt8(ascii: "s")
        case .package: UInt8(ascii: "p")
        case .video: UInt8(ascii: "v")
        }
    }
}
