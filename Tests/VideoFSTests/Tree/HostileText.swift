/// Random numbers that a seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Titles nobody would choose, from few enough pieces that many of them collide.
struct HostileText {
    private static let pieces = [
        "a", "A", "é", "e\u{301}", "ß", "SS", "ẞ", "ﬁ", "İ", "ı", "σ", "ς", "/", "\\", ":", "*", "?", "\"",
        "<",
        "<\u{338}", ">", "|", ".", "..", " ", "\t", "\n", "\0", "\u{7F}", "\u{85}", "\u{202E}", "\u{2066}",
        "\u{FEFF}", "\u{200B}", "\u{200D}", "\u{2028}", "\u{FFFE}", "\u{301}", "\u{1D160}", "con", "COM1",
        "lpt¹",
        " [7]", " [2]", "[", "]", "info.json", "thumbnail.", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "한", "\u{1112}\u{1161}\u{11AB}", "नि",
        "\u{10FFFF}",
    ]

    private var generator: SeededGenerator

    init(seed: UInt64) {
        self.generator = SeededGenerator(seed: seed)
    }

    mutating func next() -> String {
        let count = Int.random(in: 0...6, using: &generator)
        var text = (0..<count).map { _ in piece() }.joined()
        if Int.random(in: 0..<5, using: &generator) == 0 {
            text += String(repeating: piece(), count: Int.random(in: 1...300, using: &generator)) + piece()
        }
        return text
    }

    mutating func number(below limit: Int) -> Int {
        Int.random(in: 0..<limit, using: &generator)
    }

    private mutating func piece() -> String {
        Self.pieces[number(below: Self.pieces.count)]
    }
}
