/// What the catalog has in memory, as a plain value: every method returns what to do next.
struct CatalogState: Sendable {
    /// Bytes, encoded, of videos' records kept decoded: of some thousand.
    static let videosLimit = 4 << 20
    /// The same of what stands above them. Listings are made of these, and then kept by themselves: a
    /// package is needed again when it changes, or one of its videos is looked into.
    static let parentsLimit = 1 << 20

    var resources: KnownResources
    var refreshes = Refreshes<ResourceKey, Known<LibraryRecord>>()
    var failures = FailureMemory<ResourceKey>()
    /// Left the library while a question about them was on its way.
    var doomed: Set<ResourceKey> = []
    var refreshedAt: Timestamp?
    var fill = FillAhead()
    /// Callers who wait for an answer, other than those who fill in ahead.
    var peopleWaiting = 0
    private var parents = RecentCache<ResourceKey, LibraryRecord>(limit: CatalogState.parentsLimit)
    /// In every path, and asked for with every lookup.
    private var account: LibraryRecord?
    private var videos = RecentCache<ResourceKey, LibraryRecord>(limit: CatalogState.videosLimit)
    /// Of questions that have been answered and not ended: on their way to the store, which may not have them yet.
    private var unstored: [ResourceKey: LibraryRecord] = [:]
    private var changes: UInt64 = 1

    init(_ inventory: Inventory) {
        resources = inventory.resources
        refreshedAt = inventory.checkedAt
    }

    mutating func nextVersion() -> UInt64 {
        changes += 1
        return changes
    }

    // MARK: - Looking

    enum Sight {
        case absent
        case held(Known<LibraryRecord>)
        /// Known, its record on disk.
        case stored(CatalogEntry)
    }

    /// - Returns: what is known, and whether the caller must ask in the background.
    mutating func look(
        at key: ResourceKey, timeToLive: Duration, now: Timestamp
    ) -> (sight: Sight, asks: Bool) {
        guard let entry = resources[key] else { return (.absent, false) }
        let asks = isDue(entry, key, timeToLive: timeToLive, now: now)
        guard let record = record(for: key) else { return (.stored(entry), asks) }
        return (.held(entry.known(as: record)), asks)
    }

    /// The same without the record.
    mutating func entry(
        of key: ResourceKey, timeToLive: Duration, now: Timestamp
    ) -> (entry: CatalogEntry?, asks: Bool) {
        guard let entry = resources[key] else { return (nil, false) }
        return (entry, isDue(entry, key, timeToLive: timeToLive, now: now))
    }

    /// Whether somebody must ask in the background: the caller, who has just been counted as doing so.
    private mutating func isDue(
        _ entry: CatalogEntry, _ key: ResourceKey, timeToLive: Duration, now: Timestamp
    ) -> Bool {
        let freshness = Freshness(
            checkedAt: entry.checkedAt, timeToLive: timeToLive, now: now, failure: failures[key])
        return freshness == .usableButStale(refresh: true) && refreshes.join(key)
    }

    /// Keeps a record that was read from disk, if it is still the one that is known.
    mutating func hold(_ record: LibraryRecord, size: Int, for key: ResourceKey, of entry: CatalogEntry) {
        guard resources[key]?.version == entry.version else { return }
        hold(record, size: size, for: key)
    }

    /// The record behind `entry` cannot be read: it was never seen.
    ///
    /// - Returns: false where another record is known by now.
    mutating func forget(_ key: ResourceKey, of entry: CatalogEntry) -> Bool {
        guard let known = resources[key] else { return true }
        guard known.version == entry.version, known.checksum == entry.checksum, record(for: key) == nil else {
            return false
        }
        resources[key] = nil
        return true
    }

    func failure(of key: ResourceKey, at now: Timestamp) -> CatalogError? {
        resources[key] == nil ? failures.remembered(key, at: now) : nil
    }

    func summary() -> CatalogSummary {
        CatalogSummary(
            sites: resources.sites, packages: resources.packages, videos: resources.videos,
            refreshedAt: refreshedAt, staleness: staleness, entries: resources.knownCount)
    }

    private var staleness: CatalogSummary.Staleness? {
        let oldest = failures.oldest { resources[$0] != nil }
        return oldest.map { .init(since: $0.since, reason: $0.error) }
    }

    // MARK: - Asking

    enum Step {
        case ask
        case wait
        case refuse(CatalogError)
        /// Answered by somebody else's question a moment ago.
        case look
    }

    /// Decides what becomes of a caller; `always` asks whatever is known and whatever failed.
    mutating func ask(
        _ key: ResourceKey, always: Bool, waiter: Waiter<Known<LibraryRecord>>, now: Timestamp
    ) -> Step {
        if !always {
            if resources[key] != nil { return .look }
            if let error = failure(of: key, at: now) { return .refuse(error) }
        }
        return refreshes.join(key, waiter: waiter) ? .ask : .wait
    }

    // MARK: - Records in memory

    mutating func record(for key: ResourceKey) -> LibraryRecord? {
        let held: LibraryRecord? =
            switch key.kind {
            case .account: account
            case .site, .package: parents.value(for: key)
            case .video: videos.value(for: key)
            }
        return held ?? unstored[key]
    }

    /// Keeps a record in memory until its question is ended.
    mutating func keepUntilStored(_ record: LibraryRecord, for key: ResourceKey) {
        unstored[key] = record
    }

    /// The store has what the question about `key` brought.
    mutating func noteStored(_ key: ResourceKey) {
        unstored[key] = nil
    }

    mutating func hold(_ record: LibraryRecord, size: Int, for key: ResourceKey) {
        switch key.kind {
        case .account: account = record
        case .site, .package: parents.keep(record, cost: size, for: key)
        case .video: videos.keep(record, cost: size, for: key)
        }
    }

    mutating func remove(_ key: ResourceKey) {
        resources[key] = nil
        unstored[key] = nil
        switch key.kind {
        case .account: account = nil
        case .site, .package: parents.remove(key)
        case .video: videos.remove(key)
        }
    }
}

extension CatalogEntry {
    func known(as record: LibraryRecord) -> Known<LibraryRecord> {
        Known(value: record, checkedAt: checkedAt, changedAt: changedAt, version: version)
    }
}
