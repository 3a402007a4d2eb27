internal import Synchronization

/// The content of synthetic media: a function of seed and offset.
///
/// Each block of 64 KiB is one table of random bytes, begun at a place that depends on the block, after
/// a head of 16 bytes that names seed and block. So a byte costs nothing to find, long runs are plain
/// copies even without optimisation, and no two blocks of a file are equal: a byte delivered at a wrong
/// offset shows.
struct SyntheticBytes: Sendable {
    private static let blockLength: Int64 = 65_536
    private static let headLength: Int64 = 16
    private static let tables = Mutex<[UInt64: SyntheticBytes]>([:])
    /// A table takes 128 KiB; a test seldom has more than a few seeds alive.
    private static let tableLimit = 16

    private let seed: UInt64
    /// Twice the same 64 KiB, so that a run never wraps.
    private let table: [UInt8]

    static func of(seed: UInt64) -> SyntheticBytes {
        if let known = tables.withLock({ $0[seed] }) { return known }
        let made = SyntheticBytes(seed: seed)
        tables.withLock { tables in
            if tables.count >= tableLimit { tables.removeAll() }
            tables[seed] = made
        }
        return made
    }

    private init(seed: UInt64) {
        self.seed = seed
        var half: [UInt8] = []
        half.reserveCapacity(Int(Self.blockLength) * 2)
        for index in 0..<UInt64(Self.blockLength / 8) {
            Self.append(Self.mix(seed &+ index &* 0x9E37_79B9_7F4A_7C15), to: &half)
        }
        self.table = half + half
    }

    /// Calls `body` with consecutive pieces that together are the bytes of `range`.
    func forEachRun(in range: Range<Int64>, _ body: (ArraySlice<UInt8>) throws -> Void) rethrows {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let block = offset / Self.blockLength
            let within = offset % Self.blockLength
            let end = min(range.upperBound - block * Self.blockLength, Self.blockLength)
            if within < Self.headLength {
                let stop = min(end, Self.headLength)
                try body(head(of: block)[Int(within)..<Int(stop)])
                offset += stop - within
            } else {
                let start = Int(within) + turn(of: block)
                try body(table[start..<start + Int(end - within)])
                offset += end - within
            }
        }
    }

    private func head(of block: Int64) -> [UInt8] {
        var head: [UInt8] = []
        Self.append(seed, to: &head)
        Self.append(UInt64(block), to: &head)
        return head
    }

    private func turn(of block: Int64) -> Int {
        Int(Self.mix(seed ^ UInt64(block)) % UInt64(Self.blockLength))
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// The finalizer of splitmix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit.
    private static func mix(_ value: UInt64) -> UInt64 {
        var value = value &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
