/// What `stat` shows of a node, apart from what all nodes share (owner, mode, see ``Ownership``).
struct Attributes: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case directory
        case file
        case link
    }

    /// `st_ino`.
    var number: UInt64
    var kind: Kind
    /// Bytes that `read` will give. 0 for directories.
    var size: Int64
    var modified: Timestamp
    /// How long the kernel may answer from its own copy.
    var lifetime: Duration
}

/// Who owns the tree and what others may do with it.
struct Ownership: Hashable, Sendable {
    var user: UInt32
    var group: UInt32
    /// Permission bits to take away from 0555 for directories and 0444 for files.
    var umask: UInt32
}

/// A node found by name.
struct Entry: Hashable, Sendable {
    let inode: InodeNumber
    let attributes: Attributes
    /// How long the kernel may answer this lookup by itself.
    let lifetime: Duration
}

/// What `statfs` shows: a library that is full and cannot be written.
struct FileSystemStatistics: Hashable, Sendable {
    /// Bytes of everything known.
    var bytes: Int64
    /// Files and directories known.
    var nodes: Int64
}
