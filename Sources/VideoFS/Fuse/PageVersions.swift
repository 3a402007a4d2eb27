/// Whose bytes the kernel's pages of each opened file are.
///
/// The kernel has one set of pages for a file, filled by all who read it. A reader of an older version may still
/// be there when the file is opened anew: then two versions would meet in the pages, so the newer reader goes
/// past them.
struct PageVersions {
    /// What an opener may do with the pages.
    enum Use: Hashable {
        /// They are of its version.
        case keep
        /// They are of another version, that nobody reads any more, or of none.
        case drop
        /// They are another reader's.
        case bypass
    }

    private struct Pages {
        /// Tells versions of one file apart.
        var version: UInt64
        /// Handles that are open on them.
        var readers: Int
    }

    /// Those the kernel may have pages of, opened or not.
    private var files: [InodeNumber: Pages] = [:]

    var count: Int { files.count }

    /// Counts a handle of a version. To be given back with ``closed(_:of:)``.
    mutating func opened(_ inode: InodeNumber, version: UInt64) -> Use {
        if let pages = files[inode] {
            if pages.version == version {
                files[inode]?.readers += 1
                return .keep
            }
            if pages.readers > 0 { return .bypass }
        }
        files[inode] = Pages(version: version, readers: 1)
        return .drop
    }

    mutating func closed(_ inode: InodeNumber, of use: Use) {
        if use != .bypass { files[inode]?.readers -= 1 }
    }

    /// The kernel knows the file no more: its pages are gone, and its number never comes again.
    mutating func forgot(_ inode: InodeNumber) {
        files[inode] = nil
    }
}
