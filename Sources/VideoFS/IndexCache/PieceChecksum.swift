/// A 64-bit fingerprint of a piece of bytes: tells damage, not forgery.
///
/// FNV-1a over words of eight bytes instead of single ones, which is eight times as fast: it is reckoned anew
/// for every read. Every step is a bijection of what was mixed in before, so one changed word always shows.
enum PieceChecksum {
    static func value(of bytes: ArraySlice<UInt8>) -> UInt64 {
        let prime: UInt64 = 0x0000_0100_0000_01b3
        return unsafe bytes.withUnsafeBytes { bytes in
            // The length first: the last word is filled up with zeros.
            var value = (0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)) &* prime
            let words = bytes.count / 8
            for word in 0..<words {
                let bits = unsafe bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
                value = (value ^ UInt64(littleEndian: bits)) &* prime
                // Without it the high bits of a word would only ever reach the high bits of the result.
                value ^= value >> 32
            }
            var rest: UInt64 = 0
            for place in words * 8..<bytes.count { rest = unsafe rest << 8 | UInt64(bytes[place]) }
            return (value ^ rest) &* prime
        }
    }
}
