/// How a tree tells the kernel that what it keeps is out of date.
///
/// A protocol because the kernel's side needs a mount: ``Fuse`` implements it, tests record it.
protocol KernelNotices: Sendable {
    /// Size or times changed; returns once the kernel knows.
    func attributesChanged(of inode: InodeNumber)

    /// The size is another than the kernel was told. It hears so at once, and is soon made to ask: until it
    /// does, it cuts what a reader gets at the old size, or fills it up with zeros.
    ///
    /// - Parameters:
    ///   - inode: the file.
    ///   - path: the file's path below the mount point.
    func sizeChanged(of inode: InodeNumber, at path: String)

    /// A file's bytes are others now: its attributes are asked for anew. Its pages are dropped when it is opened
    /// next (``OpenedFile/version``), and not before: the notice that drops pages waits, where nothing can end it,
    /// for reads that this process has still to answer, and killed meanwhile it would hang for ever, with its
    /// readers.
    func bytesChanged(of inode: InodeNumber)

    /// Cached entries of a directory, or the target of a link, are wrong. May take effect a little later.
    func contentsChanged(of inode: InodeNumber)

    /// A name means something else now, or nothing. May take effect a little later.
    func entryChanged(_ name: String, in directory: InodeNumber)

    /// Returns once everything told so far has taken effect. Not to be waited for by an answer that the kernel
    /// holds a directory for: a lookup, say.
    func delivered() async
}
