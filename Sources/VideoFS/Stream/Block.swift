/// A fixed piece of memory for bytes of a file, on loan from a ``BlockPool``.
///
/// Whoever fills a place does it under its stream's lock, or holds a reservation of it; readers see only
/// offsets that were filled before they were told of them, and bytes that are filled are never written
/// again. The last reference gives the memory back.
///
/// `@unchecked Sendable`: the rule above is what makes it true; the memory itself is plain.
@safe final class Block: @unchecked Sendable {
    /// Bytes. Small enough that a random read wastes little, large enough that a stream of a gigabyte
    /// needs only thousands.
    static let size = 256 * 1024

    /// ``size`` bytes, valid for the life of the block.
    let memory: UnsafeMutableRawPointer
    private let pool: BlockPool

    init(memory: UnsafeMutableRawPointer, pool: BlockPool) {
        unsafe self.memory = unsafe memory
        self.pool = pool
    }

    deinit {
        unsafe pool.takeBack(memory)
    }
}
