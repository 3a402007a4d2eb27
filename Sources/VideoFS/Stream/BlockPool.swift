internal import Synchronization

/// All memory for file bytes of the process, with a hard cap.
///
/// Memory that was used once is kept for the next block, the one used last first: fresh pages cost a tenth
/// of the CPU of a stream. It comes from the kernel in slabs of one large page each, because the kernel
/// looks every page up that a read is answered from. Once nothing is lent, it goes back. The lock guards
/// the books only.
@safe final class BlockPool: Sendable {
    /// What a block is for.
    enum Lane: Sendable {
        /// For a read that was promised its blocks: always there.
        case promised
        /// One of the two next blocks of a reader.
        case near
        /// Further ahead. A quarter of the pool, and two blocks for each active reader, stay free of these.
        case readAhead
    }

    /// A read in the queue for its blocks.
    struct Ticket: Hashable, Sendable {
        let number: UInt64
    }

    struct Books {
        var free: [UInt] = []
        var slabs: [UInt] = []
        var lent = 0
        var peak = 0
        var promised = 0
        var readers = 0
        var tickets: UInt64 = 0
        /// Reads that wait for a promise, the oldest first.
        var queue: [(ticket: Ticket, blocks: Int)] = []
        var waiting: [@Sendable () -> Void] = []
    }

    let books = Mutex(Books())

    /// Blocks that may be lent at the same time.
    let capacity: Int

    /// - Parameter limit: bytes; at least eight blocks are kept however small it is.
    init(limit: Int) {
        capacity = max(limit / Block.size, 8)
    }

    deinit {
        Self.unmap(books.withLock { $0.slabs })
    }

    /// Lends a block, or `nil` where the lane's share is used up or the kernel has no memory.
    func lend(to lane: Lane) -> Block? {
        let address: UInt? = books.withLock { books in
            guard hasRoom(for: lane, in: books) else { return nil }
            if books.free.isEmpty, let slab = Self.map() {
                books.slabs.append(slab)
                books.free += stride(from: slab, to: slab + UInt(Self.slab), by: Block.size).reversed()
            }
            guard let address = books.free.popLast() else { return nil }
            if lane == .promised { books.promised -= 1 }
            books.lent += 1
            books.peak = max(books.peak, books.lent)
            return address
        }
        guard let address, let memory = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
            return nil
        }
        return unsafe Block(memory: memory, pool: self)
    }

    func hasRoom(for lane: Lane, in books: Books) -> Bool {
        switch lane {
        case .promised: books.promised > 0
        case .near: books.queue.isEmpty && books.lent + books.promised < capacity
        case .readAhead:
            books.queue.isEmpty
                && books.lent + books.promised < capacity - max(capacity / 4, 2 * books.readers)
        }
    }

    /// Calls `body` once, soon, on a thread of its own choosing, when there is room again.
    func whenFree(_ body: @escaping @Sendable () -> Void) {
        let isFree = books.withLock { books in
            // Some may have come back between the caller's attempt and now.
            if canWake(books) { return true }
            books.waiting.append(body)
            return false
        }
        if isFree { Task { body() } }
    }

    /// Called by a block at its end, possibly under its stream's lock: so whoever waits is told from a
    /// task and not from here.
    func takeBack(_ memory: UnsafeMutableRawPointer) {
        let address = UInt(bitPattern: memory)
        var spent: [UInt] = []
        change { books in
            books.free.append(address)
            books.lent -= 1
            guard books.lent == 0 else { return }
            spent = books.slabs
            (books.free, books.slabs) = ([], [])
        }
        Self.unmap(spent)
    }

    /// Bytes lent now, and the most that ever were.
    var usage: (used: Int, peak: Int) {
        books.withLock { ($0.lent * Block.size, $0.peak * Block.size) }
    }

    /// Changes the books, and tells whoever waits if there is room now.
    func change(_ body: (inout Books) -> Void) {
        let woken = books.withLock { books in
            body(&books)
            guard canWake(books) else { return [] as [@Sendable () -> Void] }
            defer { books.waiting = [] }
            return books.waiting
        }
        guard !woken.isEmpty else { return }
        Task { for wake in woken { wake() } }
    }

    /// Whether those who wait for memory should try again.
    var hasRoom: Bool { books.withLock { canWake($0) } }

    private func canWake(_ books: Books) -> Bool {
        guard let first = books.queue.first else { return hasRoom(for: .readAhead, in: books) }
        return fits(first.blocks, in: books)
    }

    func fits(_ blocks: Int, in books: Books) -> Bool {
        books.lent + books.promised + blocks <= capacity
    }
}
