internal import CFuse
internal import Glibc

extension FuseSession {
    /// Answers an ioctl(2) on a file or directory of the mount: there is one, of `vidfs refresh`.
    func answerControl(_ token: FuseRequest.Token, of inode: InodeNumber, request: UInt32) {
        guard request == vidfs_refresh_request else { return FuseRequest(token).refuseControl() }
        answer(token, with: tree.refresh(inode))
    }
}

extension RefreshReport: FuseReply {
    func send(to request: consuming FuseRequest, of session: FuseSession) {
        var report = vidfs_refresh_report(asked: UInt64(asked), changed: UInt64(changed))
        unsafe request.answer {
            unsafe fuse_reply_ioctl($0, 0, &report, MemoryLayout<vidfs_refresh_report>.size)
        }
    }
}

/// The other end: what another process sends to a mount.
enum RefreshCall {
    /// Opens a directory of a mount, asks for a refresh of what is under it, and waits. Blocks.
    ///
    /// - Returns: what it brought, or an errno.
    static func send(to directory: String) -> Result<RefreshReport, Errno> {
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(Errno(rawValue: errno)) }
        defer { close(descriptor) }
        var report = vidfs_refresh_report()
        let failure = unsafe vidfs_refresh(descriptor, &report)
        guard failure == 0 else { return .failure(Errno(rawValue: failure)) }
        return .success(
            RefreshReport(asked: Int(clamping: report.asked), changed: Int(clamping: report.changed)))
    }

    struct Errno: Error, Hashable {
        let rawValue: CInt
    }
}
