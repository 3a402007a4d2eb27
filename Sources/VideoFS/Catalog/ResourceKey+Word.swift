extension ResourceKey {
    /// The key as bytes: a letter for the kind, and the identifier.
    var word: [UInt8] { kind.word(of: id) }

    /// - Parameter word: as ``word`` gives it; anything else stands for the account.
    init(word: [UInt8]) {
        let kind = word.first.flatMap { Kind(letter: $0) } ?? .account
        self.init(kind: kind, id: String(decoding: word.dropFirst(), as: UTF8.self))
    }
}

extension ResourceKey.Kind {
    func word(of id: String) -> [UInt8] {
        var word: [UInt8] = []
        word.reserveCapacity(id.utf8.count + 1)
        word.append(letter)
        word.append(contentsOf: id.utf8)
        return word
    }

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
