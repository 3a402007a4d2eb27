internal import Foundation

/// A directory that a library is mounted on, or is to be.
///
/// All calls block, on the file system or on a program: they are for threads that may wait.
public enum MountPoint {
    enum Condition: Hashable {
        case missing
        case notADirectory
        case notEmpty
        case empty
        /// A vidfs mount that answers.
        case mounted
        /// A mount whose process died: every call on it fails with `ENOTCONN`.
        case dead
        case unreadable(String)
    }

    /// Told by listing it: a `stat` the kernel may answer from memory, long after a mount's process is gone.
    static func condition(of path: String) -> Condition {
        guard let directory = unsafe opendir(path) else {
            switch errno {
            case ENOENT: return .missing
            case ENOTDIR: return .notADirectory
            case ENOTCONN, ECONNABORTED: return .dead
            default: return unsafe .unreadable(String(cString: strerror(errno)))
            }
        }
        unsafe closedir(directory)
        if MountTable.mounts.contains(where: { $0.path == path && $0.kind == "fuse.vidfs" }) {
            return .mounted
        }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).isEmpty ? .empty : .notEmpty
        } catch {
            return .unreadable("it cannot be listed")
        }
    }

    /// Makes sure that a directory can be mounted on; clears a dead mount first.
    ///
    /// - Throws: ``MountFailure`` with ``MountFailure/Reason/usage``.
    static func prepare(_ path: String) throws(MountFailure) {
        switch condition(of: path) {
        case .empty:
            return
        case .dead:
            try detach(path, lazy: true)
            try prepare(path)
        case .missing:
            throw .usage("\(path) does not exist; make it with 'mkdir -p \(path)'")
        case .notADirectory:
            throw .usage("\(path) is not a directory; name an empty one")
        case .notEmpty:
            throw .usage("\(path) is not empty; name an empty directory, since its files would be hidden")
        case .mounted:
            throw .usage("\(path) is mounted already; 'vidfs unmount \(path)' ends that first")
        case .unreadable(let reason):
            throw .usage("\(path) cannot be used: \(reason)")
        }
    }

    /// Unmounts, and waits until the process that served is gone.
    ///
    /// - Parameters:
    ///   - path: absolute.
    ///   - lazy: whether to detach a mount that is in use.
    /// - Throws: ``MountFailure``.
    public static func unmount(_ path: String, lazy: Bool) throws(MountFailure) {
        // Told by the mount table and not by the directory: a dead mount cannot be asked.
        guard MountTable.mounts.contains(where: { $0.path == path && $0.kind == "fuse.vidfs" }) else {
            throw .usage("\(path) is not a vidfs mount")
        }
        let server = process(serving: path)
        try detach(path, lazy: lazy)
        guard let server, server != getpid() else { return }
        // With files still open a lazily detached mount goes on until they are closed.
        var patience = lazy ? 20 : 100
        while isRunning(server), patience > 0 {
            usleep(50_000)
            patience -= 1
        }
        guard lazy || !isRunning(server) else {
            throw MountFailure(
                reason: .other,
                description: "\(path) is unmounted, but its process \(server) has not ended yet")
        }
    }

    /// Whether a process still does anything: one that has ended and only waits for its parent to notice
    /// does not (proc_pid_stat(5)).
    private static func isRunning(_ process: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return false }
        let state = text[text.index(after: name)...].drop { $0 == " " }.first
        return state != "Z" && state != "X"
    }

    /// The process behind a mount, by its own word; `nil` where it does not answer within a second.
    private static func process(serving path: String) -> pid_t? {
        struct Served: Decodable { var pid: Int32 }
        let answer = Deferred<pid_t?>()
        Thread.detachNewThread {
            // To its end, whatever length it shows: it is written anew for every reader.
            let file = FileHandle(forReadingAtPath: path + "/.vidfs/status.json")
            let data = try? file?.readToEnd()
            // Before the answer: an open file keeps the mount busy.
            try? file?.close()
            answer.settle(data.flatMap { try? JSONDecoder().decode(Served.self, from: $0) }?.pid)
        }
        return answer.wait(seconds: 1) ?? nil
    }

    private static func detach(_ path: String, lazy: Bool) throws(MountFailure) {
        if geteuid() == 0 {
            guard unsafe umount2(path, lazy ? Int32(MNT_DETACH) : 0) != 0 else { return }
            let code = errno
            guard code == EBUSY else {
                throw MountFailure(
                    reason: .other,
                    description: unsafe "\(path) could not be unmounted: \(String(cString: strerror(code)))")
            }
        } else {
            let flags = lazy ? ["-u", "-z", "-q"] : ["-u", "-q"]
            guard Command.run("fusermount3", flags + ["--", path]) != 0 else { return }
        }
        throw MountFailure(
            reason: .other,
            description: "\(path) is in use; close the programs that use it, or add --lazy")
    }
}

extension MountFailure {
    static func usage(_ sentence: String) -> MountFailure {
        MountFailure(reason: .usage, description: sentence)
    }
}
