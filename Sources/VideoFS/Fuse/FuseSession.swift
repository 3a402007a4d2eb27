internal import CFuse
internal import Glibc
internal import Synchronization

/// One connection to the kernel, from mount to unmount.
///
/// The only place, with its folder, that knows libfuse, pointers and errno. libfuse's threads receive
/// requests and answer what is at hand; everything else waits in ``RunningRequests`` and is answered by
/// whoever brings the answer. Nothing blocks a receiving thread.
@safe final class FuseSession: Sendable {
    let tree: any TreeOperations
    let ownership: Ownership
    let running = RunningRequests()
    let directories = Handles<DirectoryListing>()
    let files = Handles<OpenHandle>()
    let refusals = Refusals()
    let habits = Mutex(ListingHabits())
    private let pages = Mutex(PageVersions())

    /// Set once, in `init`, before any callback can run; constant from then on.
    nonisolated(unsafe) private var handle: OpaquePointer?

    /// Connects to the kernel and mounts, but does not serve yet: calls on the mount wait.
    ///
    /// - Parameters:
    ///   - tree: answers the kernel's questions.
    ///   - path: an existing directory.
    ///   - options: comma-separated, as made by ``KernelSettings/mountOptions(source:allowOther:)``.
    ///   - ownership: owner and mode of every node.
    /// - Throws: ``MountError``.
    init(
        serving tree: any TreeOperations, at path: String, options: String, ownership: Ownership
    ) throws(MountError) {
        self.tree = tree
        self.ownership = ownership
        // Unretained: callbacks run only inside `serve()`, and deferred answers hold the session themselves.
        let userdata = unsafe Unmanaged.passUnretained(self).toOpaque()
        var callbacks = Self.callbacks
        guard let handle = unsafe vidfs_session_new(options, &callbacks, userdata) else {
            throw .optionsRejected(options)
        }
        unsafe self.handle = handle
        guard unsafe fuse_session_mount(handle, path) == 0 else {
            throw .mountPointRejected(path: path)
        }
    }

    /// Runs once nobody holds the session, so no request can outlive the memory freed here.
    deinit {
        guard let handle = unsafe handle else { return }
        unsafe fuse_session_unmount(handle)
        unsafe fuse_session_destroy(handle)
    }

    /// Receives requests until the file system is unmounted, then refuses those that still wait.
    ///
    /// Blocks. Give it a thread of its own; in a task it would hold a thread of the cooperative pool
    /// for the life of the mount.
    func serve() {
        if let handle = unsafe handle {
            unsafe _ = vidfs_session_loop(handle, KernelSettings.receivers)
        }
        refuseAll()
    }

    /// Answers every waiting request with `ENOTCONN`: the mount is going away.
    func refuseAll() {
        for number in running.numbers {
            guard let (token, stop) = running.abandon(number) else { continue }
            FuseRequest(token).refuse(.unmounting)
            stop?()
        }
    }

    /// Takes the mount off its directory at once, also while files are open, and lets the receiving
    /// threads end. May block for a moment; not for the cooperative pool.
    func unmount() {
        guard let handle = unsafe handle else { return }
        unsafe fuse_session_exit(handle)
        unsafe fuse_session_unmount(handle)
    }

    /// The descriptor through which notices are sent.
    var device: CInt {
        guard let handle = unsafe handle else { return -1 }
        return unsafe fuse_session_fd(handle)
    }

    /// What a file that is opened may do with the kernel's pages. To be given back with ``closed(_:of:)``.
    func opened(_ inode: InodeNumber, version: UInt64) -> PageVersions.Use {
        pages.withLock { $0.opened(inode, version: version) }
    }

    func closed(_ inode: InodeNumber, of use: PageVersions.Use) {
        pages.withLock { $0.closed(inode, of: use) }
    }

    /// How many files the kernel may have pages of.
    var filesWithPages: Int { pages.withLock { $0.count } }

    /// Takes back `count` lookups of a number.
    func forget(_ inode: InodeNumber, count: UInt64) {
        if tree.forget(inode, count: count) { pages.withLock { $0.forgot(inode) } }
    }

    /// Tells the kernel that attributes (and, with `contents`, cached pages or entries) are out of date.
    func invalidate(_ inode: InodeNumber, contents: Bool) {
        guard let handle = unsafe handle else { return }
        // A negative offset leaves the pages alone: fuse_lowlevel.h.
        unsafe _ = fuse_lowlevel_notify_inval_inode(handle, inode.rawValue, contents ? 0 : -1, 0)
    }

    /// Tells the kernel that a name in a directory means something else now.
    func invalidate(_ name: String, in directory: InodeNumber) {
        guard let handle = unsafe handle else { return }
        unsafe _ = fuse_lowlevel_notify_inval_entry(handle, directory.rawValue, name, name.utf8.count)
    }

    static func serving(_ raw: fuse_req_t) -> FuseSession {
        unsafe Unmanaged<FuseSession>.fromOpaque(fuse_req_userdata(raw)).takeUnretainedValue()
    }
}
