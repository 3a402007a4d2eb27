internal import Synchronization

/// The mounted library: names, attributes and open files out of the catalog's records.
///
/// Every question is first answered from memory. What is missing is named as the resources that would
/// say it; those are fetched, once for all who wait, and then the question is asked again.
final class VideoTree: TreeOperations {
    let catalog: Catalog
    let media: MediaFiles
    let documents: DocumentFetch
    let rules: NameRules
    let control: LiveDocuments
    let inodes = InodeTable()
    let listings = ListingCache()
    let links = ShownLinks()
    let kept = Mutex(KeptReads())
    private let kernel = Mutex<(any KernelNotices)?>(nil)

    /// Time for which the kernel may answer by itself. Long, because every change is told; bounded, in
    /// case a notice is lost.
    static let lifetime = Duration.seconds(300)

    /// - Parameters:
    ///   - catalog: what is known of the library.
    ///   - media: the bytes of films.
    ///   - documents: fetches subtitles, pictures and playlists.
    ///   - rules: which characters names may have.
    ///   - control: writes a file of `.vidfs` as it is now.
    init(
        catalog: Catalog, media: MediaFiles, documents: DocumentFetch, rules: NameRules,
        control: @escaping @Sendable (ControlFile) -> [UInt8]
    ) {
        self.catalog = catalog
        self.media = media
        self.documents = documents
        self.rules = rules
        self.control = LiveDocuments(write: control)
    }

    /// The kernel's side, once there is one.
    var notices: (any KernelNotices)? { kernel.withLock { $0 } }

    func connect(_ notices: any KernelNotices) {
        kernel.withLock { $0 = notices }
    }

    func lookup(_ name: String, in directory: InodeNumber) -> TreeAnswer<Entry> {
        let parent: NodeID
        do throws(OperationError) { parent = try inodes.node(at: directory) } catch {
            return .now(.failure(error))
        }
        // What desktops look for in every directory is never there, and must not cost a request.
        guard !isJunk(name, in: parent) else { return .now(.failure(.noSuchEntry)) }
        return answer(knownListing(of: parent), loading: parent) { tree in
            tree.knownListing(of: parent)
        } then: { tree, listing in
            tree.looked(into: parent)
            guard let item = listing[name] else { return .now(.failure(.noSuchEntry)) }
            return tree.entry(of: item, in: directory)
        }
    }

    func forget(_ inode: InodeNumber, count: UInt64) -> Bool {
        inodes.forget(inode, count: count)
    }

    func attributes(of inode: InodeNumber) -> TreeAnswer<Attributes> {
        let node: NodeID
        do throws(OperationError) { node = try inodes.node(at: inode) } catch { return .now(.failure(error)) }
        return attributes(of: node)
    }

    func list(_ directory: InodeNumber) -> TreeAnswer<DirectoryListing> {
        let node: NodeID
        do throws(OperationError) { node = try inodes.node(at: directory) } catch {
            return .now(.failure(error))
        }
        guard node.isDirectory else { return .now(.failure(.notADirectory)) }
        return answer(knownListing(of: node), loading: node) { tree in
            tree.knownListing(of: node)
        } then: { tree, listing in
            tree.looked(into: node)
            return .now(.success(listing))
        }
    }

    func entry(for listed: DirectoryListing.Item, in directory: InodeNumber) -> Entry? {
        guard case .now(.success(let attributes)) = attributes(of: listed) else { return nil }
        return remember(listed, attributes: attributes, in: directory)
    }

    func target(of inode: InodeNumber) -> TreeAnswer<String> {
        let node: NodeID
        do throws(OperationError) { node = try inodes.node(at: inode) } catch { return .now(.failure(error)) }
        return answer(knownContent(of: node), loading: node) { tree in
            tree.knownContent(of: node)
        } then: { tree, content in
            guard case .link(let target, _) = content else { return .now(.failure(.notALink)) }
            tree.links.show(inode)
            return .now(.success(target))
        }
    }

    var statistics: FileSystemStatistics {
        let summary = catalog.summary
        return FileSystemStatistics(bytes: media.knownBytes, nodes: Int64(summary.entries))
    }

    // MARK: - Answering

    /// Goes on with what is known, or loads what is missing and then goes on.
    func answer<Known: Sendable, Value: Sendable>(
        _ known: Known?, loading node: NodeID,
        again: @escaping @Sendable (VideoTree) -> Known?,
        then next: @escaping @Sendable (VideoTree, Known) -> TreeAnswer<Value>
    ) -> TreeAnswer<Value> {
        if let known { return next(self, known) }
        return .later { () async throws(OperationError) -> Value in
            do throws(CatalogError) {
                try await self.load(node)
            } catch {
                throw OperationError(error)
            }
            guard let known = again(self) else { throw .noSuchEntry }
            return try await next(self, known).value()
        }
    }

    private func entry(of item: DirectoryListing.Item, in directory: InodeNumber) -> TreeAnswer<Entry> {
        switch attributes(of: item) {
        case .now(.success(let attributes)):
            .now(.success(remember(item, attributes: attributes, in: directory)))
        case .now(.failure(let error)):
            .now(.failure(error))
        case .later(let work):
            .later { () async throws(OperationError) -> Entry in
                self.remember(item, attributes: try await work(), in: directory)
            }
        }
    }

    private func remember(
        _ item: DirectoryListing.Item, attributes: Attributes, in directory: InodeNumber
    ) -> Entry {
        let inode = inodes.remember(item.node, named: item.name, in: directory)
        return Entry(inode: inode, attributes: attributes, lifetime: Self.lifetime)
    }

    /// Whoever looks into a package is likely to look at its videos next.
    private func looked(into directory: NodeID) {
        if case .package(_, let package) = directory { catalog.looked(at: package) }
    }

    private func isJunk(_ name: String, in parent: NodeID) -> Bool {
        if name.hasPrefix(".") { return rules == .portable && parent != .root && parent != .control }
        return ["autorun.inf", "desktop.ini", "Thumbs.db"].contains(name)
    }
}

extension TreeAnswer {
    /// The value, whenever it comes.
    func value() async throws(OperationError) -> Value {
        switch self {
        case .now(let outcome): try outcome.get()
        case .later(let work): try await work()
        }
    }
}
