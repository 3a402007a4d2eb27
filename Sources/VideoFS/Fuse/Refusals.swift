internal import Glibc
internal import Synchronization

/// How often the kernel was given each errno.
final class Refusals: Sendable {
    /// Every errno that ``OperationError/errno`` can be.
    private static let names: [CInt: String] = [
        ENOENT: "ENOENT", ESTALE: "ESTALE", EISDIR: "EISDIR", ENOTDIR: "ENOTDIR", EINVAL: "EINVAL",
        EROFS: "EROFS", EACCES: "EACCES", EDQUOT: "EDQUOT", EHOSTUNREACH: "EHOSTUNREACH",
        ETIMEDOUT: "ETIMEDOUT", EINTR: "EINTR", EIO: "EIO", ENOTCONN: "ENOTCONN",
    ]

    private let numbers = Mutex<[CInt: Int64]>([:])

    func note(_ errno: CInt) {
        numbers.withLock { $0[errno, default: 0] += 1 }
    }

    /// By name, in alphabetical order, also those that never were.
    var counts: [(errno: String, count: Int64)] {
        let numbers = numbers.withLock { $0 }
        return Self.names.map { (errno: $0.value, count: numbers[$0.key] ?? 0) }
            .sorted { $0.errno < $1.errno }
    }
}
