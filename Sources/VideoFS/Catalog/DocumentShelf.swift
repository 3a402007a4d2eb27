internal import Synchronization

/// The documents kept: sizes always in memory, bodies while they are used, everything on disk.
final class DocumentShelf: Sendable {
    /// Bytes of bodies in memory: some dozen subtitles, or a screen full of pictures. The kernel keeps what is
    /// read, and whoever looks at the sizes of a thousand pictures needs none of them here.
    static let bodiesLimit = 4 << 20

    private struct State {
        var sizes: DocumentSizes
        var bodies = RecentCache<DocumentKey, [UInt8]>(limit: DocumentShelf.bodiesLimit)
        var fetches = Refreshes<DocumentKey, [UInt8]>()
        var failures = FailureMemory<DocumentKey>()
    }

    private enum Step {
        case ask
        case wait
        case refuse(CatalogError)
        /// Fetched by somebody else a moment ago.
        case look
    }

    private let store: CatalogStore
    private let state: Mutex<State>
    private let now: @Sendable () -> Timestamp

    init(sizes: DocumentSizes, store: CatalogStore, now: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.now = now
        state = Mutex(State(sizes: sizes))
    }

    /// Bytes.
    func size(_ key: DocumentKey) -> Int? {
        state.withLock { $0.sizes[key] }
    }

    /// From memory, else one read by key from the local file.
    func body(_ key: DocumentKey) -> [UInt8]? {
        let (isKept, body) = state.withLock { ($0.sizes[key] != nil, $0.bodies.value(for: key)) }
        guard isKept else { return nil }
        if let body { return body }
        let stored = store.document(key)
        state.withLock { state in
            // Dropped or replaced while it was read: what was read may still be shown once.
            guard state.sizes[key] != nil else { return }
            if let stored {
                state.bodies.keep(stored, cost: stored.count, for: key)
            } else if state.bodies.value(for: key) == nil {
                state.sizes.forget(key)
            }
        }
        return stored
    }

    /// Kept, else fetched; callers share one fetch.
    func body(
        _ key: DocumentKey, within deadline: Duration, on clock: any Clock<Duration>,
        fetch: @escaping @Sendable () async throws(CatalogError) -> [UInt8]
    ) async throws(CatalogError) -> [UInt8] {
        while true {
            if let body = body(key) { return body }
            guard !Task.isCancelled else { throw .timedOut }
            let waiter = Waiter<[UInt8]>()
            switch step(for: key, waiter: waiter, at: now()) {
            case .look: continue
            case .refuse(let error): throw error
            case .ask: Task { land(key, await Result.catching(fetch)) }
            case .wait: break
            }
            return try await waiter.value(within: deadline, on: clock)
        }
    }

    func keep(_ body: [UInt8], for key: DocumentKey) {
        guard size(key) != body.count || self.body(key) != body else { return }
        store.change { $0.put(body, for: key) }
        state.withLock { state in
            state.sizes.record(body.count, for: key)
            state.bodies.keep(body, cost: body.count, for: key)
        }
    }

    /// The body of one that is kept, by a read from the local file and not into memory: for what its reader
    /// keeps in another form.
    func bodyOnDisk(_ key: DocumentKey) -> [UInt8]? {
        guard size(key) != nil else { return nil }
        let body = store.document(key)
        if body == nil { state.withLock { $0.sizes.forget(key) } }
        return body
    }

    /// As ``CatalogStore/eachDocument(of:_:)``.
    func eachOnDisk(of word: String, _ body: @escaping @Sendable (DocumentKey, [UInt8]) -> Bool) {
        store.eachDocument(of: word, body)
    }

    /// Keeps a body, but not in memory.
    func keepOnDisk(_ body: [UInt8], for key: DocumentKey) {
        store.change { $0.put(body, for: key) }
        state.withLock { $0.sizes.record(body.count, for: key) }
    }

    func forget(_ key: DocumentKey) {
        if size(key) != nil { remove([key]) }
    }

    /// The owners of all documents that are kept, as ``ResourceKey/text`` names them.
    var owners: [String] { state.withLock { $0.sizes.owners } }

    /// Removes the documents of one owner, from the store as well, but for some parts.
    func remove(of owner: ResourceKey, except parts: Set<String> = []) {
        let keys = state.withLock { $0.sizes.keys(of: owner.text) }
        remove(keys.filter { !parts.contains($0.part) })
    }

    private func remove(_ keys: [DocumentKey]) {
        guard !keys.isEmpty else { return }
        store.change { $0.removeDocuments(keys) }
        state.withLock { state in
            for key in keys {
                state.sizes.forget(key)
                state.bodies.remove(key)
            }
        }
    }

    /// Forgets what belonged to resources that left the library. The store hears of it elsewhere.
    func drop(_ keys: [ResourceKey]) {
        state.withLock { state in
            for key in keys { state.sizes.drop(owner: key.text) }
        }
    }

    private func step(for key: DocumentKey, waiter: Waiter<[UInt8]>, at now: Timestamp) -> Step {
        state.withLock { state in
            if state.sizes[key] != nil { return .look }
            if let error = state.failures.remembered(key, at: now) { return .refuse(error) }
            return state.fetches.join(key, waiter: waiter) ? .ask : .wait
        }
    }

    private func land(_ key: DocumentKey, _ outcome: Result<[UInt8], CatalogError>) {
        let now = now()
        // Before it counts as kept: whoever then finds it gone from memory must find it in the store.
        if case .success(let body) = outcome { store.change { $0.put(body, for: key) } }
        let waiters = state.withLock { state in
            switch outcome {
            case .success(let body):
                state.sizes.record(body.count, for: key)
                state.bodies.keep(body, cost: body.count, for: key)
                state.failures.clear(key)
            case .failure(let error): state.failures.record(error, for: key, at: now)
            }
            return state.fetches.land(key)
        }
        for waiter in waiters { waiter.settle(outcome) }
    }
}

extension Result where Success: Sendable {
    static func catching(
        _ body: @Sendable () async throws(Failure) -> Success
    ) async -> Result {
        do throws(Failure) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
