/// An answer that is at hand, or the work that brings it.
///
/// What is known is answered on the thread that received the question; only a miss becomes a task.
enum TreeAnswer<Value: Sendable>: Sendable {
    case now(Result<Value, OperationError>)
    case later(@Sendable () async throws(OperationError) -> Value)
}

/// What the kernel may ask of a tree, in plain values.
///
/// Calls come on several threads at once and must not block.
protocol TreeOperations: Sendable {
    /// Finds `name` in a directory and counts one lookup of the answer's number.
    func lookup(_ name: String, in directory: InodeNumber) -> TreeAnswer<Entry>

    /// Takes back `count` lookups of a number.
    ///
    /// - Returns: whether that were all: the kernel does not know the number any more.
    func forget(_ inode: InodeNumber, count: UInt64) -> Bool

    func attributes(of inode: InodeNumber) -> TreeAnswer<Attributes>

    /// The directory's entries as they are now; the kernel reads them in pieces.
    func list(_ directory: InodeNumber) -> TreeAnswer<DirectoryListing>

    /// Entry and attributes of one listed node, where they are at hand, counting one lookup.
    ///
    /// - Returns: `nil` where asking would cost a request: the kernel will look it up when it needs to.
    func entry(for listed: DirectoryListing.Item, in directory: InodeNumber) -> Entry?

    /// Opens a file. `process`: the name of the program that does, as the kernel cuts it, where it is known.
    func open(_ inode: InodeNumber, for process: String?) -> TreeAnswer<OpenedFile>

    /// The text of a symbolic link.
    func target(of inode: InodeNumber) -> TreeAnswer<String>

    /// Asks the service now whether what is under a node changed. Answered once the kernel knows.
    func refresh(_ inode: InodeNumber) -> TreeAnswer<RefreshReport>

    var statistics: FileSystemStatistics { get }
}

/// An open file and how the kernel may cache it.
struct OpenedFile: Sendable {
    let file: any OpenFile
    /// The same for every opening that gets the same bytes, another for other bytes of the file. `nil` for
    /// contents that are written anew for every reader: then every read must come here.
    let version: UInt64?
}

/// A file between open and release.
protocol OpenFile: Sendable {
    /// Reads from any thread.
    ///
    /// - Parameters:
    ///   - range: offsets into the file, in bytes; may reach past its end.
    ///   - completion: called exactly once, on any thread, possibly before this returns: with every
    ///     byte of the range that the file has, or an error.
    /// - Returns: a number for ``abandon(_:)``.
    func read(_ range: Range<Int64>, completion: @escaping ReadCompletion) -> UInt64

    /// Whoever opened it may get bytes of the same version that earlier reads of others brought, without a read
    /// here: from now on only that version will do.
    func pagesAreKept()

    /// The reader left: its completion is called with ``OperationError/interrupted`` unless it was
    /// called already.
    func abandon(_ read: UInt64)

    func close()
}

typealias ReadCompletion = @Sendable (Result<FileBytes, OperationError>) -> Void
