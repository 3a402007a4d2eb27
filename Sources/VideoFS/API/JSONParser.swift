/// Reads JSON (RFC 8259).
///
/// Foundation's readers turn numbers into binary fractions and follow nesting as deep as the sender likes,
/// on the stack. This one keeps numbers as they are, and refuses what no service sends.
struct JSONParser {
    /// Levels of nesting. Services use about ten.
    static let deepest = 200
    /// Values in one text: a listing of 100,000 videos has about three million.
    static let most = 4_000_000

    private let bytes: [UInt8]
    private var position = 0
    private var values = 0

    /// Why a text is not used.
    enum Refusal: Error, Hashable {
        /// Offset in bytes.
        case malformed(at: Int)
        case tooDeep
        case tooMany
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// - Throws: ``Refusal``.
    static func parse(_ bytes: [UInt8]) throws(Refusal) -> JSON {
        var parser = JSONParser(bytes)
        // Some servers start with a byte-order mark; RFC 8259, section 8.1, lets readers pass over it.
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { parser.position = 3 }
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.malformed }
        return value
    }

    private var malformed: Refusal { .malformed(at: position) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    /// Passes over one byte if it is the expected one.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Refusal) -> JSON {
        guard depth <= Self.deepest else { throw .tooDeep }
        values += 1
        guard values <= Self.most else { throw .tooMany }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(Refusal) -> JSON {
        let text = word.description.utf8
        guard bytes[position...].starts(with: text) else { throw malformed }
        position += text.count
        return value
    }

    private mutating func array(depth: Int) throws(Refusal) -> JSON {
        position += 1
        var elements: [JSON] = []
        skipSpace()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw malformed }
        }
    }

    /// Of members with the same name the last one counts, as in every common reader.
    private mutating func object(depth: Int) throws(Refusal) -> JSON {
        position += 1
        var members: [String: JSON] = [:]
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw malformed }
            let name = try string()
            skipSpace()
            guard take(":") else { throw malformed }
            members[name] = try value(depth: depth + 1)
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw malformed }
        }
    }

    private mutating func number() throws(Refusal) -> JSON {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(Refusal) {
        let start = position
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
        guard position > start else { throw malformed }
    }
}

extension JSONParser {
    private mutating func string() throws(Refusal) -> String {
        position += 1
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
            position += 1
        }
        if next == UInt8(ascii: "\"") {
            defer { position += 1 }
            return try text(bytes[start..<position])
        }
        var decoded = Array(bytes[start..<position])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(decoded[...])
            case UInt8(ascii: "\\"):
                position += 1
                decoded += try escaped()
            case ..<0x20: throw malformed
            default:
                position += 1
                decoded.append(byte)
            }
        }
        throw malformed
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw malformed }
        return text
    }

    private mutating func escaped() throws(Refusal) -> [UInt8] {
        defer { position += 1 }
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [bytes[position]]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var units = [try unit(at: position + 1)]
            position += 4
            if UTF16.isLeadSurrogate(units[0]), bytes[(position + 1)...].starts(with: "\\u".utf8) {
                units.append(try unit(at: position + 3))
                position += 6
            }
            // Half a pair alone becomes U+FFFD, as everywhere.
            return Array(String(decoding: units, as: UTF16.self).utf8)
        default: throw malformed
        }
    }

    /// Four hexadecimal digits.
    private func unit(at start: Int) throws(Refusal) -> UInt16 {
        guard start + 4 <= bytes.count, let high = PercentEncoding.value(bytes[start..<start + 2]),
            let low = PercentEncoding.value(bytes[start + 2..<start + 4])
        else { throw malformed }
        return UInt16(high) << 8 | UInt16(low)
    }
}
