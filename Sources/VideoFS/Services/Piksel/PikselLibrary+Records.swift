internal import Synchronization

extension PikselLibrary {
    func site(
        titled title: String?, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<SiteRecord> {
        let life = Self.life(for: validators)
        let fingerprint = try await fingerprint(within: life)
        if validators?.recordTag(at: time.now())?.holds(fingerprint) == true { return .notModified }
        let shape = try await shape(fingerprint, within: life)
        let tag = RecordTag(fingerprint, showsAssets: false)
        return .modified(shape.site(titled: title), tag?.validators(changesAt: shape.changesAt))
    }

    func package(
        _ id: PackageID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<PackageRecord> {
        let life = Self.life(for: validators)
        let fingerprint = try await fingerprint(within: life)
        if validators?.recordTag(at: time.now())?.holds(fingerprint) == true { return .notModified }
        let shape = try await shape(fingerprint, within: life)
        let owner = shape.assetOwner(of: id)
        let pictures = try await pictures(of: owner, in: shape, fingerprint.assets)
        let now = time.now()
        guard let record = shape.package(id, assets: pictures, at: now) else { throw .notFound }
        let tag = RecordTag(fingerprint, showsAssets: owner != nil)
        return .modified(
            record, tag?.validators(changesAt: shape.changesAt(with: pictures, after: now)))
    }

    /// A package without its picture is one all the same.
    private func pictures(
        of owner: String?, in shape: TenantShape, _ mark: ListMark?
    ) async throws(ServiceError) -> [PikselAsset] {
        guard let owner else { return [] }
        do {
            return try await assets(of: [owner], in: shape, mark)
        } catch {
            switch error {
            case .forbidden, .notFound, .refused: return []
            default: throw error
            }
        }
    }

    func video(
        _ id: VideoID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<VideoRecord> {
        let life = Self.life(for: validators)
        let fingerprint = try await fingerprint(within: life)
        let tag = validators?.recordTag(at: time.now())
        if tag?.holds(fingerprint) == true { return .notModified }
        guard hasShape || readsWhole(fingerprint) else {
            return try await single(id, fingerprint)
        }
        let shape = try await shape(fingerprint, within: life)
        let owners = shape.assetOwners(of: id)
        guard let bare = shape.video(id, assets: []) else { throw .notFound }
        let signature = StableDigest.text(bare.info)
        if let tag, tag.signature == signature, let assets = tag.assets,
            await isUnchanged(owners, since: assets, fingerprint.assets)
        {
            return .notModified
        }
        let assets = try await assets(of: owners, in: shape, fingerprint.assets)
        let now = time.now()
        guard let record = shape.video(id, assets: assets, at: now) else { throw .notFound }
        let new = RecordTag(fingerprint, signature: signature, showsAssets: true)
        return .modified(record, new?.validators(changesAt: shape.changesAt(with: assets, after: now)))
    }

    /// Single videos, before the whole tenant is read: many more, and that would have been cheaper.
    private static let mostSingles = 20
    /// A tenant of so many documents is read whole in no more requests than one video takes.
    private static let small: Int64 = 300

    private func readsWhole(_ fingerprint: TenantFingerprint) -> Bool {
        if let contents = fingerprint.contents, let categories = fingerprint.categories,
            contents.total <= Self.small, categories.total <= Self.small / 3
        {
            return true
        }
        return state.withLock { state in
            state.singles += 1
            return state.singles > Self.mostSingles
        }
    }
}
