internal import Glibc
internal import Synchronization

/// All memory for file bytes of the process, with a hard cap.
///
/// Memory that was used once is kept for the next block, the one used last first: fresh pages cost a tenth
/// of the CPU of a stream. It comes from the kernel in slabs of one large page each, because the kernel
/// looks every page up that a read is answered from. Once nothing is lent, it goes back. The lock guards
/// the books only.
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
        var slabs: [UInt] = []
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
        Self.unmap(books.withLock { $0.slabs })
    }

    /// Lends a block, or `nil` where the lane's share is used up or the kernel has no memory.
    func lend(to lane: Lane) -> Block? {
        let ceiling = lane == .reader ? capacity : capacity - capacity / 4
        let address: UInt? = books.withLock { books in
            guard books.lent < ceiling else { return nil }
            if books.free.isEmpty, let slab = Self.map() {
                books.slabs.append(slab)
                books.free += stride(from: slab, to: slab + UInt(Self.slab), by: Block.size).reversed()
            }
            guard let address = books.free.popLast() else { return nil }
            books.lent += 1
            books.peak = max(books.peak, books.lent)
            return address
        }
        guard let address, let memory = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
            return nil
        }
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
        let (waiting, spent) = books.withLock { books in
            books.free.append(address)
            books.lent -= 1
            let spent = books.lent == 0 ? books.slabs : []
            if books.lent == 0 { (books.free, books.slabs) = ([], []) }
            defer { books.waiting = [] }
            return (books.waiting, spent)
        }
        Self.unmap(spent)
        guard !waiting.isEmpty else { return }
        Task { for wake in waiting { wake() } }
    }

    /// Bytes lent now, and the most that ever were.
    var usage: (used: Int, peak: Int) {
        books.withLock { ($0.lent * Block.size, $0.peak * Block.size) }
    }

    /// Bytes: a large page of amd64 and arm64.
    private static let slab = 2 << 20

    /// Maps a slab that starts where a large page may; untouched, it takes no memory.
    private static func map() -> UInt? {
        let start = unsafe mmap(
            nil, 2 * slab, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start = unsafe start, unsafe start != MAP_FAILED else { return nil }
        let before = (slab - Int(bitPattern: start) % slab) % slab
        let aligned = unsafe start + before
        if before > 0 { unsafe _ = munmap(start, before) }
        unsafe _ = munmap(aligned + slab, slab - before)
        // Where the kernel has none it uses small ones.
        unsafe _ = madvise(aligned, slab, MADV_HUGEPAGE)
        return UInt(bitPattern: aligned)
    }

    private static func unmap(_ slabs: [UInt]) {
        for slab in slabs {
            unsafe _ = UnsafeMutableRawPointer(bitPattern: slab).map { unsafe munmap($0, Self.slab) }
        }
    }
}
