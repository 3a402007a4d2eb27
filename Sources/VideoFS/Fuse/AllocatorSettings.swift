internal import CFuse

/// How the C library keeps memory between uses: part of what this folder knows of C.
enum AllocatorSettings {
    /// Bytes. Above the 256 KiB that a socket is read into, which would be mapped and unmapped each time.
    private static let keptUpTo: Int32 = 64 << 20

    /// Keeps freed memory for the next use instead of giving it back to the kernel: fresh pages cost a
    /// tenth of the CPU of a stream.
    static func keepFreedMemory() {
        _ = mallopt(M_MMAP_THRESHOLD, keptUpTo)
        _ = mallopt(M_TRIM_THRESHOLD, keptUpTo)
    }

    /// Gives what is kept back to the kernel: for when nothing is read any more.
    static func giveBack() {
        _ = malloc_trim(0)
    }
}
