/// Text from bytes whose encoding nobody declared, as subtitle files are.
enum TextDecoding {
    /// Decodes by the byte-order mark; without one as UTF-8 when it is that throughout, else as
    /// Windows-1252, in which every byte means something.
    ///
    /// - Returns: the text without its byte-order mark. Units that a marked encoding does not allow are
    ///   `U+FFFD`.
    static func text(of bytes: [UInt8]) -> String {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return String(decoding: bytes.dropFirst(3), as: UTF8.self)
        }
        if bytes.starts(with: [0xFF, 0xFE]) {
            return utf16(bytes.dropFirst(2)) { low, high in UInt16(high) << 8 | UInt16(low) }
        }
        if bytes.starts(with: [0xFE, 0xFF]) {
            return utf16(bytes.dropFirst(2)) { high, low in UInt16(high) << 8 | UInt16(low) }
        }
        return String(validating: bytes, as: UTF8.self) ?? windows1252(bytes)
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, unit: (UInt8, UInt8) -> UInt16) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2 + 1)
        var rest = bytes.makeIterator()
        while let first = rest.next() {
            // A file cut in the middle of a unit ends in a lone byte.
            guard let second = rest.next() else {
                units.append(0xFFFD)
                break
            }
            units.append(unit(first, second))
        }
        return String(decoding: units, as: UTF16.self)
    }

    private static func windows1252(_ bytes: [UInt8]) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            scalars.append(
                (0x80...0x9F).contains(byte) ? upperControls[Int(byte - 0x80)] : Unicode.Scalar(byte))
        }
        return String(scalars)
    }

    /// Bytes 0x80 to 0x9F. The five that Microsoft left undefined stand for the control of their own
    /// number (WHATWG Encoding, index windows-1252).
    private static let upperControls: [Unicode.Scalar] = [
        "\u{20AC}", "\u{81}", "\u{201A}", "\u{192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}",
        "\u{2C6}", "\u{2030}", "\u{160}", "\u{2039}", "\u{152}", "\u{8D}", "\u{17D}", "\u{8F}",
        "\u{90}", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}",
        "\u{2DC}", "\u{2122}", "\u{161}", "\u{203A}", "\u{153}", "\u{9D}", "\u{17E}", "\u{178}",
    ]
}
