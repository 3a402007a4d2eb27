internal import Synchronization

extension PikselLibrary {
    /// - Parameters:
    ///   - owners: contents, whose assets come in this order.
    ///   - shape: knows who else is asked for along with them.
    ///   - mark: the assets' present state.
    /// - Returns: every asset of theirs.
    /// - Throws: ``ServiceError``.
    func assets(
        of owners: [String], in shape: TenantShape, _ mark: ListMark?
    ) async throws(ServiceError) -> [PikselAsset] {
        var found: [String: [PikselAsset]] = [:]
        for owner in owners where found[owner] == nil {
            let now = time.instant()
            if let known = state.withLock({ $0.shelf.assets(of: owner, mark, at: now) }) {
                found[owner] = known
                continue
            }
            var refs = shape.group(of: owner)
            if !refs.contains(owner) { refs = [owner] }
            found.merge(try await read(AssetGroup(refs: refs, mark: mark))) { old, _ in old }
        }
        return owners.flatMap { found[$0] ?? [] }
    }

    private func read(_ group: AssetGroup) async throws(ServiceError) -> [String: [PikselAsset]] {
        try await groups.value(of: group) { () async throws(ServiceError) in
            let assets = try await self.assets(of: group.refs)
            let now = self.time.instant()
            self.state.withLock { $0.shelf.put(assets, group.mark, at: now) }
            return assets
        }
    }

    /// Asks for the assets of some contents, in one list.
    ///
    /// - Returns: by content; empty for those that have none.
    func assets(of owners: [String]) async throws(ServiceError) -> [String: [PikselAsset]] {
        var found = Dictionary(owners.map { ($0, [PikselAsset]()) }) { first, _ in first }
        let names = owners.filter(TenantMetadata.isRef)
        guard !names.isEmpty else { return found }
        let list = try await metadata.all(.assets, [("withContentRef", names.joined(separator: "||"))])
        for asset in list.compactMap(PikselAsset.init) {
            // A service that does not know the filter gives them all.
            guard let owner = asset.contentRef, found[owner] != nil else { continue }
            found[owner]?.append(asset)
        }
        return found
    }
}

/// Which contents' assets have changed between two states of the list.
struct AssetChange: Sendable, Hashable {
    struct Span: Sendable, Hashable {
        var old: RecordTag.Assets
        var new: ListMark
    }

    /// `nil`: any may have changed, since some were deleted or the service does not say enough.
    var owners: Set<String>?
}

extension PikselLibrary {
    /// Finds out whether the assets of some contents are as they were.
    func isUnchanged(
        _ owners: [String], since old: RecordTag.Assets, _ mark: ListMark?
    ) async -> Bool {
        guard let mark else { return false }
        if old.mark == mark.text { return true }
        let span = AssetChange.Span(old: old, new: mark)
        let known = state.withLock { $0.assetChanges[span] }
        let change =
            if let known { known } else {
                try? await changes.value(of: span) { () async throws(ServiceError) in
                    let change = AssetChange(owners: try await self.changedOwners(span))
                    self.state.withLock { state in
                        // Records that were kept over several changes bring several old states along.
                        if state.assetChanges.count >= 64 { state.assetChanges = [:] }
                        state.assetChanges[span] = change
                    }
                    return change
                }
            }
        guard let changed = change?.owners else { return false }
        return changed.isDisjoint(with: owners)
    }

    private func changedOwners(_ span: AssetChange.Span) async throws(ServiceError) -> Set<String>? {
        guard let start = Self.start(span.old.updatedAt) else { return nil }
        let list = try await metadata.all(
            .assets, [start, ("fields", "ref,contentRef,createdAt,updatedAt")])
        var owners: Set<String> = []
        var created: Int64 = 0
        for asset in list {
            guard let createdAt = asset["createdAt"]?.string else { return nil }
            // Both as the service writes them: ISO 8601 of one form sorts as text.
            if createdAt > span.old.updatedAt { created += 1 }
            if let owner = asset["contentRef"]?.string { owners.insert(owner) }
        }
        // What was created explains the whole difference only where nothing was deleted.
        return span.old.total + created == span.new.total ? owners : nil
    }
}
