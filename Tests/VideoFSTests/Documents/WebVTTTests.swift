import Testing

@testable import VideoFS

struct WebVTTTests {
    private func webVTT(_ bytes: [UInt8]) throws -> String {
        String(decoding: try VideoFS.webVTT(fromSubRip: bytes), as: UTF8.self)
    }

    @Test func aFileIsConverted() throws {
        let source =
            "\u{FEFF}1\r\n00:00:01,000 --> 00:00:02,500\r\n{\\an8}<i>¿Qué?</i>\r\n\r\n2\r\n01:02:03,4 --> 01:02:04,05\r\nA & B\r\n"
        let document = try webVTT(Array(source.utf8))
        #expect(
            document == """
                WEBVTT

                00:00:01.000 --> 00:00:02.500 line:0
                <i>¿Qué?</i>

                01:02:03.400 --> 01:02:04.050
                A &amp; B

                """)
    }

    @Test func cuesAreWrittenInTheOrderInWhichTheyBegin() throws {
        let document = try webVTT(
            Array("00:05 --> 00:06\nC\n\n00:01 --> 00:09\nA\n\n00:01 --> 00:02\nB\n".utf8))
        #expect(document.split(separator: "\n").filter { $0.count == 1 } == ["A", "B", "C"])
    }

    @Test(
        "the encoding of the source does not show",
        arguments: [
            Array("00:01 --> 00:02\né".utf8), [0xEF, 0xBB, 0xBF] + Array("00:01 --> 00:02\né".utf8),
            Array("00:01 --> 00:02\n".utf8) + [0xE9],
            [0xFE, 0xFF] + "00:01 --> 00:02\né".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] },
        ] as [[UInt8]])
    func decodes(source: [UInt8]) throws {
        let bytes = try VideoFS.webVTT(fromSubRip: source)
        #expect(bytes == Array("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\né\n".utf8))
    }

    @Test(
        "a file without a cue is refused", arguments: ["", "WEBVTT\n", "not found", "1\n00:01 --> 00:02\n\n"])
    func refusesEmpty(source: String) {
        #expect(throws: SubtitleError.noCues) { try VideoFS.webVTT(fromSubRip: Array(source.utf8)) }
    }

    @Test func aFileThatIsTooLargeIsRefused() {
        let limit = SubRip.longestFile
        #expect(throws: SubtitleError.tooLarge(size: limit + 1, limit: limit)) {
            try VideoFS.webVTT(fromSubRip: [UInt8](repeating: 10, count: limit + 1))
        }
    }

    @Test(
        "a mebibyte of one thing is converted in a moment", .timeLimit(.minutes(1)),
        arguments: ["<", "{\\", "0"])
    func isQuick(piece: String) throws {
        try convert(piece, size: 1 << 20)
    }

    @Test(
        "anything is converted in a time that grows with its length", .timeLimit(.minutes(1)),
        arguments: [
            "<i", "<i>", "</i><b>", "<font", "{\\an8}", "&", "\n", "\r", " ", "-->", "00:",
            "1\n", "a\n\n", "<b><i><u></b>",
            "0:1-->0:2\na\n", "{", "-", "\u{301}",
        ])
    func isLinear(piece: String) throws {
        try convert(piece, size: 1 << 17)
    }

    private func convert(_ piece: String, size: Int) throws {
        let noise = String(repeating: piece, count: size / piece.utf8.count)
        let document = try webVTT(Array("00:01 --> 00:02\nx\(noise)\n\n2\n00:03 --> 00:04\nend".utf8))
        #expect(document.hasSuffix("\n00:00:03.000 --> 00:00:04.000\nend\n"))
        #expect(document.utf8.count < 8 << 20)
    }

    @Test("whatever comes in, what goes out is WebVTT", arguments: 0..<20 as Range<UInt64>)
    func isWellFormed(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "\n", "\n\n", "\r\n", "1", "00:01 --> 00:02", "\n00:03,5 --> 00:01\n", "<i>", "</b>", "<u>",
            "{\\an8}", "{", "<", ">", "&", "-->",
            "é", " ", "\0", "<br>", "<font>", "word",
        ]
        for _ in 0..<100 {
            let noise = (0..<60).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let document = try webVTT(Array("00:00 --> 00:01\nx\n\(noise)".utf8))
            let blocks = document.dropLast().split(separator: "\n\n", omittingEmptySubsequences: false)
            #expect(blocks.first == "WEBVTT")
            for block in blocks.dropFirst() { expectCue(block) }
            #expect(document.hasSuffix("\n") && !document.hasSuffix("\n\n"))
        }
    }

    private func expectCue(_ block: Substring) {
        let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
        let times = /\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}( line:0)?/
        #expect(lines[0].wholeMatch(of: times) != nil, "\(block)")
        #expect(lines.count > 1 && !lines.contains(""), "\(block)")
        let text = lines.dropFirst().joined(separator: "\n")
        #expect(!text.contains("-->"), "\(block)")
        var open: [Substring] = []
        for tag in text.matches(of: /<(\/?)([^>]*)>/) {
            if tag.1.isEmpty {
                open.append(tag.2)
            } else {
                #expect(open.popLast() == tag.2, "\(block)")
            }
        }
        #expect(open.isEmpty, "\(block)")
        #expect(text.replacing(/<\/?[biu]>/, with: "").firstIndex(of: "<") == nil, "\(block)")
    }
}
