extension VHXService {
    /// Children, and whether they came with the resource itself: only then do its validators speak for
    /// them too.
    struct Children {
        var list: [VHXResource]
        var isWhole: Bool
    }

    /// Pages of one list. At 50 a page, 5,000 videos; more would cost a fifth of an hour's requests.
    private static let mostPages = 100

    /// Asks for a resource, which must be an object.
    func get(
        _ path: String, _ validators: Validators?
    ) async throws(ServiceError) -> Fetched<VHXResource> {
        switch try await client.get(try client.address(path: path), ifChangedSince: validators) {
        case .notModified: return .notModified
        case .modified(let json, let validators):
            guard json.object != nil else {
                throw .unusable("\(client.host) answered \(path) with something that is not a resource")
            }
            return .modified(VHXResource(json), validators)
        }
    }

    /// The children of that name: in the resource, or at the address that it gives for them.
    func children(_ name: String, of resource: VHXResource) async throws(ServiceError) -> Children {
        if let list = resource.children(name) { return Children(list: list, isWhole: true) }
        // An address elsewhere is not followed; then the resource has none.
        guard let link = resource.link(name), let address = try? client.own(link) else {
            return Children(list: [], isWhole: true)
        }
        return Children(list: try await pages(of: name, from: address), isWhole: false)
    }

    /// The files of a video, which may be listed apart from it. One that may not be played still has its
    /// place in the tree.
    func filesOfVideo(_ video: VHXResource) async throws(ServiceError) -> Children {
        do {
            return try await children("files", of: video)
        } catch {
            switch error {
            case .notPaid, .forbidden, .notFound: return Children(list: [], isWhole: false)
            default: throw error
            }
        }
    }

    /// A list: bare, or in pages that name the next one.
    func pages(of name: String, from first: WebAddress) async throws(ServiceError) -> [VHXResource] {
        var list: [VHXResource] = []
        var next: WebAddress? = first
        var seen: Set<WebAddress> = []
        while let address = next, seen.count < Self.mostPages, seen.insert(address).inserted {
            guard case .modified(let json, _) = try await client.get(address) else { break }
            let page = VHXResource(json)
            let elements =
                json.array.map { $0.map(VHXResource.init) } ?? page.children(name) ?? page.children("items")
            guard let elements else {
                throw .unusable("\(client.host) sent no list of \(name)")
            }
            list += elements
            next = page.link("next").flatMap { try? client.own($0) }
        }
        return list
    }
}
