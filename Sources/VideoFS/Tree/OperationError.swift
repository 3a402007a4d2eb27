/// Why the kernel is refused, in the terms of the mounted library.
///
/// The last error before C: every deeper error becomes one of these at the edge of its own folder.
enum OperationError: Error, Hashable {
    /// No entry of that name in the directory, or the service no longer knows it.
    case noSuchEntry
    /// The number was forgotten, or belongs to an earlier mount.
    case staleInode
    case isADirectory
    case notADirectory
    /// The node is not of the kind that the call works on.
    case notALink
    /// The service owns the library; nothing under the mount can be changed.
    case readOnly
    /// The account may see it but not have its bytes, or is signed out for good.
    case notEntitled
    /// The file behind an open handle was replaced upstream: old and new bytes must not mix.
    case contentReplaced
    /// The hourly number of requests is spent and the answer is not known.
    case budgetSpent
    /// Neither service nor CDN can be reached, and the answer is not known.
    case unreachable
    /// Retries, or the request's deadline, are used up.
    case timedOut
    /// The calling process was interrupted and no longer waits.
    case interrupted
    /// The service or its CDN sent something that cannot be used. Without secrets.
    case upstream(String)
    /// The mount is being taken down.
    case unmounting
}
