import Synchronization

@testable import VideoFS

/// A tree of one directory with files that a test makes up.
final class ShelfTree: TreeOperations {
    enum Book: Sendable {
        case bytes([UInt8])
        /// The only book of its shelf: opened for the first time it is the first, then the second, and the last
        /// from then on. All are of one length.
        case editions([[UInt8]])
        /// Refuses to be opened.
        case refusing(OperationError)
        /// Opened, but its reads wait until the reader leaves.
        case stuck
        /// Known only after a while: the answer comes from a task.
        case slow([UInt8])
    }

    private let books: [String: Book]
    private let shelf: [String]
    private let forgotten = Mutex(0)
    private let names = Mutex<[String?]>([])

    init(_ books: [String: Book]) {
        self.books = books
        shelf = books.keys.sorted()
    }

    /// The names of the programs that opened something.
    var openers: [String?] { names.withLock { $0 } }

    var lookupsTakenBack: Int { forgotten.withLock { $0 } }

    func lookup(_ name: String, in directory: InodeNumber) -> TreeAnswer<Entry> {
        guard directory == .root, let place = shelf.firstIndex(of: name), let book = books[name] else {
            return .now(.failure(.noSuchEntry))
        }
        let entry = entry(at: place, book)
        guard case .slow = book else { return .now(.success(entry)) }
        return .later { () async throws(OperationError) -> Entry in
            await Task.yield()
            return entry
        }
    }

    /// A book on a shelf is found under one name: the kernel gives all lookups back together.
    func forget(_ inode: InodeNumber, count: UInt64) -> Bool {
        forgotten.withLock { $0 += Int(count) }
        return true
    }

    func refresh(_ inode: InodeNumber) -> TreeAnswer<RefreshReport> {
        .now(.success(RefreshReport(asked: 2, changed: 1)))
    }

    func attributes(of inode: InodeNumber) -> TreeAnswer<Attributes> {
        guard inode != .root else {
            return .now(
                .success(
                    Attributes(
                        number: 1, kind: .directory, size: 0, modified: .init(rawValue: 1_000),
                        lifetime: .seconds(1))))
        }
        guard let (place, book) = book(at: inode) else { return .now(.failure(.staleInode)) }
        return .now(.success(entry(at: place, book).attributes))
    }

    func list(_ directory: InodeNumber) -> TreeAnswer<DirectoryListing> {
        guard directory == .root else { return .now(.failure(.notADirectory)) }
        let items = shelf.map { name in
            DirectoryListing.Item(name: name, node: .site(SiteID(rawValue: name)), kind: .file)
        }
        return .now(.success(DirectoryListing(of: .root, items)))
    }

    func entry(for listed: DirectoryListing.Item, in directory: InodeNumber) -> Entry? {
        guard let place = shelf.firstIndex(of: listed.name), let book = books[listed.name] else { return nil }
        return entry(at: place, book)
    }

    func open(_ inode: InodeNumber, for process: String?) -> TreeAnswer<OpenedFile> {
        let count = names.withLock { names in
            names.append(process)
            return names.count
        }
        guard let (_, book) = book(at: inode) else { return .now(.failure(.staleInode)) }
        switch book {
        case .bytes(let bytes), .slow(let bytes):
            return .now(.success(OpenedFile(file: MemoryFile(bytes), version: 1)))
        case .editions(let editions):
            let number = min(count, editions.count)
            let file = MemoryFile(editions[number - 1])
            return .now(.success(OpenedFile(file: file, version: UInt64(number))))
        case .refusing(let error): return .now(.failure(error))
        case .stuck: return .now(.success(OpenedFile(file: StuckFile(), version: nil)))
        }
    }

    func target(of inode: InodeNumber) -> TreeAnswer<String> { .now(.failure(.notALink)) }

    var statistics: FileSystemStatistics { FileSystemStatistics(bytes: 1 << 20, nodes: 3) }

    private func book(at inode: InodeNumber) -> (Int, Book)? {
        let place = Int(inode.rawValue) - 2
        guard shelf.indices.contains(place), let book = books[shelf[place]] else { return nil }
        return (place, book)
    }

    private func entry(at place: Int, _ book: Book) -> Entry {
        let size: Int64 =
            switch book {
            case .bytes(let bytes), .slow(let bytes): Int64(bytes.count)
            case .editions(let editions): Int64(editions[0].count)
            case .refusing, .stuck: 1_000
            }
        let attributes = Attributes(
            number: UInt64(1_000 + place), kind: .file, size: size, modified: .init(rawValue: 1_400_000_000),
            lifetime: .seconds(1))
        return Entry(
            inode: InodeNumber(rawValue: UInt64(place + 2)), attributes: attributes, lifetime: .seconds(1))
    }
}

/// A file whose reads are answered only when their reader leaves.
private final class StuckFile: OpenFile {
    private let waiting = Mutex<[UInt64: ReadCompletion]>([:])

    func read(_ range: Range<Int64>, completion: @escaping ReadCompletion) -> UInt64 {
        waiting.withLock { waiting in
            let number = UInt64(waiting.count + 1)
            waiting[number] = completion
            return number
        }
    }

    func pagesAreKept() {}

    func abandon(_ read: UInt64) {
        waiting.withLock { $0.removeValue(forKey: read) }?(.failure(.interrupted))
    }

    func close() {}
}
