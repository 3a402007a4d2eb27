internal import Foundation

/// What stands at the head of a file of the index cache: whose bytes follow, which, and their checksums.
struct IndexTable: Hashable, Sendable, Codable {
    struct Part: Hashable, Sendable, Codable {
        /// Offset into the film.
        let start: Int64
        let length: Int
        /// Of each ``IndexTable/piece`` of it, in order.
        let sums: [UInt64]

        var range: Range<Int64> { start..<start + Int64(length) }
    }

    let identity: IndexIdentity
    /// In order, apart from each other; their bytes follow the table in this order.
    let parts: [Part]

    /// Bytes that share a checksum. A read checks what it touches, so larger ones would be checked for
    /// nothing, and smaller ones make a longer table.
    static let piece = 64 << 10

    /// What a file begins with; another format has another.
    static let magic = Array("VFSIDX01".utf8)

    /// Magic, length of the table in four bytes, its checksum in eight.
    static let preamble = magic.count + 4 + 8

    /// Of a table that is believed: thousands of pieces.
    static let largest = 1 << 20

    init(_ identity: IndexIdentity, _ runs: ByteRuns) {
        self.identity = identity
        parts = runs.runs.map { run in
            let sums = stride(from: 0, to: run.bytes.count, by: Self.piece).map { start in
                PieceChecksum.value(of: run.bytes[start..<min(start + Self.piece, run.bytes.count)])
            }
            return Part(start: run.start, length: run.bytes.count, sums: sums)
        }
    }

    /// The table as it is written, with what stands before it.
    var bytes: [UInt8] {
        guard let data = try? JSONEncoder().encode(self) else { return [] }
        let table = [UInt8](data)
        return Self.magic + Self.bytes(UInt64(table.count), count: 4)
            + Self.bytes(PieceChecksum.value(of: table[...]), count: 8) + table
    }

    /// Length and checksum of the table behind a preamble; `nil` where it is none.
    static func lengths(in preamble: [UInt8]) -> (length: Int, sum: UInt64)? {
        guard preamble.count == Self.preamble, preamble.starts(with: magic) else { return nil }
        let length = preamble[magic.count..<magic.count + 4].reduce(0) { $0 << 8 | Int($1) }
        let sum = preamble[(magic.count + 4)...].reduce(0) { $0 << 8 | UInt64($1) }
        return length <= largest ? (length, sum) : nil
    }

    /// Reads a table; `nil` for one that cannot be, whatever its checksum says.
    init?(_ table: [UInt8], sum: UInt64) {
        guard PieceChecksum.value(of: table[...]) == sum,
            let read = try? JSONDecoder().decode(Self.self, from: Data(table)), read.isSound
        else { return nil }
        self = read
    }

    private var isSound: Bool {
        var end: Int64 = 0
        for part in parts {
            guard part.start >= end, part.length > 0, part.start <= identity.size,
                Int64(part.length) <= identity.size - part.start,
                part.sums.count == (part.length - 1) / Self.piece + 1
            else { return false }
            end = part.range.upperBound
        }
        return true
    }

    private static func bytes(_ value: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (UInt64(count - 1 - $0) * 8)) }
    }
}
