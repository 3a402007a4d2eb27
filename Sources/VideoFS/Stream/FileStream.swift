internal import NIOCore
internal import Synchronization

/// The bytes of one version of one file, shared by all who have it open.
///
/// What is present is answered on the spot; what is not is answered by whoever brings it. All decisions
/// are ``StreamState``'s; this class holds its lock, does what it says once the lock is free, and owns
/// the requests under way.
final class FileStream: Sendable {
    /// What a stream tells the layers that opened it.
    struct Listener: Sendable {
        /// The CDN's word on size and version. Returns only once the kernel knows of a changed size.
        var learned: @Sendable (FileVersionFacts, _ sizeChanged: Bool) -> Void
        /// The file is another one now.
        var replaced: @Sendable () -> Void
        /// The service's listing is out of date.
        var listingIsStale: @Sendable () -> Void
        /// Memory is short: other streams should give some back.
        var needsMemory: @Sendable () -> Void
    }

    private let state: Mutex<StreamState>
    private let fetches = Mutex<[Int: RangeFetch]>([:])
    /// Fetches that wait for the same link, in the order in which they go out under it.
    private let unsent = Mutex<[RangeFetch]>([])
    private let numbers = Mutex<UInt64>(1)
    /// Whether the pool will call when there is room.
    private let isAwaitingMemory = Mutex(false)
    let leases: LinkLeases
    let totals: StreamTotals
    private let transport: any HTTPTransport
    private let pool: BlockPool
    private let listener: Listener
    /// What earlier readers needed first, on disk; `nil` where nothing is kept.
    let kept: KeptIndex?
    /// How often the file had been replaced before, under the same claims of the service.
    let replacements: Int
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        facts: FileVersionFacts, isConfirmed: Bool, settings: StreamSettings, pool: BlockPool,
        leases: LinkLeases, transport: any HTTPTransport, totals: StreamTotals, listener: Listener,
        kept: KeptIndex? = nil, replacements: Int = 0, now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        state = Mutex(
            StreamState(
                facts: facts, isConfirmed: isConfirmed, settings: settings, pool: pool, totals: totals,
                processTime: MachineLoad.processTime, at: now()))
        self.leases = leases
        self.transport = transport
        self.totals = totals
        self.pool = pool
        self.listener = listener
        self.kept = kept
        self.replacements = replacements
        self.now = now
    }

    /// Reads as ``OpenFile/read(_:completion:)`` says.
    /// `reader`: who reads, as far as it is known.
    func read(
        _ range: Range<Int64>, by reader: ReaderKind = .viewer, completion: @escaping ReadCompletion
    ) -> UInt64 {
        let came = now()
        if let bytes = kept?.bytes(range) {
            serve(bytes, since: came, completion)
            return 0
        }
        seed(range)
        let number = numbers.withLock { number in
            defer { number += 1 }
            return number
        }
        let timed: ReadCompletion = { [totals, now] outcome in
            totals.answered(after: now() - came)
            completion(outcome)
        }
        let last = keeping(range, for: reader, timed)
        perform(state.withLock { $0.read(range, number: number, by: reader, at: came, completion: last) })
        return number
    }

    func abandon(_ read: UInt64) {
        perform(state.withLock { $0.abandon(read, at: now()) })
    }

    /// Fails the reads whose time is up.
    func expire() {
        perform(state.withLock { $0.expire(at: now()) })
    }

    /// Gives back memory that no waiting reader needs, as much as the pressure asks for.
    func relieve(_ pressure: MemoryPressure = .everything) {
        state.withLock { $0.giveBack(pressure, at: now()) }
    }

    /// Hears what part of the hour's requests to the service is left, 0 to 1.
    func note(budgetLeft: Double) {
        state.withLock { $0.path.budgetLeft = budgetLeft }
    }

    /// Hears that a reader is given bytes that are kept.
    ///
    /// - Returns: false where the film was replaced.
    func serve(count: Int) -> Bool {
        state.withLock { $0.serve(count: count) }
    }

    /// Takes bytes that are kept for as good as fetched.
    func seed(_ bytes: [UInt8], at start: Int64) {
        perform(state.withLock { $0.seed(bytes, at: start) })
    }

    /// Hears that readers may have bytes of this version that come from elsewhere.
    func isKnownElsewhere() {
        state.withLock { $0.isKnownElsewhere = true }
    }

    var time: ContinuousClock.Instant { now() }

    func memoryIsFree() {
        isAwaitingMemory.withLock { $0 = false }
        perform(state.withLock { $0.memoryIsFree(at: now()) })
    }

    func close() {
        save(ifCalm: false)
        perform(state.withLock { $0.close() })
    }

    /// What the state is, for status documents and for opening.
    func inspect<Value: Sendable>(_ body: (borrowing StreamState) -> Value) -> Value {
        state.withLock { body($0) }
    }

    // MARK: - What fetches tell

    func sent(_ fetch: RangeFetch, under lease: LinkLease) {
        state.withLock {
            $0.sent(fetch.number, attempt: fetch.attempt, under: lease, at: now())
        }
    }

    func began(_ fetch: RangeFetch, body: RangeBody) -> Bool {
        let (isWanted, effects, roundTrip) = state.withLock { state in
            let (isWanted, effects) = state.began(
                fetch.number, attempt: fetch.attempt, body: body, at: now())
            return (isWanted, effects, state.path.roundTrip)
        }
        if let roundTrip { leases.note(roundTrip: roundTrip) }
        perform(effects)
        return isWanted
    }

    func arrived(_ bytes: ByteBuffer, of fetch: RangeFetch) -> BodyDemand {
        totals.cdn.bytes.add(Int64(bytes.readableBytes))
        let (demand, effects) = state.withLock {
            $0.arrived(bytes, of: fetch.number, attempt: fetch.attempt, at: now())
        }
        perform(effects)
        return demand
    }

    func reserve(_ count: Int, for fetch: RangeFetch) -> Reservation? {
        state.withLock { $0.reserve(count, for: fetch.number, attempt: fetch.attempt) }
    }

    func filled(_ reservation: Reservation, _ count: Int, of fetch: RangeFetch) -> BodyDemand {
        totals.cdn.bytes.add(Int64(count))
        let (demand, effects) = state.withLock {
            $0.filled(reservation, count, of: fetch.number, attempt: fetch.attempt, at: now())
        }
        perform(effects)
        return demand
    }

    func ended(_ fetch: RangeFetch, problem: FetchRecovery.Problem?) {
        fetches.withLock { fetches in
            if fetches[fetch.number] === fetch { fetches[fetch.number] = nil }
        }
        let effects = state.withLock {
            $0.ended(fetch.number, attempt: fetch.attempt, problem: problem, at: now())
        }
        if effects.contains(where: { $0.tries(fetch.number) }) {
            // Without a problem it ended before its time.
            totals.retrying(problem.map(RetryReason.init) ?? .cut)
        }
        perform(effects)
    }

    // MARK: - Effects

    private func perform(_ effects: [StreamEffect]) {
        for effect in effects {
            switch effect {
            case .answer(let completion, let outcome):
                completion(outcome)
            case .begin(let number, let attempt, let request, let pause, let renewsLink):
                begin(number, attempt, request, after: pause, renewsLink: renewsLink)
            case .resume(let number):
                fetches.withLock { $0[number] }?.resume()
            case .cancel(let number):
                fetches.withLock { $0.removeValue(forKey: number) }?.cancel()
            case .learned(let facts, let sizeChanged):
                listener.learned(facts, sizeChanged)
            case .replaced:
                listener.replaced()
            case .listingIsStale:
                listener.listingIsStale()
            case .needsMemory(let isForReader):
                if isForReader { listener.needsMemory() }
                awaitMemory()
            }
        }
    }

    private func awaitMemory() {
        let isFirst = isAwaitingMemory.withLock { isAwaiting in
            defer { isAwaiting = true }
            return !isAwaiting
        }
        if isFirst { pool.whenFree { [weak self] in self?.memoryIsFree() } }
    }

    private func begin(
        _ number: Int, _ attempt: Int, _ request: RangeRequest, after pause: Duration, renewsLink: Bool
    ) {
        let fetch = RangeFetch(number: number, attempt: attempt, request: request, of: self)
        fetches.withLock { $0[number] = fetch }
        guard pause == .zero, !renewsLink else {
            Task { await fetch.run(with: leases, over: transport, after: pause, renewsLink: renewsLink) }
            return
        }
        if let lease = leases.current, lease.isUsable(at: now()) {
            fetch.send(under: lease, over: transport)
        } else {
            sendSoon(fetch)
        }
    }

    /// What is asked for first goes out first, also where a link has to be asked for: the first connection that
    /// is ready is its.
    private func sendSoon(_ fetch: RangeFetch) {
        fetch.announce(leases.likelyAddress, to: transport)
        let isFirst = unsent.withLock { unsent in
            unsent.append(fetch)
            return unsent.count == 1
        }
        if isFirst { Task { await sendAll() } }
    }

    private func sendAll() async {
        do throws(ServiceError) {
            let lease = try await leases.lease()
            for fetch in takeUnsent() { fetch.send(under: lease, over: transport) }
        } catch {
            for fetch in takeUnsent() { fetch.giveUp(for: error, over: transport) }
        }
    }

    private func takeUnsent() -> [RangeFetch] {
        unsent.withLock { unsent in
            defer { unsent = [] }
            return unsent
        }
    }
}
