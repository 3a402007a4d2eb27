/// Who reads a film, as far as it is known: the less, the less is asked for ahead of need.
enum ReaderKind: Int, Hashable, Sendable, Comparable {
    /// A program that looks at films and does not play them: it gets what it asks for, and hardly more.
    case scanner
    /// Perhaps one of them: the kernel does not say who it is, or its like has only looked so far.
    case unknown
    /// Whoever else: a player, a copier.
    case viewer

    static func < (one: ReaderKind, other: ReaderKind) -> Bool { one.rawValue < other.rawValue }
}
