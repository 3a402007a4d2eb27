extension VideoTree {
    func open(_ inode: InodeNumber, for process: String?) -> TreeAnswer<OpenedFile> {
        let node: NodeID
        do throws(OperationError) { node = try inodes.node(at: inode) } catch { return .now(.failure(error)) }
        guard !node.isDirectory else { return .now(.failure(.isADirectory)) }
        return answer(knownContent(of: node), loading: node) { tree in
            tree.knownContent(of: node)
        } then: { tree, content in
            tree.open(content, for: process)
        }
    }

    private func open(_ content: NodeContent, for process: String?) -> TreeAnswer<OpenedFile> {
        switch content {
        case .directory:
            return .now(.failure(.isADirectory))
        case .link:
            return .now(.failure(.upstream("a link cannot be opened")))
        case .bytes(let bytes, _):
            return .now(.success(OpenedFile(file: MemoryFile(bytes), version: Checksum(bytes).value)))
        case .live(let control):
            let file = MemoryFile(self.control.open(control))
            return .now(.success(OpenedFile(file: file, version: nil)))
        case .document(let document, _):
            let version = Checksum([UInt8](document.key.version.utf8)).value
            if let bytes = catalog.knownDocument(document.key) {
                return .now(.success(OpenedFile(file: MemoryFile(bytes), version: version)))
            }
            return .later { () async throws(OperationError) -> OpenedFile in
                OpenedFile(file: MemoryFile(try await self.bytes(of: document)), version: version)
            }
        case .media(let place, _):
            guard media.knownSize(of: place) == nil else {
                return .now(.success(media.open(place, for: process)))
            }
            // Opened with a size of nothing it would read as empty, and a copy of it would succeed.
            return .later { () async throws(OperationError) -> OpenedFile in
                _ = try await self.media.size(of: place)
                return self.media.open(place, for: process)
            }
        }
    }

    /// A document's bytes, from the catalog or fetched for it.
    func bytes(of document: Document) async throws(OperationError) -> [UInt8] {
        do throws(CatalogError) {
            return try await catalog.document(document.key) { [documents] () async throws(CatalogError) in
                do throws(ServiceError) {
                    return try await documents.bytes(of: document.source)
                } catch {
                    throw CatalogError(error)
                }
            }
        } catch {
            throw OperationError(error)
        }
    }
}
