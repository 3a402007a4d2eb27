/// Bytes of a file in order, where they lie: nothing is copied to put them together.
struct FileBytes: Sendable {
    enum Part: Sendable {
        /// Offsets into a block's memory.
        case block(Block, Range<Int>)
        case bytes(ArraySlice<UInt8>)

        var count: Int {
            switch self {
            case .block(_, let range): range.count
            case .bytes(let bytes): bytes.count
            }
        }
    }

    var parts: [Part]

    static let none = FileBytes(parts: [])

    var count: Int { parts.reduce(0) { $0 + $1.count } }

    /// The bytes in one piece: a copy.
    var joined: [UInt8] {
        var joined: [UInt8] = []
        joined.reserveCapacity(count)
        for part in parts {
            switch part {
            case .block(let block, let range):
                unsafe joined.append(
                    contentsOf: UnsafeRawBufferPointer(
                        start: block.memory + range.lowerBound, count: range.count))
            case .bytes(let bytes): joined.append(contentsOf: bytes)
            }
        }
        return joined
    }
}
