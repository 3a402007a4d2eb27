/// A 64-bit FNV-1a hash with a final mix: the same on every machine and in every release, which
/// `Hasher` does not promise.
struct StableHash {
    // Offset basis and prime of the 64-bit variant: draft-eastlake-fnv, section 5.
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let prime: UInt64 = 0x0000_0100_0000_01b3

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        // No UTF-8 text holds this byte, so that ("a", "bc") and ("ab", "c") differ.
        add(0xff)
    }

    private mutating func add(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* Self.prime
    }

    /// The hash as a number that a file may have: neither 0, which means "none" to `readdir`, nor 1, the root's.
    var inodeNumber: UInt64 {
        var mixed = state
        mixed ^= mixed >> 33
        mixed = mixed &* 0xff51_afd7_ed55_8ccd
        mixed ^= mixed >> 33
        return mixed > 1 ? mixed : mixed + 2
    }
}
