/// A stream as a plain value: what is present, who waits, what is being fetched, what comes next.
///
/// Every event is a `mutating` method that returns what to do. Time comes in as a parameter.
struct StreamState {
    struct WaitingRead {
        /// May reach past the end of the file.
        let range: Range<Int64>
        /// When it came, or was promised its memory.
        var since: ContinuousClock.Instant
        let completion: ReadCompletion
        /// Whether memory for all of its bytes is promised.
        var isAdmitted = false
        /// Its place in the queue for memory.
        var ticket: BlockPool.Ticket?
    }

    let settings: StreamSettings
    let pool: BlockPool
    /// Of all streams of the mount.
    let totals: StreamTotals
    /// Processor time that this process has used.
    private let processTime: @Sendable () -> Duration

    var facts: FileVersionFacts
    /// Whether the CDN has confirmed the size.
    var isConfirmed: Bool
    var isReplaced = false
    /// Whether readers may have bytes of this version that no read here gave them.
    var isKnownElsewhere = false

    var blocks = BlockMap()
    var cursors: [Cursor] = []
    var fetches: [Int: Fetch] = [:]
    var waiting: [UInt64: WaitingRead] = [:]
    var path = PathFigures()
    private var load = MachineLoad()
    var index = MovieIndex()
    var nextNumber = 1

    /// Blocks of admitted reads that are not lent yet, by their index in the file.
    var promised: Set<Int64> = []
    /// Cursors that the pool counts.
    var countedReaders = 0
    /// The most that a cursor may have ahead, by what the pool has for each.
    var windowShare = Int64.max
    /// Number of blocks at which those that nobody needs are looked for again.
    var nextEviction = 0
    /// Places read once in a row and not read on from.
    var strayReads = 0
    /// When a read was given up last: a reader that jumps about leaves a trail of them.
    var lastAbandoned: ContinuousClock.Instant?

    // For status.
    var bytesFetched: Int64 = 0
    var bytesServed: Int64 = 0
    var requests = 0
    var lastError: String?

    init(
        facts: FileVersionFacts, isConfirmed: Bool, settings: StreamSettings, pool: BlockPool,
        totals: StreamTotals = StreamTotals(), processTime: @escaping @Sendable () -> Duration = { .zero },
        at now: ContinuousClock.Instant
    ) {
        self.facts = facts
        self.isConfirmed = isConfirmed
        self.settings = settings
        self.pool = pool
        self.totals = totals
        self.processTime = processTime
    }

    // MARK: - Readers

    mutating func read(
        _ range: Range<Int64>, number: UInt64, by reader: ReaderKind = .viewer,
        at now: ContinuousClock.Instant, completion: @escaping ReadCompletion
    ) -> [StreamEffect] {
        guard !isReplaced else { return [.answer(completion, .failure(.contentReplaced))] }
        let present = clamped(range)
        guard !present.isEmpty else { return [.answer(completion, .success(.none))] }
        let bytes = blocks.bytes(present)
        if bytes == nil { weighMachine(at: now) }
        touchCursor(present, by: reader, stalled: bytes == nil, at: now)
        var effects: [StreamEffect] = []
        if let bytes {
            bytesServed += Int64(bytes.count)
            totals.fromMemory.add(Int64(bytes.count))
            effects.append(.answer(completion, .success(bytes)))
        } else {
            // As it was asked and not as the claimed size cuts it: the kernel fills the rest of a page that
            // is answered short with zeros, and the file may turn out to be longer.
            totals.waits.add()
            waiting[number] = WaitingRead(range: range, since: now, completion: completion)
        }
        return effects + plan(at: now)
    }

    private mutating func weighMachine(at now: ContinuousClock.Instant) {
        guard load.isDue(at: now) else { return }
        load.note(processTime(), at: now)
        path.isMachineLimit = load.isLimit
    }

    mutating func abandon(_ number: UInt64, at now: ContinuousClock.Instant) -> [StreamEffect] {
        guard let read = endWaiting(number) else { return [] }
        lastAbandoned = now
        return [.answer(read.completion, .failure(.interrupted))] + plan(at: now)
    }

    /// Fails the reads that have waited too long without any of their bytes arriving, and looks after what
    /// changes with time alone. To be called about twice a second.
    mutating func expire(at now: ContinuousClock.Instant) -> [StreamEffect] {
        var effects: [StreamEffect] = []
        for (number, read) in waitingInOrder where now - lastProgress(of: read) > settings.deadline {
            endWaiting(number)
            lastError = "no byte within \(settings.deadline)"
            effects.append(.answer(read.completion, .failure(.timedOut)))
        }
        return effects + plan(at: now)
    }

    private func lastProgress(of read: WaitingRead) -> ContinuousClock.Instant {
        guard let missing = missing(of: read) else { return read.since }
        return fetches.values.filter { $0.reaches(missing, skip: .max) }.map(\.lastArrival)
            .reduce(read.since, max)
    }

    /// Ends everything: nobody has the file open any more, or the mount goes away.
    mutating func close() -> [StreamEffect] {
        endEverything(failing: .unmounting)
    }

    /// Fails every waiting read: the file is another one now.
    mutating func replace() -> [StreamEffect] {
        isReplaced = true
        lastError = "the file was replaced upstream"
        return [.replaced] + endEverything(failing: .contentReplaced)
    }

    private mutating func endEverything(failing error: OperationError) -> [StreamEffect] {
        let failed = waitingInOrder.map { StreamEffect.answer($0.value.completion, .failure(error)) }
        for number in waiting.keys { endWaiting(number) }
        let cancelled = fetchesInOrder.map { StreamEffect.cancel(number: $0.number) }
        fetches = [:]
        cursors = []
        blocks.removeAll()
        countReaders()
        return failed + cancelled
    }
}
