internal import Glibc

/// The bytes of a file that are in memory, by their place in the file.
///
/// A block may hold several pieces: two readers can fill its ends from two requests. Bytes that are
/// there are never written again; the same bytes arriving once more are compared instead, which is how
/// a file that was replaced between two requests is found out.
struct BlockMap {
    fileprivate struct Slot {
        let block: Block
        /// Filled offsets inside the block, in order, apart from each other.
        var filled: [Range<Int>]
        /// Offsets that somebody is writing to who has not said yet that they are filled.
        var reserved: Range<Int>?
    }

    enum WriteOutcome: Equatable {
        /// Bytes taken from the front of what was offered.
        case wrote(Int)
        /// So many were taken; for the next, somebody has a reservation, for a moment.
        case reserved(Int)
        /// What arrived is not what was there before.
        case differs
    }

    fileprivate var slots: [Int64: Slot] = [:]

    var count: Int { slots.count }

    /// Blocks by their index in the file.
    var indices: some Collection<Int64> { slots.keys }

    /// The runs of present bytes, in order, apart from each other.
    var runs: [Range<Int64>] {
        var runs: [Range<Int64>] = []
        for (index, slot) in slots.sorted(by: { $0.key < $1.key }) {
            let base = index * Self.blockSize
            for piece in slot.filled {
                let run = base + Int64(piece.lowerBound)..<base + Int64(piece.upperBound)
                if let last = runs.last, last.upperBound == run.lowerBound {
                    runs[runs.count - 1] = last.lowerBound..<run.upperBound
                } else {
                    runs.append(run)
                }
            }
        }
        return runs
    }

    func hasBlock(_ index: Int64) -> Bool { slots[index] != nil }

    fileprivate static let blockSize = Int64(Block.size)

    /// Where the run of present bytes that begins at `offset` ends; `offset` itself where none is there.
    func end(from offset: Int64) -> Int64 {
        var position = offset
        while let slot = slots[position / Self.blockSize] {
            let inside = Int(position % Self.blockSize)
            guard let piece = slot.filled.first(where: { $0.contains(inside) }) else { break }
            position += Int64(piece.upperBound - inside)
            guard piece.upperBound == Block.size else { break }
        }
        return position
    }

    /// The first byte of a range that is present.
    func firstPresent(in range: Range<Int64>) -> Int64? {
        for index in range.lowerBound / Self.blockSize...range.upperBound / Self.blockSize {
            guard let slot = slots[index] else { continue }
            let base = index * Self.blockSize
            for piece in slot.filled where base + Int64(piece.upperBound) > range.lowerBound {
                let place = max(base + Int64(piece.lowerBound), range.lowerBound)
                return place < range.upperBound ? place : nil
            }
        }
        return nil
    }

    /// The bytes of a range, where all of them are present.
    func bytes(_ range: Range<Int64>) -> FileBytes? {
        guard end(from: range.lowerBound) >= range.upperBound else { return nil }
        var parts: [FileBytes.Part] = []
        var position = range.lowerBound
        while position < range.upperBound {
            guard let slot = slots[position / Self.blockSize] else { return nil }
            let inside = Int(position % Self.blockSize)
            let length = min(Int64(Block.size - inside), range.upperBound - position)
            parts.append(.block(slot.block, inside..<inside + Int(length)))
            position += length
        }
        return FileBytes(parts: parts)
    }

    /// Takes bytes that belong at `offset`, as many as there is memory for.
    ///
    /// - Parameters:
    ///   - bytes: what arrived; valid during the call only.
    ///   - offset: its place in the file.
    ///   - lend: gives a new block for an index, or none.
    /// - Returns: how many were taken, or that they differ from what was there.
    mutating func write(
        _ bytes: UnsafeRawBufferPointer, at offset: Int64, lend: (Int64) -> Block?
    ) -> WriteOutcome {
        var taken = 0
        while taken < bytes.count {
            let position = offset + Int64(taken)
            let index = position / Self.blockSize
            let inside = Int(position % Self.blockSize)
            let length = min(Block.size - inside, bytes.count - taken)
            if slots[index] == nil {
                guard let block = lend(index) else { return .wrote(taken) }
                slots[index] = Slot(block: block, filled: [])
            }
            if slots[index]?.reserved?.overlaps(inside..<inside + length) == true { return .reserved(taken) }
            let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[taken..<taken + length])
            guard unsafe slots[index]?.write(piece, at: inside) == true else { return .differs }
            taken += length
        }
        return .wrote(taken)
    }

    /// Forgets the blocks whose place in the file is not wanted.
    mutating func keepOnly(_ isWanted: (Range<Int64>) -> Bool) {
        for index in slots.keys where !isWanted(index * Self.blockSize..<(index + 1) * Self.blockSize) {
            slots[index] = nil
        }
    }

    mutating func removeAll() {
        slots = [:]
    }
}

/// Places in blocks that bytes go to before anybody is told of them.
///
/// Whoever holds one may write to it from any thread until it says that it is filled.
struct Reservation: Sendable {
    struct Piece: Sendable {
        let block: Block
        /// Offsets into the block's memory.
        let range: Range<Int>
    }

    /// The first byte's place in the file.
    let start: Int64
    fileprivate(set) var pieces: [Piece] = []

    var count: Int { pieces.reduce(0) { $0 + $1.range.count } }
}

extension BlockMap {
    /// Sets places aside for bytes that come next, up to the first that is there already, or for which there
    /// is no memory.
    ///
    /// - Parameters:
    ///   - range: offsets into the file.
    ///   - lend: gives a new block for an index, or none.
    /// - Returns: `nil` where not even one byte has a place.
    mutating func reserve(_ range: Range<Int64>, lend: (Int64) -> Block?) -> Reservation? {
        var reservation = Reservation(start: range.lowerBound)
        var position = range.lowerBound
        while position < range.upperBound {
            let index = position / Self.blockSize
            let inside = Int(position % Self.blockSize)
            if slots[index] == nil {
                guard let block = lend(index) else { break }
                slots[index] = Slot(block: block, filled: [])
            }
            let length = Int(min(Int64(Block.size - inside), range.upperBound - position))
            guard let slot = slots[index] else { break }
            let free = slot.free(in: inside..<inside + length)
            guard !free.isEmpty else { break }
            slots[index]?.reserved = free
            reservation.pieces.append(Reservation.Piece(block: slot.block, range: free))
            position += Int64(free.count)
            guard free.count == length else { break }
        }
        return reservation.pieces.isEmpty ? nil : reservation
    }

    /// The first `count` bytes of a reservation are there; the rest of it is given back. Blocks that were
    /// forgotten meanwhile stay so.
    ///
    /// - Returns: whether all of them have a place.
    @discardableResult
    mutating func fill(_ reservation: Reservation, count: Int) -> Bool {
        var position = reservation.start
        var left = count
        var isWhole = true
        for piece in reservation.pieces {
            let index = position / Self.blockSize
            position += Int64(piece.range.count)
            let filled = min(left, piece.range.count)
            left -= filled
            guard slots[index]?.block === piece.block else {
                if filled > 0 { isWhole = false }
                continue
            }
            slots[index]?.reserved = nil
            if filled > 0 {
                slots[index]?.insert(piece.range.lowerBound..<piece.range.lowerBound + filled)
            }
        }
        return isWhole
    }
}

fileprivate extension BlockMap.Slot {
    /// How much of a range is free to be written from its start on.
    func free(in range: Range<Int>) -> Range<Int> {
        guard reserved == nil, !filled.contains(where: { $0.contains(range.lowerBound) }) else {
            return range.lowerBound..<range.lowerBound
        }
        let next = filled.first { $0.lowerBound > range.lowerBound }?.lowerBound ?? range.upperBound
        return range.lowerBound..<min(next, range.upperBound)
    }
    /// - Returns: false where a byte that was there before is another now.
    mutating func write(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
        var position = start
        let end = start + bytes.count
        while position < end {
            let source = unsafe bytes[(position - start)...]
            if let piece = filled.first(where: { $0.contains(position) }) {
                let upper = min(piece.upperBound, end)
                guard let first = bytes.baseAddress else { return false }
                let arrived = unsafe first + (position - start)
                guard unsafe memcmp(block.memory + position, arrived, upper - position) == 0 else {
                    return false
                }
                position = upper
            } else {
                let upper = min(filled.first { $0.lowerBound > position }?.lowerBound ?? end, end)
                let target = unsafe UnsafeMutableRawBufferPointer(
                    start: block.memory + position, count: upper - position)
                unsafe target.copyBytes(from: source.prefix(upper - position))
                insert(position..<upper)
                position = upper
            }
        }
        return true
    }

    /// Adds a range that overlaps none, joined with its neighbours.
    mutating func insert(_ range: Range<Int>) {
        var range = range
        filled.removeAll { other in
            guard other.upperBound == range.lowerBound || other.lowerBound == range.upperBound else {
                return false
            }
            range = min(range.lowerBound, other.lowerBound)..<max(range.upperBound, other.upperBound)
            return true
        }
        let place = filled.firstIndex { $0.lowerBound > range.lowerBound } ?? filled.endIndex
        filled.insert(range, at: place)
    }
}
