internal import Synchronization

/// The library as last seen: kept in SQLite, answered from memory, asked for again when it grows old.
///
/// What is known is given at once, however old; one background question per resource brings it up to
/// date. A failure never takes anything away: with the service down the library stays as it was. Only
/// an answer does: what its parent no longer lists leaves the library, and what the service says does
/// not exist loses its record.
///
/// No lock is held while the service, the store, the log or a caller is called.
final class Catalog: Sendable {
    /// How long a caller waits for an answer. The kernel's metadata calls, and with them whoever runs
    /// `ls`, hang that long and no longer.
    static let deadline = Duration.seconds(5)

    let documents: DocumentShelf
    let facts: FactShelf
    let store: CatalogStore
    let clock: any Clock<Duration>
    private let service: any VideoService
    let timeToLive: Duration
    let now: @Sendable () -> Timestamp
    let state: Mutex<CatalogState>
    /// Tells whoever fills in ahead that there may be something to do.
    let filling = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    private let onChange: @Sendable (CatalogChange) -> Void

    /// - Parameters:
    ///   - service: whom to ask.
    ///   - store: what was known before; gives its inventory to this catalog.
    ///   - timeToLive: how long an answer is served without asking whether it changed.
    ///   - now: the time of day.
    ///   - clock: measures callers' deadlines.
    ///   - onChange: told, on no particular thread, that something else is known of a resource now, before
    ///     those who asked are answered.
    init(
        service: any VideoService, store: CatalogStore, timeToLive: Duration,
        now: @escaping @Sendable () -> Timestamp, clock: any Clock<Duration> = ContinuousClock(),
        onChange: @escaping @Sendable (CatalogChange) -> Void = { _ in }
    ) {
        self.service = service
        self.store = store
        self.timeToLive = timeToLive
        self.now = now
        self.clock = clock
        self.onChange = onChange
        let inventory = store.takeInventory()
        documents = DocumentShelf(sizes: inventory.documents, store: store, now: now)
        facts = FactShelf(store: store)
        state = Mutex(CatalogState(inventory))
    }

    /// How the catalog stands, for status and metrics.
    var summary: CatalogSummary {
        state.withLock { $0.summary() }
    }

    /// Whether a question is on its way.
    var isAsking: Bool {
        state.withLock { !$0.refreshes.isEmpty }
    }

    /// The last failure of a resource that was never seen, while it is remembered: ten seconds, a
    /// minute for what the service itself refused.
    func failure(of key: ResourceKey) -> CatalogError? {
        let now = now()
        return state.withLock { $0.failure(of: key, at: now) }
    }

    /// Those known to list a resource.
    func parents(of key: ResourceKey) -> [ResourceKey] {
        state.withLock { $0.resources.parents(of: key) }
    }

    /// Returns once everything known is on disk, or never will be.
    func flush() async {
        await store.flush()
    }

    /// Lets go of the file on disk, with everything known in it. To be called once, at the end.
    func close() async {
        await store.close()
    }

    // MARK: - Knowing

    /// Gives what is known, from memory or by one read of the local file. Starts a background question
    /// when it is old.
    func known(_ key: ResourceKey) -> Known<LibraryRecord>? {
        let now = now()
        let (sight, asks) = state.withLock { $0.look(at: key, timeToLive: timeToLive, now: now) }
        if asks { askInBackground(key) }
        switch sight {
        case .absent: return nil
        case .held(let known): return known
        case .stored(let entry): return read(key, of: entry)
        }
    }

    /// The version of what is known, as ``Known/version``, without its record, as ``entry(of:)``.
    func version(of key: ResourceKey) -> UInt64? {
        entry(of: key)?.version
    }

    /// What is known of a resource without its record. From memory. Starts a background question when it is
    /// old.
    func entry(of key: ResourceKey) -> CatalogEntry? {
        let now = now()
        let (entry, asks) = state.withLock { $0.entry(of: key, timeToLive: timeToLive, now: now) }
        if asks { askInBackground(key) }
        return entry
    }

    /// As ``version(of:)``, but asks nothing.
    func versionInMemory(of key: ResourceKey) -> UInt64? {
        state.withLock { $0.resources[key]?.version }
    }

    /// Stands for what is known of resources, and is the same in every run. From memory, and asks nothing.
    func stamp(of keys: [ResourceKey]) -> String {
        let entries = state.withLock { state in keys.map { state.resources[$0] } }
        var stamp = Checksum([])
        for entry in entries {
            // Nothing is known of it: as no entry that was ever made.
            stamp.add((entry?.checksum.value ?? 0).bytes)
            stamp.add((entry?.changedAt.rawValue ?? -1).bytes)
        }
        return String(stamp.value, radix: 16)
    }

    /// Reads and decodes here, on the caller's thread: tens of microseconds, less than another thread
    /// would take to answer.
    private func read(_ key: ResourceKey, of entry: CatalogEntry) -> Known<LibraryRecord>? {
        guard let stored = store.resource(key)?.encoded, stored.checksum == entry.checksum,
            let record = stored.decoded(as: key.kind)
        else {
            // Something else may be known by now: what was written anew in another form, for one.
            return state.withLock { $0.forget(key, of: entry) } ? nil : known(key)
        }
        state.withLock { $0.hold(record, size: stored.size, for: key, of: entry) }
        return entry.known(as: record)
    }

    /// Gives what is known, else asks and waits.
    func record(_ key: ResourceKey) async throws(CatalogError) -> Known<LibraryRecord> {
        while true {
            if let known = known(key) { return known }
            if let answer = try await answer(key, always: false, within: Self.deadline) { return answer }
        }
    }

    /// Asks now, whatever is known.
    ///
    /// - Parameters:
    ///   - key: what to ask about.
    ///   - deadline: how long to wait for it; longer than for a metadata call, as a person asked.
    /// - Returns: whether the content is another than what was known before; so for what was not known.
    /// - Throws: also when what was known stays known.
    @discardableResult
    func refresh(
        _ key: ResourceKey, within deadline: Duration = .seconds(30)
    ) async throws(CatalogError) -> Bool {
        let before = state.withLock { $0.resources[key]?.version }
        let answer = try await answer(key, always: true, within: deadline)
        return answer?.version != before
    }

    /// - Returns: `nil` when the answer came in the meantime and is known.
    private func answer(
        _ key: ResourceKey, always: Bool, within deadline: Duration, isAgain: Bool = false
    ) async throws(CatalogError) -> Known<LibraryRecord>? {
        // The caller left: no request is spent on it.
        guard !Task.isCancelled else { throw .timedOut }
        let now = now()
        let waiter = Waiter<Known<LibraryRecord>>()
        switch state.withLock({ $0.ask(key, always: always, waiter: waiter, now: now) }) {
        case .look: return nil
        case .refuse(let error): throw missed(key, for: error)
        case .ask: ask(key)
        case .wait:
            do throws(CatalogError) { return try await value(of: waiter, within: deadline) } catch {
                // It was asked for something less urgent, perhaps, and refused for that alone.
                guard case .budgetSpent = error, !isAgain else { throw missed(key, for: error) }
                return try await answer(key, always: always, within: deadline, isAgain: true)
            }
        }
        do throws(CatalogError) { return try await value(of: waiter, within: deadline) } catch {
            throw missed(key, for: error)
        }
    }

    /// Waits. Whoever fills in ahead steps aside for everybody else.
    private func value(
        of waiter: Waiter<Known<LibraryRecord>>, within deadline: Duration
    ) async throws(CatalogError) -> Known<LibraryRecord> {
        guard RequestPurpose.current > .background else {
            return try await waiter.value(within: deadline, on: clock)
        }
        state.withLock { $0.peopleWaiting += 1 }
        defer {
            state.withLock { $0.peopleWaiting -= 1 }
            signalFilling()
        }
        return try await waiter.value(within: deadline, on: clock)
    }

    /// What somebody did not get for want of budget is got once there is some.
    private func missed(_ key: ResourceKey, for error: CatalogError) -> CatalogError {
        guard case .budgetSpent = error, RequestPurpose.current > .background else { return error }
        if state.withLock({ $0.fill.want(key) }) { signalFilling() }
        return error
    }

    // MARK: - Asking

    /// Asks in a task of its own, so that no caller's cancellation ends what others wait for. The state
    /// has counted it as on its way.
    private func ask(_ key: ResourceKey) {
        Task { [self] in
            let answer = await Question(service: service, store: store).answer(about: key)
            land(answer, for: key)
        }
    }

    /// For nobody who waits: only with what people will not need.
    func askInBackground(_ key: ResourceKey) {
        RequestPurpose.$current.withValue(.background) { ask(key) }
    }

    private func land(_ answer: Answer, for key: ResourceKey) {
        let now = now()
        let landing = state.withLock { $0.land(answer, for: key, at: now) }
        // Before the question counts as ended: the next one's writes must come after these.
        store.change { backlog in
            switch landing.write {
            case .put(let resource): backlog.put(resource, for: key)
            case .touch(let checkedAt, let validators):
                backlog.touch(key, checkedAt: checkedAt, validators: validators)
            case .removeRecord: backlog.removeRecord(key)
            case nil: break
            }
            backlog.drop(landing.dropped)
        }
        noteRefusal(answer, of: key)
        let (waiters, late) = state.withLock { $0.close(key) }
        if !late.isEmpty { store.change { $0.drop(late) } }
        let dropped = landing.dropped + late
        release(dropped)
        // Whoever looks again on having been answered finds the kernel told.
        if let change = landing.change { onChange(change.completed(by: answer)) }
        for gone in dropped where gone != key || landing.change == nil {
            onChange(CatalogChange(key: gone, kind: .dropped))
        }
        for waiter in waiters { waiter.settle(landing.outcome) }
        for key in landing.asks { askInBackground(key) }
        signalFilling()
    }

    private func release(_ dropped: [ResourceKey]) {
        guard !dropped.isEmpty else { return }
        documents.drop(dropped)
        for case .video(let video) in dropped { facts.drop(video) }
    }
}
