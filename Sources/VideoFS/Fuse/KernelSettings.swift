internal import CFuse

/// How the kernel is asked to talk to this file system. Measured figures are in `docs/performance.md`.
enum KernelSettings {
    /// Bytes of the largest read: 256 pages, the kernel's own bound. libfuse derives the size of reads
    /// from `max_write` and wants `max_read` both here and among the mount options.
    static let largestRead: UInt32 = 1 << 20

    /// Reads and read-aheads that may wait at the same time before the kernel holds back more.
    static let backgroundRequests: UInt32 = 64
    static let congestionThreshold: UInt32 = 48

    #if THREAD_SANITIZER
        /// libfuse ends all receiving threads but one by cancelling them, which ends a process that the thread
        /// sanitizer watches.
        static let receivers: UInt32 = 1
    #else
        /// Receiving threads. They never wait for anything, so more would only contend.
        static let receivers: UInt32 = 4
    #endif

    static func apply(to connection: inout fuse_conn_info) {
        // With it whether `readdir` brings attributes along is the kernel's to decide: for `ls -l` it does,
        // and for whoever wants names alone it stops after the first piece of a directory.
        unsafe vidfs_connection_want(&connection)
        connection.max_read = largestRead
        connection.max_write = largestRead
        connection.max_background = backgroundRequests
        connection.congestion_threshold = congestionThreshold
        // Notices say when something changed; timestamps need no finer grain than the service's.
        connection.time_gran = 1
    }

    /// The comma-separated mount options.
    ///
    /// - Parameters:
    ///   - source: what `mount` shows in the first column.
    ///   - allowOther: whether other users may enter.
    /// - Returns: the text for `-o`.
    static func mountOptions(source: String, allowOther: Bool) -> String {
        let safe = source.map { character in
            character.isLetter || character.isNumber || "@.:-_+".contains(character) ? character : "_"
        }
        let options = [
            "ro", "nosuid", "nodev", "default_permissions", "subtype=vidfs", "fsname=\(String(safe))",
            "max_read=\(largestRead)",
        ]
        return (options + (allowOther ? ["allow_other"] : [])).joined(separator: ",")
    }
}
