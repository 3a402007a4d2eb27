internal import CFuse
internal import Glibc

/// Who stands behind a kernel request.
enum CallingProcess {
    /// Bytes of a name and its newline: `TASK_COMM_LEN` of the kernel.
    private static let longest = 16

    /// The name of the calling program, as the kernel cuts it: of its first thread, since programs name their
    /// others as they like. Reads up to three lines of procfs, some ten microseconds, no disk.
    ///
    /// - Returns: `nil` where the process is of another namespace, or gone.
    static func name(of token: FuseRequest.Token) -> String? {
        guard let context = unsafe fuse_req_ctx(token.raw) else { return nil }
        let thread = unsafe context.pointee.pid
        guard thread > 0 else { return nil }
        let process = leader(of: thread) ?? thread
        return text(of: "/proc/\(process)/comm", longest: longest).map { String($0.prefix { $0 != "\n" }) }
    }

    /// The kernel names the thread that calls.
    private static func leader(of thread: pid_t) -> pid_t? {
        let line = text(of: "/proc/\(thread)/status", longest: 512)?.split(separator: "\n").first {
            $0.hasPrefix("Tgid:")
        }
        return line.flatMap { pid_t($0.dropFirst(5).filter(\.isNumber)) }
    }

    private static func text(of path: String, longest: Int) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: longest) { buffer, filled in
            filled = max(0, unsafe read(file, buffer.baseAddress, longest))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
