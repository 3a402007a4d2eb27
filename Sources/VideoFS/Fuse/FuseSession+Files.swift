internal import CFuse
internal import Glibc

/// What is behind an open file of the kernel's.
struct OpenHandle: Sendable {
    let file: any OpenFile
    let inode: InodeNumber
    let pages: PageVersions.Use
}

extension FuseSession {
    func answerOpen(_ token: FuseRequest.Token, of inode: InodeNumber, information: fuse_file_info) {
        guard information.flags & O_ACCMODE == O_RDONLY else {
            return FuseRequest(token).refuse(.readOnly)
        }
        let process = CallingProcess.name(of: token)
        answer(token, with: tree.open(inode, for: process)) { opened, request, session in
            var information = information
            let use = opened.version.map { session.opened(inode, version: $0) } ?? .bypass
            let handle = session.files.add(OpenHandle(file: opened.file, inode: inode, pages: use))
            information.fh = handle
            if use == .keep { opened.file.pagesAreKept() }
            information.keep_cache = use == .keep ? 1 : 0
            information.direct_io = use == .bypass ? 1 : 0
            // Nothing is ever written, so closing has nothing to wait for.
            information.noflush = 1
            unsafe request.answer { raw in
                let status = unsafe fuse_reply_open(raw, &information)
                // The opener is gone: nobody will release the handle.
                if status != 0 { session.close(handle) }
                return status
            }
        }
    }

    func close(_ handle: UInt64) {
        guard let open = files.remove(handle) else { return }
        open.file.close()
        closed(open.inode, of: open.pages)
    }

    /// Answers a read on the spot where the bytes are there; else whoever brings them does.
    func answerRead(_ token: FuseRequest.Token, handle: UInt64, from offset: off_t, size: Int) {
        guard let file = files[handle]?.file else { return FuseRequest(token).refuse(.staleInode) }
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
