extension JSON {
    /// The value as text for people and `jq`: indented, members sorted by name, ending in a newline.
    var pretty: [UInt8] {
        var text: [UInt8] = []
        write(to: &text, indent: 0)
        text.append(UInt8(ascii: "\n"))
        return text
    }

    private func write(to text: inout [UInt8], indent: Int) {
        switch self {
        case .null: text += "null".utf8
        case .bool(let value): text += (value ? "true" : "false").utf8
        case .number(let number): text += number.utf8
        case .string(let string): Self.write(string, to: &text)
        case .array(let elements):
            Self.write("[", elements, "]", to: &text, indent: indent) { element, text in
                element.write(to: &text, indent: indent + 1)
            }
        case .object(let members):
            // By code points, so that the order is the same everywhere.
            let members = members.sorted {
                $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars)
            }
            Self.write("{", members, "}", to: &text, indent: indent) { member, text in
                Self.write(member.key, to: &text)
                text += ": ".utf8
                member.value.write(to: &text, indent: indent + 1)
            }
        }
    }

    private static func write<Item>(
        _ open: Unicode.Scalar, _ items: [Item], _ close: Unicode.Scalar, to text: inout [UInt8], indent: Int,
        _ write: (Item, inout [UInt8]) -> Void
    ) {
        text.append(UInt8(ascii: open))
        for (position, item) in items.enumerated() {
            if position > 0 { text.append(UInt8(ascii: ",")) }
            startLine(of: &text, indent: indent + 1)
            write(item, &text)
        }
        if !items.isEmpty { startLine(of: &text, indent: indent) }
        text.append(UInt8(ascii: close))
    }

    private static func startLine(of text: inout [UInt8], indent: Int) {
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * 2))
    }

    private static func write(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): text += #"\""#.utf8
            case UInt8(ascii: "\\"): text += #"\\"#.utf8
            case 0x0a: text += #"\n"#.utf8
            case 0x0d: text += #"\r"#.utf8
            case 0x09: text += #"\t"#.utf8
            case ..<0x20, 0x7f:
                text += #"\u00"#.utf8
                text += [PercentEncoding.digit(byte >> 4), PercentEncoding.digit(byte & 15)]
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
