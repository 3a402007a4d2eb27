internal import Synchronization

/// All memory for file bytes of the process, with a hard cap.
///
/// Memory that was used once is kept for the next block: fresh pages cost a tenth of the CPU of a
/// stream. The lock guards the books only.
@safe final class BlockPool: Sendable {
    /// Who asks for a block.
    enum Lane: Sendable {
        /// Somebody waits for these bytes.
        case reader
        /// Nobody does yet; a quarter of the pool stays free of such blocks, for readers.
        case readAhead
    }

    private struct Books {
        var free: [UInt] = []
        var lent = 0
        var peak = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let books = Mutex(Books())

    /// Blocks that may be lent at the same time.
    let capacity: Int

    /// - Parameter limit: bytes; at least eight blocks are kept however small it is.
    init(limit: Int) {
        capacity = max(limit / Block.size, 8)
    }

    deinit {
        for address in books.withLock({ $0.free }) {
            unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
        }
    }

    /// Lends a block, or `nil` where the lane's share is used up.
    func lend(to lane: Lane) -> Block? {
        let ceiling = lane == .reader ? capacity : capacity - capacity / 4
        let kept: UInt?? = books.withLock { books in
            guard books.lent < ceiling else { return nil }
            books.lent += 1
            books.peak = max(books.peak, books.lent)
            return .some(books.free.popLast())
        }
        guard let kept else { return nil }
        let memory =
            unsafe kept.flatMap { unsafe UnsafeMutableRawPointer(bitPattern: $0) }
            ?? .allocate(byteCount: Block.size, alignment: 4096)
        return unsafe Block(memory: memory, pool: self)
    }

    /// Calls `body` once, soon, on a thread of its own choosing, when a block has come back.
    func whenFree(_ body: @escaping @Sendable () -> Void) {
        let isFree = books.withLock { books in
            // One may have come back between the caller's attempt and now.
            guard books.lent >= capacity - capacity / 4 else { return true }
            books.waiting.append(body)
            return false
        }
        if isFree { Task { body() } }
    }

    /// Called by a block at its end, possibly under its stream's lock: so whoever waits is told from a
    /// task and not from here.
    func takeBack(_ memory: UnsafeMutableRawPointer) {
        let address = UInt(bitPattern: memory)
        let waiting = books.withLock { books in
            books.free.append(address)
            books.lent -= 1
            defer { books.waiting = [] }
            return books.waiting
        }
        guard !waiting.isEmpty else { return }
        Task { for wake in waiting { wake() } }
    }

    /// Bytes lent now, and the most that ever were.
    var usage: (used: Int, peak: Int) {
        books.withLock { ($0.lent * Block.size, $0.peak * Block.size) }
    }
}
