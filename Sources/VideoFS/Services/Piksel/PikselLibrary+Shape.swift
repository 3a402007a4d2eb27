internal import Synchronization

extension PikselLibrary {
    /// - Parameters:
    ///   - fingerprint: the present state of the lists.
    ///   - life: how old the shape may be where the service cannot say whether it has changed.
    /// - Returns: the tenant's shape in that state, brought up to date or read anew.
    /// - Throws: ``ServiceError``.
    func shape(
        _ fingerprint: TenantFingerprint, within life: Duration
    ) async throws(ServiceError) -> TenantShape {
        if let held = usable(fingerprint, within: life) { return held }
        // The assets' state has nothing to do with it.
        var key = fingerprint
        key.assets = nil
        return try await shapes.value(of: key) { () async throws(ServiceError) in
            let old = self.state.withLock { $0.held }
            if let old, let merged = try await self.merged(old, fingerprint) { return self.keep(merged) }
            return self.keep(try await self.browsed(fingerprint))
        }.shape
    }

    /// Whether there is a shape, which may have to be brought up to date.
    var hasShape: Bool {
        state.withLock { $0.held != nil }
    }

    private func usable(_ fingerprint: TenantFingerprint, within life: Duration) -> TenantShape? {
        let now = time.now()
        let instant = time.instant()
        guard var held = state.withLock({ $0.held }) else { return nil }
        let isUnchanged = held.fits(fingerprint)
        let isRecent =
            (fingerprint.contents == nil || fingerprint.categories == nil)
            && held.readAt.duration(to: instant) < life
        guard isUnchanged || isRecent else { return nil }
        // An availability window has opened or closed: the documents are the same, what they mean is not.
        if let moment = held.shape.changesAt, moment <= now {
            held.shape = held.shape.merging(contents: [], categories: [], at: now)
            _ = keep(held)
        }
        return held.shape
    }

    private func keep(_ held: HeldShape) -> HeldShape {
        state.withLock { state in
            state.held = held
            state.singles = 0
            return held
        }
    }

    // MARK: - Reading

    private func browsed(_ fingerprint: TenantFingerprint) async throws(ServiceError) -> HeldShape {
        let patience = TenantMetadata.longPatience
        let contents = try await metadata.all(.contents, patience: patience).compactMap(PikselContent.init)
        let categories = try await categories(patience)
        let shape = TenantShape(
            tenant: metadata.tenant, contents: contents, categories: categories, rules: rules, at: time.now())
        var held = HeldShape(
            shape: shape, contents: fingerprint.contents, categories: fingerprint.categories,
            readAt: time.instant())
        held.surplus = surplus(of: held)
        return held
    }

    /// Categories sort the library; whoever may not read them still sees it.
    private func categories(_ patience: Duration) async throws(ServiceError) -> [PikselCategory] {
        do {
            return try await metadata.all(.categories, patience: patience).compactMap(PikselCategory.init)
        } catch {
            switch error {
            case .forbidden, .notFound: return []
            default: throw error
            }
        }
    }

    private func surplus(of held: HeldShape) -> (contents: Int64, categories: Int64) {
        (
            (held.contents?.total ?? 0) - Int64(held.shape.contentCount),
            (held.categories?.total ?? 0) - Int64(held.shape.categoryCount)
        )
    }

    /// - Returns: `nil` where only reading it all anew would help: something was deleted, or the service
    ///   cannot say what has changed.
    private func merged(
        _ old: HeldShape, _ fingerprint: TenantFingerprint
    ) async throws(ServiceError) -> HeldShape? {
        guard old.contents != nil, old.categories != nil, fingerprint.contents != nil,
            fingerprint.categories != nil
        else { return nil }
        do {
            var contents: [JSON] = []
            if old.contents != fingerprint.contents {
                guard let start = Self.start(old.shape.newestContentUpdate) else { return nil }
                contents = try await metadata.all(.contents, [start], patience: TenantMetadata.longPatience)
            }
            var categories: [JSON] = []
            if old.categories != fingerprint.categories {
                guard let start = Self.start(old.shape.newestCategoryUpdate) else { return nil }
                categories = try await metadata.all(.categories, [start])
            }
            var new = old
            new.shape = old.shape.merging(
                contents: contents.compactMap(PikselContent.init),
                categories: categories.compactMap(PikselCategory.init), at: time.now())
            new.contents = fingerprint.contents
            new.categories = fingerprint.categories
            new.readAt = time.instant()
            return surplus(of: new) == old.surplus ? new : nil
        } catch {
            guard case .refused = error else { throw error }
            return nil
        }
    }

    /// The filter for what changed since: ten seconds early, because the platform's index lags behind.
    static func start(_ newest: String?) -> TenantMetadata.Field? {
        guard let moment = newest.flatMap({ Timestamp(iso8601: $0) }) else { return nil }
        return ("withUpdatedAt", moment.advanced(bySeconds: -10).isoText + "/")
    }
}
