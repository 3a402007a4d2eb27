internal import CFuse
internal import Glibc

extension FuseSession {
    /// The table for libfuse, which copies it.
    ///
    /// Closures become C function pointers only while they capture nothing, `Self` included. Each copies
    /// its arguments, names the operation and returns. What is not here is refused by libfuse with
    /// `ENOSYS`: for extended attributes the kernel then stops asking.
    static var callbacks: fuse_lowlevel_ops {
        var table = fuse_lowlevel_ops()
        unsafe table.`init` = { _, connection in
            guard let connection = unsafe connection else { return }
            unsafe KernelSettings.apply(to: &connection.pointee)
        }
        fillLookups(&table)
        fillDirectories(&table)
        fillFiles(&table)
        refuseChanges(&table)
        return table
    }

    private static func fillLookups(_ table: inout fuse_lowlevel_ops) {
        unsafe table.lookup = { raw, parent, name in
            guard let raw = unsafe raw else { return }
            let token = unsafe FuseRequest.Token(raw: raw)
            let session = unsafe FuseSession.serving(raw)
            // The buffer dies with the callback, and the kernel does not promise UTF-8.
            guard let name = unsafe name.flatMap({ unsafe String(validatingCString: $0) }) else {
                return FuseRequest(token).refuse(.noSuchEntry)
            }
            session.answerLookup(token, of: name, in: InodeNumber(rawValue: parent))
        }
        unsafe table.forget = { raw, inode, count in
            guard let raw = unsafe raw else { return }
            unsafe FuseSession.serving(raw).forget(InodeNumber(rawValue: inode), count: count)
            FuseRequest(unsafe FuseRequest.Token(raw: raw)).answerNothing()
        }
        unsafe table.forget_multi = { raw, count, forgets in
            guard let raw = unsafe raw else { return }
            let session = unsafe FuseSession.serving(raw)
            // Not `for … in`: the formatter does not know an iteration that is marked unsafe.
            for index in 0..<count {
                guard let forgotten = unsafe forgets.map({ unsafe $0[index] }) else { break }
                session.forget(InodeNumber(rawValue: forgotten.ino), count: forgotten.nlookup)
            }
            FuseRequest(unsafe FuseRequest.Token(raw: raw)).answerNothing()
        }
        unsafe table.getattr = { raw, inode, _ in
            guard let raw = unsafe raw else { return }
            let session = unsafe FuseSession.serving(raw)
            session.answer(
                unsafe FuseRequest.Token(raw: raw),
                with: session.tree.attributes(of: InodeNumber(rawValue: inode)))
        }
        unsafe table.readlink = { raw, inode in
            guard let raw = unsafe raw else { return }
            let session = unsafe FuseSession.serving(raw)
            session.answer(
                unsafe FuseRequest.Token(raw: raw),
                with: session.tree.target(of: InodeNumber(rawValue: inode))
            ) { text, request, session in
                LinkTarget(text: text).send(to: request, of: session)
            }
        }
        unsafe table.statfs = { raw, _ in
            guard let raw = unsafe raw else { return }
            let session = unsafe FuseSession.serving(raw)
            session.answer(unsafe FuseRequest.Token(raw: raw), with: .now(.success(session.tree.statistics)))
        }
        unsafe table.ioctl = { raw, inode, request, _, _, _, _, _, _ in
            guard let raw = unsafe raw else { return }
            let session = unsafe FuseSession.serving(raw)
            unsafe session.answerControl(
                FuseRequest.Token(raw: raw), of: InodeNumber(rawValue: inode), request: UInt32(request))
        }
        unsafe table.access = { raw, _, mask in
            guard let raw = unsafe raw else { return }
            let request = FuseRequest(unsafe FuseRequest.Token(raw: raw))
            if mask & W_OK != 0 { request.refuse(.readOnly) } else { request.agree() }
        }
    }

    private static func fillDirectories(_ table: inout fuse_lowlevel_ops) {
        unsafe table.opendir = { raw, inode, information in
            guard let raw = unsafe raw, let information = unsafe information else { return }
            let session = unsafe FuseSession.serving(raw)
            let copy = unsafe information.pointee
            unsafe session.answerOpenDirectory(
                FuseRequest.Token(raw: raw), of: InodeNumber(rawValue: inode), information: copy)
        }
        unsafe table.readdir = { raw, inode, size, offset, information in
            guard let raw = unsafe raw, let information = unsafe information else { return }
            let handle = unsafe information.pointee.fh
            unsafe FuseSession.serving(raw).answerReadDirectory(
                FuseRequest.Token(raw: raw), in: InodeNumber(rawValue: inode), handle: handle, from: offset,
                limit: size, withAttributes: false)
        }
        unsafe table.readdirplus = { raw, inode, size, offset, information in
            guard let raw = unsafe raw, let information = unsafe information else { return }
            let handle = unsafe information.pointee.fh
            unsafe FuseSession.serving(raw).answerReadDirectory(
                FuseRequest.Token(raw: raw), in: InodeNumber(rawValue: inode), handle: handle, from: offset,
                limit: size, withAttributes: true)
        }
        unsafe table.releasedir = { raw, _, information in
            guard let raw = unsafe raw else { return }
            if let information = unsafe information {
                unsafe _ = FuseSession.serving(raw).directories.remove(information.pointee.fh)
            }
            FuseRequest(unsafe FuseRequest.Token(raw: raw)).agree()
        }
    }

    private static func fillFiles(_ table: inout fuse_lowlevel_ops) {
        unsafe table.open = { raw, inode, information in
            guard let raw = unsafe raw, let information = unsafe information else { return }
            let session = unsafe FuseSession.serving(raw)
            let copy = unsafe information.pointee
            unsafe session.answerOpen(
                FuseRequest.Token(raw: raw), of: InodeNumber(rawValue: inode), information: copy)
        }
        unsafe table.read = { raw, _, size, offset, information in
            guard let raw = unsafe raw, let information = unsafe information else { return }
            let handle = unsafe information.pointee.fh
            unsafe FuseSession.serving(raw).answerRead(
                FuseRequest.Token(raw: raw), handle: handle, from: offset, size: size)
        }
        unsafe table.release = { raw, _, information in
            guard let raw = unsafe raw else { return }
            if let information = unsafe information {
                unsafe FuseSession.serving(raw).close(information.pointee.fh)
            }
            FuseRequest(unsafe FuseRequest.Token(raw: raw)).agree()
        }
    }

    private static func refuseChanges(_ table: inout fuse_lowlevel_ops) {
        unsafe table.setattr = { raw, _, _, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.mknod = { raw, _, _, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.mkdir = { raw, _, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.unlink = { raw, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.rmdir = { raw, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.symlink = { raw, _, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.rename = { raw, _, _, _, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.link = { raw, _, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.write = { raw, _, _, _, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.create = { raw, _, _, _, _ in unsafe FuseSession.refuseChange(raw) }
        unsafe table.fallocate = { raw, _, _, _, _, _ in unsafe FuseSession.refuseChange(raw) }
    }

    private static func refuseChange(_ raw: fuse_req_t?) {
        guard let raw = unsafe raw else { return }
        FuseRequest(unsafe FuseRequest.Token(raw: raw)).refuse(.readOnly)
    }
}
