/// IPv4 addresses in their one usual form.
enum IPv4 {
    /// - Returns: `nil` unless these are four decimal numbers up to 255 without leading zeros.
    static func number(of labels: [Substring]) -> UInt32? {
        guard labels.count == 4 else { return nil }
        var number: UInt32 = 0
        for label in labels {
            guard label.utf8.count <= 3, let part = UInt8(label), String(part) == label else { return nil }
            number = number << 8 | UInt32(part)
        }
        return number
    }

    /// By the registry of special addresses (RFC 6890 and its successors).
    static func reach(of number: UInt32) -> Host.Reach {
        let table: [(network: UInt32, length: UInt32, reach: Host.Reach)] = [
            (0x7f00_0000, 8, .loopback),
            (0x0a00_0000, 8, .privateNetwork),
            (0xac10_0000, 12, .privateNetwork),
            (0xc0a8_0000, 16, .privateNetwork),
            (0xa9fe_0000, 16, .linkLocal),
            (0x6440_0000, 10, .carrier),
            (0x0000_0000, 8, .reserved),  // "this network"; Linux takes 0.0.0.0 for itself
            (0xc000_0000, 24, .reserved),  // protocol assignments
            (0xc000_0200, 24, .reserved),  // documentation
            (0xc612_0000, 15, .reserved),  // benchmarks
            (0xc633_6400, 24, .reserved),  // documentation
            (0xcb00_7100, 24, .reserved),  // documentation
            (0xe000_0000, 3, .reserved),  // multicast and everything above
        ]
        return table.first { number >> (32 - $0.length) == $0.network >> (32 - $0.length) }?.reach
            ?? .everyone
    }
}

/// IPv6 addresses (RFC 4291, section 2.2).
enum IPv6 {
    /// - Returns: its eight words; `nil` for anything else, zones (`%eth0`) included.
    static func words(of text: Substring) -> [UInt16]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, let left = half(halves[0], mayEndInIPv4: halves.count == 1) else {
            return nil
        }
        guard halves.count == 2 else { return left.count == 8 ? left : nil }
        guard let right = half(halves[1], mayEndInIPv4: true), left.count + right.count < 8 else {
            return nil
        }
        return left + Array(repeating: 0, count: 8 - left.count - right.count) + right
    }

    private static func half(_ text: Substring, mayEndInIPv4: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var words: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() {
            if part.contains(".") {
                guard mayEndInIPv4, position == parts.count - 1,
                    let number = IPv4.number(of: part.split(separator: ".", omittingEmptySubsequences: false))
                else { return nil }
                words += [UInt16(truncatingIfNeeded: number >> 16), UInt16(truncatingIfNeeded: number)]
            } else {
                guard 1...4 ~= part.utf8.count, part.first != "+", let word = UInt16(part, radix: 16) else {
                    return nil
                }
                words.append(word)
            }
        }
        return words.count <= 8 ? words : nil
    }

    static func reach(of words: [UInt16]) -> Host.Reach {
        guard words.count == 8 else { return .reserved }
        let embedded = UInt32(words[6]) << 16 | UInt32(words[7])
        switch (words[0], words[1]) {
        case (0xfe80...0xfebf, _): return .linkLocal
        case (0xfc00...0xfdff, _): return .privateNetwork
        case (0xff00...0xffff, _): return .reserved
        // Protocol assignments, Teredo among them, and documentation.
        case (0x2001, 0x0000...0x01ff), (0x2001, 0x0db8): return .reserved
        // Each of these carries an IPv4 address, and reaches whatever that reaches.
        case (0x2002, _): return IPv4.reach(of: UInt32(words[1]) << 16 | UInt32(words[2]))
        case (0x0064, 0xff9b) where words[2...5].allSatisfy { $0 == 0 }: return IPv4.reach(of: embedded)
        case (0, 0) where words[2...4].allSatisfy { $0 == 0 }:
            if words[5] == 0xffff { return IPv4.reach(of: embedded) }
            if words[5] == 0, embedded == 1 { return .loopback }
            return .reserved
        default:
            // 2000::/3 is all that is given out (RFC 4291, section 2.4, and IANA's registry).
            return words[0] >> 13 == 1 ? .everyone : .reserved
        }
    }
}
