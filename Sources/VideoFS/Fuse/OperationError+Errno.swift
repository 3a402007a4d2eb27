internal import Glibc

extension OperationError {
    /// What the caller of `open(2)` or `read(2)` finds in `errno`.
    ///
    /// No `default`: a new case has to choose. `EAGAIN` is never an answer: programs take it to mean a
    /// non-blocking descriptor, and may spin.
    var errno: CInt {
        switch self {
        case .noSuchEntry: ENOENT
        case .staleInode, .contentReplaced: ESTALE
        case .isADirectory: EISDIR
        case .notADirectory: ENOTDIR
        case .notALink: EINVAL
        case .readOnly: EROFS
        case .notEntitled: EACCES
        case .budgetSpent: EDQUOT
        case .unreachable: EHOSTUNREACH
        case .timedOut: ETIMEDOUT
        case .interrupted: EINTR
        case .upstream: EIO
        case .unmounting: ENOTCONN
        }
    }
}
