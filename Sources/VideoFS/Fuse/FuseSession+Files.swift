internal import CFuse
internal import Glibc

extension FuseSession {
    func answerOpen(_ token: FuseRequest.Token, of inode: InodeNumber, information: fuse_file_info) {
        guard information.flags & O_ACCMODE == O_RDONLY else {
            return FuseRequest(token).refuse(.readOnly)
        }
        let process = CallingProcess.name(of: token)
        answer(token, with: tree.open(inode, for: process)) { opened, request, session in
            var information = information
            let handle = session.files.add(opened.file)
            information.fh = handle
            let isOutdated = session.takesOutdated(inode)
            information.keep_cache = opened.keepsCache && !isOutdated ? 1 : 0
            information.direct_io = opened.isLive ? 1 : 0
            // Nothing is ever written, so closing has nothing to wait for.
            information.noflush = 1
            unsafe request.answer { raw in
                let status = unsafe fuse_reply_open(raw, &information)
                // The opener is gone: nobody will release the handle.
                if status != 0 { session.files.remove(handle)?.close() }
                return status
            }
        }
    }

    /// Answers a read on the spot where the bytes are there; else whoever brings them does.
    func answerRead(_ token: FuseRequest.Token, handle: UInt64, from offset: off_t, size: Int) {
        guard let file = files[handle] else { return FuseRequest(token).refuse(.staleInode) }
        let start = max(0, Int64(offset))
        let (end, overflows) = start.addingReportingOverflow(Int64(size))
        let number = deferred(token)
        let read = file.read(start..<(overflows ? Int64.max : end)) { outcome in
            // The file calls once, but the process may have left before.
            guard let token = self.running.take(number) else { return }
            switch outcome {
            case .success(let bytes): bytes.send(to: FuseRequest(token))
            case .failure(let error): FuseRequest(token).refuse(error)
            }
        }
        running.onAbandon(number) { file.abandon(read) }
    }
}
