import Testing

@testable import VideoFS

struct TextDecodingTests {
    @Test(
        "the encoding is told by the mark, or by what the bytes allow",
        arguments: [
            ([], ""), (Array("Año €".utf8), "Año €"), ([0xEF, 0xBB, 0xBF] + Array("é".utf8), "é"),
            ([0xFF, 0xFE, 0xE9, 0x00, 0x3D, 0xD8, 0x00, 0xDE], "é😀"),
            ([0xFE, 0xFF, 0x00, 0xE9, 0xD8, 0x3D, 0xDE, 0x00], "é😀"),
            ([0x41, 0xE9], "Aé"), ([0x80, 0x92, 0x93, 0x9C, 0x9F], "€’“œŸ"), ([0xFF], "ÿ"), ([0xFE], "þ"),
            ([0x81, 0x8D, 0x8F, 0x90, 0x9D], "\u{81}\u{8D}\u{8F}\u{90}\u{9D}"), ([0xC3], "Ã"),
            ([0xED, 0xA0, 0x80], "í\u{A0}€"),
        ] as [([UInt8], String)])
    func decodes(bytes: [UInt8], text: String) {
        #expect(Array(TextDecoding.text(of: bytes).unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test(
        "a marked encoding is believed, and mended where it is broken",
        arguments: [
            ([0xEF, 0xBB, 0xBF, 0x41, 0xFF], "A\u{FFFD}"), ([0xFF, 0xFE, 0x41, 0x00, 0x42], "A\u{FFFD}"),
            ([0xFE, 0xFF, 0xDE, 0x00], "\u{FFFD}"), ([0xFF, 0xFE], ""),
        ] as [([UInt8], String)])
    func mends(bytes: [UInt8], text: String) {
        #expect(TextDecoding.text(of: bytes) == text)
    }

    @Test func everyByteMeansSomething() {
        let text = TextDecoding.text(of: Array(0...255))
        #expect(text.unicodeScalars.count == 256)
        #expect(Set(text.unicodeScalars).count == 256)
        #expect(!text.unicodeScalars.contains("\u{FFFD}"))
    }
}
