extension VideoTree {
    /// Attributes of a listed node: directories are told by their listing alone.
    func attributes(of item: DirectoryListing.Item) -> TreeAnswer<Attributes> {
        if item.kind == .directory, let modified = item.modified {
            let attributes = Attributes(
                number: item.number, kind: .directory, size: 0, modified: modified, lifetime: Self.lifetime)
            return .now(.success(attributes))
        }
        return attributes(of: item.node)
    }

    func attributes(of node: NodeID) -> TreeAnswer<Attributes> {
        if let head = infoHead(of: node) {
            return .now(.success(file(node, size: Int64(head.infoSize), modified: head.modified)))
        }
        return answer(knownContent(of: node), loading: node) { tree in
            tree.knownContent(of: node)
        } then: { tree, content in
            tree.attributes(of: node, content: content)
        }
    }

    /// What `info.json` of a site or package shows, where its directory is known.
    private func infoHead(of node: NodeID) -> DirectoryListing.Head? {
        switch node {
        case .siteInfo(let site): knownListing(of: .site(site))?.head
        case .packageInfo(let site, let package): knownListing(of: .package(site, package))?.head
        default: nil
        }
    }

    private func attributes(of node: NodeID, content: NodeContent) -> TreeAnswer<Attributes> {
        switch content {
        case .directory(let modified):
            return .now(.success(attributes(of: node, kind: .directory, size: 0, modified: modified)))
        case .bytes(let bytes, let modified):
            return .now(.success(file(node, size: Int64(bytes.count), modified: modified)))
        case .link(let target, let modified):
            let size = Int64(target.utf8.count)
            return .now(.success(attributes(of: node, kind: .link, size: size, modified: modified)))
        case .live(let control):
            let size = Int64(self.control.size(of: control))
            return .now(.success(file(node, size: size, modified: .init(rawValue: 0), lifetime: .zero)))
        case .document(let document, let modified):
            if let size = catalog.knownDocumentSize(document.key) {
                return .now(.success(file(node, size: Int64(size), modified: modified)))
            }
            let refusal = DocumentKey.refusal(of: document.key)
            return sized(node, modified: modified, refusal: refusal) { tree throws(OperationError) in
                Int64(try await tree.bytes(of: document).count)
            }
        case .media(let place, let modified):
            if let size = media.knownSize(of: place) {
                return .now(.success(file(node, size: size, modified: modified)))
            }
            let refusal = DocumentKey.refusal(of: place)
            return sized(node, modified: modified, refusal: refusal) { tree throws(OperationError) in
                try await tree.media.size(of: place)
            }
        }
    }

    /// Attributes of a file whose size must be found out first.
    ///
    /// One that the account may not have is shown all the same, empty and for this moment only: opening
    /// it is what gets refused. So it stays while the service is away.
    private func sized(
        _ node: NodeID, modified: Timestamp, refusal: DocumentKey,
        by size: @escaping @Sendable (VideoTree) async throws(OperationError) -> Int64
    ) -> TreeAnswer<Attributes> {
        .later { () async throws(OperationError) -> Attributes in
            do throws(OperationError) {
                let attributes = self.file(node, size: try await size(self), modified: modified)
                self.catalog.documents.forget(refusal)
                return attributes
            } catch {
                switch error {
                case .notEntitled: self.catalog.documents.keep([], for: refusal)
                case .unreachable, .timedOut, .budgetSpent:
                    guard self.catalog.documents.size(refusal) != nil else { throw error }
                default: throw error
                }
                return self.file(node, size: 0, modified: modified, lifetime: .zero)
            }
        }
    }

    private func file(
        _ node: NodeID, size: Int64, modified: Timestamp, lifetime: Duration = VideoTree.lifetime
    ) -> Attributes {
        attributes(of: node, kind: .file, size: size, modified: modified, lifetime: lifetime)
    }

    private func attributes(
        of node: NodeID, kind: Attributes.Kind, size: Int64, modified: Timestamp,
        lifetime: Duration = VideoTree.lifetime
    ) -> Attributes {
        Attributes(
            number: node.stableNumber, kind: kind, size: size, modified: modified, lifetime: lifetime)
    }
}

extension DocumentKey {
    /// Stands among the small contents of a video, empty, where the account may not have one of them.
    fileprivate static func refusal(of document: DocumentKey) -> DocumentKey {
        DocumentKey(owner: document.owner, part: refusal(document.part), version: document.version)
    }

    fileprivate static func refusal(of place: MediaPlace) -> DocumentKey {
        let owner = ResourceKey.video(place.place.video).text
        return DocumentKey(owner: owner, part: refusal(place.file.id.rawValue), version: place.version)
    }
}
