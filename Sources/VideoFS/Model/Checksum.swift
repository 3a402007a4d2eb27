/// A 64-bit fingerprint of bytes (FNV-1a): tells damage and change, not forgery.
///
/// Every step is a bijection of what was mixed in before, so a single changed byte always shows. What
/// it guards is a private directory, where a forger would not need to match a checksum.
struct Checksum: Hashable, Sendable {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    init(_ bytes: [UInt8]) {
        add(bytes)
    }

    init(rawValue: UInt64) {
        value = rawValue
    }

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes {
            value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
    }
}
