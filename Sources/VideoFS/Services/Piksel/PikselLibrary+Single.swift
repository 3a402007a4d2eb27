extension PikselLibrary {
    /// Above a video there are its season and its show.
    private static let mostAncestors = 2

    /// Reads one video alone, in at most five requests: where nothing else of the tenant is known, as after
    /// a restart.
    func single(
        _ id: VideoID, _ fingerprint: TenantFingerprint
    ) async throws(ServiceError) -> Fetched<VideoRecord> {
        let content = try await document(.contents, id.rawValue)
        let ancestors = try await ancestors(of: content)
        let versions = try await metadata.all(.contents, [("withParentRef", id.rawValue)])
        let categories = ancestors.count < Self.mostAncestors ? try await categories(of: content) : nil
        let contents = ([content] + ancestors + versions).compactMap(PikselContent.init)
        let shape = TenantShape(
            tenant: metadata.tenant, contents: contents,
            categories: (categories ?? []).compactMap(PikselCategory.init), rules: rules, at: time.now())
        let owners = shape.assetOwners(of: id)
        guard let bare = shape.video(id, assets: []) else { throw .notFound }
        let found = try await assets(of: owners)
        let assets = owners.flatMap { found[$0] ?? [] }
        guard let record = shape.video(id, assets: assets) else { throw .notFound }
        // Without its categories it is not what the whole shape would make of it, so it is asked for again.
        let isWhole = categories != nil || Self.refs(content, "categoryRefs").isEmpty
        let tag = RecordTag(fingerprint, signature: StableDigest.text(bare.info), showsAssets: true)
        return .modified(
            record,
            isWhole ? tag?.validators(changesAt: shape.changesAt(with: assets, after: shape.now)) : nil)
    }

    /// - Throws: ``ServiceError/notFound`` where the answer is about something else.
    func document(_ resource: PikselResource, _ ref: String) async throws(ServiceError) -> JSON {
        let list = try await metadata.read(resource, [ref])
        guard let document = list.first(where: { $0["ref"]?.string == ref }) else { throw .notFound }
        return document
    }

    private func ancestors(of content: JSON) async throws(ServiceError) -> [JSON] {
        var ancestors: [JSON] = []
        var seen: Set<String> = [content["ref"]?.string ?? ""]
        var next = content["parentRef"]?.string
        while let ref = next, ancestors.count < Self.mostAncestors, seen.insert(ref).inserted {
            do {
                let parent = try await document(.contents, ref)
                ancestors.append(parent)
                next = parent["parentRef"]?.string
            } catch {
                switch error {
                case .notFound, .forbidden: return ancestors
                default: throw error
                }
            }
        }
        return ancestors
    }

    private func categories(of content: JSON) async throws(ServiceError) -> [JSON] {
        let refs = Self.refs(content, "categoryRefs").filter(TenantMetadata.isRef)
        guard !refs.isEmpty else { return [] }
        do {
            return try await metadata.read(.categories, Array(refs.prefix(50)))
        } catch {
            switch error {
            case .notFound, .forbidden: return []
            default: throw error
            }
        }
    }

    private static func refs(_ content: JSON, _ key: String) -> [String] {
        (content[key]?.array ?? []).compactMap(\.string)
    }
}
