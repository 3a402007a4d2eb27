internal import Synchronization

/// One tenant's library: its shape in memory, and what it takes to keep that true.
final class PikselLibrary: Sendable {
    let metadata: TenantMetadata
    let rules: ShapeRules
    let time: TimeAndChance
    let state = Mutex(State())
    let checks = Flights<Int, TenantFingerprint>()
    let shapes = Flights<TenantFingerprint, HeldShape>()
    let groups = Flights<AssetGroup, [String: [PikselAsset]]>()
    let changes = Flights<AssetChange.Span, AssetChange>()

    struct State {
        var fingerprint: TenantFingerprint?
        var checkedAt: ContinuousClock.Instant?
        /// Until when a list is not asked for its mark, because the service refused.
        var markless: [PikselResource: ContinuousClock.Instant] = [:]
        var held: HeldShape?
        var shelf = AssetShelf()
        var assetChanges: [AssetChange.Span: AssetChange] = [:]
        /// Videos that were read alone while there was no shape.
        var singles = 0
    }

    /// A shape, and the marks of the lists that it was read from.
    struct HeldShape: Sendable {
        var shape: TenantShape
        var contents: ListMark?
        var categories: ListMark?
        /// By how much the service counted more than it listed.
        var surplus: (contents: Int64, categories: Int64) = (0, 0)
        var readAt: ContinuousClock.Instant

        func fits(_ fingerprint: TenantFingerprint) -> Bool {
            contents != nil && contents == fingerprint.contents
                && categories != nil && categories == fingerprint.categories
        }
    }

    /// Contents whose assets are asked for together, and the assets' state then.
    struct AssetGroup: Sendable, Hashable {
        var refs: [String]
        var mark: ListMark?
    }

    init(metadata: TenantMetadata, rules: ShapeRules, time: TimeAndChance) {
        self.metadata = metadata
        self.rules = rules
        self.time = time
    }

    /// "Has it changed?" is answered from what was found out within these seconds.
    static let checkLife = Duration.seconds(30)
    /// "What is it?" is answered from what was found out within these: as long as listings are served
    /// without asking.
    static let answerLife = Duration.seconds(300)
    /// How long a refusal to count or sort is remembered.
    private static let marklessLife = Duration.seconds(3_600)

    static func life(for validators: Validators?) -> Duration {
        validators == nil ? answerLife : checkLife
    }

    // MARK: - Fingerprint

    /// Asks for the state of the tenant's lists, one request each.
    ///
    /// - Parameter life: how old the answer may be.
    /// - Returns: the state of the tenant's lists.
    /// - Throws: ``ServiceError``.
    func fingerprint(within life: Duration) async throws(ServiceError) -> TenantFingerprint {
        let now = time.instant()
        let known = state.withLock { state in
            state.checkedAt.map { $0.duration(to: now) < life } == true ? state.fingerprint : nil
        }
        if let known { return known }
        return try await checks.value(of: 0) { () async throws(ServiceError) in
            var fingerprint = TenantFingerprint()
            fingerprint.contents = try await self.mark(.contents)
            fingerprint.categories = try await self.mark(.categories)
            fingerprint.assets = try await self.mark(.assets)
            return self.keep(fingerprint)
        }
    }

    private func keep(_ fingerprint: TenantFingerprint) -> TenantFingerprint {
        let now = time.instant()
        return state.withLock { state in
            state.fingerprint = fingerprint
            state.checkedAt = now
            return fingerprint
        }
    }

    private func mark(_ resource: PikselResource) async throws(ServiceError) -> ListMark? {
        let now = time.instant()
        guard state.withLock({ $0.markless[resource].map { $0 <= now } ?? true }) else { return nil }
        let mark = try await metadata.mark(resource)
        state.withLock { $0.markless[resource] = mark == nil ? now + Self.marklessLife : nil }
        return mark
    }
}
