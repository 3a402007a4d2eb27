internal import Glibc

extension PrivateFile {
    /// A lock that other processes respect, and that ends with this one.
    struct Lock: Sendable {
        fileprivate let file: CInt

        /// To be called once.
        func release() {
            close(file)
        }
    }

    /// Waits for the lock of that name, for a second at most: it is held for the time of a small write, and a
    /// machine may be busy. A process that was stopped meanwhile must not stop others.
    ///
    /// - Returns: `nil` where it cannot be had.
    static func lock(_ path: String) -> Lock? {
        if let slash = path.lastIndex(of: "/") { try? makeDirectory(String(path[..<slash])) }
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return nil }
        var waited: UInt32 = 0
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, waited < Self.patience else {
                close(file)
                return nil
            }
            usleep(Self.pause)
            waited += Self.pause
        }
        return Lock(file: file)
    }

    /// Microseconds.
    private static let patience: UInt32 = 1_000_000
    private static let pause: UInt32 = 200

    /// Puts `content` in the place of what is there, by a process that holds the file's lock: after the end of
    /// the process at any moment there is the whole old or the whole new file. It need not be on disk.
    static func put(_ content: [UInt8], at path: String) throws(Refusal) {
        if let slash = path.lastIndex(of: "/") { try makeDirectory(String(path[..<slash])) }
        let temporary = path + ".new"
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .failed(errno: errno) }
        do throws(Refusal) { try write(content, to: file) } catch {
            close(file)
            throw error
        }
        guard close(file) == 0, unsafe rename(temporary, path) == 0 else { throw .failed(errno: errno) }
    }
}
