internal import Glibc

/// Where blocks come from.
extension BlockPool {
    /// Bytes: a large page of amd64 and arm64.
    static let slab = 2 << 20

    /// Maps a slab that starts where a large page may; untouched, it takes no memory.
    static func map() -> UInt? {
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

    static func unmap(_ slabs: [UInt]) {
        for slab in slabs {
            unsafe _ = UnsafeMutableRawPointer(bitPattern: slab).map { unsafe munmap($0, Self.slab) }
        }
    }
}
