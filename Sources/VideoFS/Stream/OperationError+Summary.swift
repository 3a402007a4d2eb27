extension OperationError {
    /// A few words for `lastError` in the status: no name, no address.
    var summary: String {
        switch self {
        case .noSuchEntry: "the service no longer knows the file"
        case .staleInode: "stale inode"
        case .isADirectory: "is a directory"
        case .notADirectory: "not a directory"
        case .notALink: "not a link"
        case .readOnly: "read-only"
        case .notEntitled: "the account may not have the file, or is signed out"
        case .contentReplaced: "the file was replaced upstream"
        case .budgetSpent: "the request budget is spent"
        case .unreachable: "service or CDN cannot be reached"
        case .timedOut: "no answer in time"
        case .interrupted: "interrupted"
        case .upstream(let reason): reason
        case .unmounting: "unmounting"
        }
    }
}
