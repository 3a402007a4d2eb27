internal import Foundation

/// What one process asks of a mount that another one serves.
public enum MountControl {
    /// What a refresh brought.
    public struct Refreshed: Sendable, Hashable {
        /// Questions about sites, packages and videos.
        public var asked: Int
        /// Those of them that found a change.
        public var changed: Int
    }

    /// Has a mount ask the service now whether what is under a path changed.
    ///
    /// - Parameter path: inside a mount. For a file: what its directory shows.
    /// - Returns: once the kernel knows of everything that changed.
    /// - Throws: ``MountFailure``.
    public static func refresh(_ path: String) async throws(MountFailure) -> Refreshed {
        try await Blocking.run { () throws(MountFailure) in
            var isDirectory: ObjCBool = false
            let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            // A film would be opened only to be asked about, and its directory is made of the same answer.
            let directory =
                exists && !isDirectory.boolValue
                ? URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false) : path
            switch RefreshCall.send(to: directory) {
            case .success(let report): return Refreshed(asked: report.asked, changed: report.changed)
            case .failure(let error): throw MountFailure(refresh: error.rawValue, path: path)
            }
        }
    }
}

extension MountFailure {
    fileprivate init(refresh errno: CInt, path: String) {
        switch errno {
        case EHOSTUNREACH, ETIMEDOUT:
            self.init(
                reason: .unreachable,
                description: "the service does not answer; what is known stays as it is, try again later")
        case EDQUOT:
            self.init(
                reason: .budgetSpent,
                description: "the requests that the service allows are spent; 'vidfs status' says until when")
        case EACCES:
            self.init(
                reason: .notSignedIn,
                description: "the service refuses the account; see 'vidfs status', or run 'vidfs login'")
        case ENOENT:
            self.init(
                reason: .usage,
                description: "\(path) is not there; refresh the directory in which it should be")
        case ENOTTY, ENOSYS:
            self.init(reason: .usage, description: "\(path) is not inside a vidfs mount")
        case ENOTCONN:
            self.init(
                reason: .other,
                description: "the mount of \(path) does not answer, its process may have died; mount it again"
            )
        default:
            let reason = unsafe String(cString: strerror(errno))
            self.init(reason: .other, description: "\(path): \(reason)")
        }
    }
}
