import Foundation
import Testing

@testable import VideoFS

struct FileNameTests {
    private func name(_ title: String?, key: String? = nil, _ rules: NameRules = .portable) -> String {
        FileName(title: title, key: key, rules: rules).text
    }

    private func scalars(_ text: String) -> [Unicode.Scalar] {
        Array(text.unicodeScalars)
    }

    @Test(
        "an ordinary title is its own name",
        arguments: [
            "Anchors, a film", "Amélie", "日本語", "v1.2 final", "a'b", "[x] (y) {z}", "100%",
            "می‌خواهم", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "console", "com10", "COMA", "lpt", "a.con", "nul-1",
        ], [NameRules.portable, .posix])
    func keeps(title: String, rules: NameRules) {
        #expect(scalars(name(title, rules)) == scalars(title))
    }

    @Test(
        "what Windows forbids becomes an underscore in portable names only",
        arguments: [
            (#"a\b:c*d?e"f<g>h|i"#, "a_b_c_d_e_f_g_h_i"), (".hidden", "_hidden"), (" x", "_x"),
            (". .x", "___x"),
            ("x.", "x_"), ("x ", "x_"), ("x. .", "x___"), ("...", "___"), ("x\u{200B}.", "x_"),
        ])
    func replaces(title: String, portable: String) {
        #expect(name(title) == portable)
        #expect(name(title, .posix) == title.replacing("\u{200B}", with: ""))
    }

    @Test("a slash is replaced whatever is combined with it", arguments: [NameRules.portable, .posix])
    func replacesSlashes(rules: NameRules) {
        #expect(name("a/b", rules) == "a_b")
        #expect(scalars(name("a/\u{301}b", rules)) == ["a", "_", "\u{301}", "b"])
    }

    @Test(
        "names of Windows devices are made safe",
        arguments: [
            "con", "CON", "PRN", "aux", "NUL", "COM0", "com9", "LPT1", "COM¹", "com²", "LPT³", "CONIN$",
            "conout$",
            "con.txt", "nul.tar.gz", "COM1.mp4", "con .txt", "Con  .x", "CO\u{200B}N",
        ])
    func disarms(title: String) {
        let bare = title.replacing("\u{200B}", with: "")
        #expect(name(title) == "_" + bare)
        #expect(name(title, .posix) == bare)
    }

    @Test("the two directory links are never names", arguments: [NameRules.portable, .posix])
    func avoidsDots(rules: NameRules) {
        #expect(name(".", rules) == "_")
        #expect(name("..", rules) == "__")
        #expect(name(".\u{202E}.", rules) == "__")
    }

    @Test(
        "characters that cannot be seen are removed",
        arguments: [
            "\0", "\n", "\r", "\t", "\u{1B}", "\u{7F}", "\u{85}", "\u{9F}", "\u{202A}", "\u{202E}",
            "\u{2066}", "\u{2069}",
            "\u{200E}", "\u{200F}", "\u{61C}", "\u{FEFF}", "\u{200B}", "\u{2060}", "\u{2063}", "\u{AD}",
            "\u{180E}",
            "\u{2028}", "\u{2029}", "\u{FFFE}", "\u{1FFFF}", "\u{E0001}",
        ], [NameRules.portable, .posix])
    func removes(character: String, rules: NameRules) {
        #expect(scalars(name("a\(character)b", rules)) == ["a", "b"])
    }

    @Test(
        "a name is composed, also across what was removed",
        arguments: [
            ("e\u{301}", "\u{E9}"), ("e\u{200B}\u{301}", "\u{E9}"), ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
            ("\u{212B}", "\u{C5}"), ("<\u{338}", "\u{226E}"),
        ])
    func composes(title: String, composed: String) {
        #expect(scalars(name(title)) == scalars(composed))
    }

    @Test(
        "without a title that can be seen the key stands, then a fixed word",
        arguments: [
            nil, "", " ", "\t \n", "\u{A0}\u{3000}", "\0\u{FEFF}", "\u{200D}", "\u{E0041}",
        ] as [String?])
    func fallsBack(title: String?) {
        #expect(name(title, key: "the/key") == "the_key")
        #expect(name(title, key: title) == "untitled")
        #expect(name(title, key: title, .posix) == "untitled")
    }

    @Test(
        "a long name is cut where a character ends",
        arguments: [
            (String(repeating: "x", count: 300), 255), (String(repeating: "é", count: 200), 254),
            (String(repeating: "日", count: 100), 255), ("x" + String(repeating: "👩‍👩‍👧‍👦", count: 20), 251),
            (String(repeating: "e\u{323}\u{302}\u{301}", count: 100), 255),
        ])
    func cuts(title: String, length: Int) {
        let name = name(title)
        #expect(name.utf8.count == length)
        #expect(title.hasPrefix(name))
    }

    @Test func aSingleCharacterLongerThanANameIsCutInside() {
        let name = name("a" + String(repeating: "\u{301}\u{316}", count: 500))
        #expect(name.count == 1)
        #expect(name.utf8.count > 250 && name.utf8.count <= 255)
    }

    @Test("the cut leaves neither dot nor space at the end", arguments: [".", " "])
    func mendsTheCut(edge: String) {
        let title = String(repeating: "x", count: 250) + String(repeating: edge, count: 5) + "end"
        #expect(name(title) == String(repeating: "x", count: 250) + "_____")
        #expect(name(title, .posix) == String(repeating: "x", count: 250) + String(repeating: edge, count: 5))
    }

    @Test func aCutThatLeavesOnlyBlanksFallsBack() {
        #expect(name(String(repeating: " ", count: 300) + "x", key: "key", .posix) == "key")
    }

    @Test("of a title of megabytes only the beginning is looked at", .timeLimit(.minutes(1)))
    func boundsItsWork() {
        #expect(name(String(repeating: "x\u{301}", count: 1 << 21)).utf8.count == 255)
        #expect(name("x" + String(repeating: "\u{301}\u{316}", count: 1 << 21)).utf8.count <= 255)
    }

    @Test(
        "what is found safe at a glance is what all rules leave as it is", arguments: 0..<20 as Range<UInt64>)
    func atAGlance(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["con", "COM1", "film", "The Lighthouse", " ", ".", ".mp4", "?", "/", "é", "nul", "~"]
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...6, using: &generator)
            let title = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            for rules in [NameRules.portable, .posix] {
                let name = rules.entryName(from: title)
                #expect(name == rules.safeName(from: title), "\(title.debugDescription)")
            }
            let name = FileName(title: title, key: nil, rules: .portable)
            #expect(name.folded == name.text.lowercased().uppercased().lowercased())
        }
    }

    @Test("any text makes a valid name, and the name of a name is itself", arguments: 0..<20 as Range<UInt64>)
    func isIdempotent(seed: UInt64) {
        var titles = HostileText(seed: seed)
        for _ in 0..<300 {
            let title = titles.next()
            for rules in [NameRules.portable, .posix] {
                let name = FileName(title: title, key: nil, rules: rules)
                expectValid(name, rules: rules)
                #expect(
                    scalars(self.name(name.text, rules)) == scalars(name.text), "\(title.debugDescription)")
            }
        }
    }

    @Test(
        "a suffix stays whole where the name does not",
        arguments: [
            ("x", "x [7]"), (String(repeating: "é", count: 130), String(repeating: "é", count: 125) + " [7]"),
        ])
    func appends(title: String, expected: String) {
        let name = FileName(title: title, key: nil, rules: .portable).appending(" [7]")
        #expect(name.text == expected)
    }

    @Test("a cut does not make a device", arguments: [" ", "\u{200D}"])
    func cutsAroundDevices(filler: String) {
        let filled =
            "con" + (filler == " " ? "" : "x") + String(repeating: filler, count: 251 / filler.utf8.count)
        let name = FileName(title: filled + "y", key: nil, rules: .portable)
        #expect(name.text == filled + "y")
        let base = name.appending(".mp4").text.split(separator: ".")[0]
        #expect(base == (filler == " " ? "con" + String(repeating: "_", count: 248) : "_con"))
    }

    @Test func aCharacterTooLongToKeepDoesNotLeaveADevice() {
        #expect(name("COM1e" + String(repeating: "\u{200D}", count: 100)) == "_COM1")
        #expect(name("COM1e" + String(repeating: "\u{200D}", count: 100), .posix) == "COM1")
    }

    @Test(
        "names that a file system without case cannot tell apart fold alike",
        arguments: [
            ("ABC", "abc"), ("É", "e\u{301}"), ("Straße", "STRASSE"), ("ẞ", "ss"), ("ΣΑΣ", "σας"), ("ſ", "S"),
            ("ﬁn", "FIN"), ("K", "k"), ("Ǆ", "ǆ"),
        ])
    func folds(left: String, right: String) {
        let names = [left, right].map { FileName(title: $0, key: nil, rules: .portable) }
        #expect(names[0].folded == names[1].folded)
        #expect(FileName(title: left + "x", key: nil, rules: .portable).folded != names[1].folded)
    }
}

/// Checks what holds for every name, by other means than the code that makes it.
func expectValid(_ name: FileName, rules: NameRules, _ location: SourceLocation = #_sourceLocation) {
    let text = name.text
    let bytes = Array(text.utf8)
    #expect((1...255).contains(bytes.count), sourceLocation: location)
    #expect(
        text != "." && text != ".." && !bytes.contains(0) && !bytes.contains(47), sourceLocation: location)
    let composed = text.precomposedStringWithCanonicalMapping
    #expect(Array(composed.unicodeScalars) == Array(text.unicodeScalars), sourceLocation: location)
    let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control }
    #expect(controls.isEmpty, sourceLocation: location)
    guard rules == .portable else { return }
    #expect(Set(bytes).isDisjoint(with: Array(#"\:*?"<>|"#.utf8)), sourceLocation: location)
    let edges: [Unicode.Scalar?] = [".", " "]
    #expect(!edges.contains(text.unicodeScalars.first), sourceLocation: location)
    #expect(!edges.contains(text.unicodeScalars.last), sourceLocation: location)
    let base = text.split(separator: ".").first.map { $0.trimmingCharacters(in: .whitespaces).uppercased() }
    #expect(
        !["CON", "COM1", "LPT¹"].contains(base), "\(text.unicodeScalars.map(\.value))",
        sourceLocation: location)
}
