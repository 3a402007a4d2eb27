internal import CFuse
internal import Glibc

/// Tells the kernel what of its cache is out of date.
///
/// A notice about pages or names may wait for a request that is being answered, so those go through a
/// thread of their own: sent from where the request is answered, they would wait for themselves.
final class KernelCache: KernelNotices {
    private let thread: NoticeThread
    private weak let session: FuseSession?
    private let mountPoint: String

    init(of session: FuseSession, mountedAt mountPoint: String) {
        self.session = session
        thread = NoticeThread(on: session.device)
        self.mountPoint = mountPoint
    }

    func attributesChanged(of inode: InodeNumber) {
        session?.invalidate(inode, contents: false)
    }

    func sizeChanged(of inode: InodeNumber, at path: String) {
        session?.invalidate(inode, contents: false)
        // There is no notice that carries a size; the answer to a question does.
        thread.async { [mountPoint] in
            var status = stat()
            unsafe _ = lstat("\(mountPoint)/\(path)", &status)
        }
    }

    func bytesChanged(of inode: InodeNumber) {
        // Whoever opens it next brings the other version along: see ``PageVersions``.
        session?.invalidate(inode, contents: false)
    }

    func contentsChanged(of inode: InodeNumber) {
        thread.async { [weak session] in session?.invalidate(inode, contents: true) }
    }

    func entryChanged(_ name: String, in directory: InodeNumber) {
        thread.async { [weak session] in session?.invalidate(name, in: directory) }
    }

    func delivered() async {
        await withCheckedContinuation { continuation in thread.async { continuation.resume() } }
    }
}
