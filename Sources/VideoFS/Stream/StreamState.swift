internal import NIOCore

/// How a stream may use memory and connections.
struct StreamSettings: Hashable, Sendable {
    /// The most that may be fetched ahead of one reader, in bytes.
    var readAhead: Int64 = 32 << 20

    /// Time without a new byte after which a waiting read fails.
    var deadline = Duration.seconds(30)

    /// Places of one file read at the same time that are remembered.
    static let cursors = 6

    /// Requests of one file at the same time. More than cursors, so that random reads need not wait.
    static let fetches = 8
}

/// What a stream wants done, in order, once its lock is free.
enum StreamEffect: Sendable {
    case answer(ReadCompletion, Result<FileBytes, OperationError>)
    /// Start (or start again) a fetch.
    case begin(number: Int, attempt: Int, request: RangeRequest, after: Duration, renewsLink: Bool)
    case resume(number: Int)
    case cancel(number: Int)
    /// The CDN's word on size and version differs from what was believed, or confirms it.
    case learned(FileVersionFacts, sizeChanged: Bool)
    /// The file was replaced: new opens need another stream.
    case replaced
    /// The service's listing is out of date.
    case listingIsStale
    /// A fetch waits for memory.
    case needsMemory
}

/// What the CDN says of a file.
struct FileVersionFacts: Hashable, Sendable {
    var size: Int64
    /// A strong validator.
    var entityTag: String?
}

/// A stream as a plain value: what is present, who waits, what is being fetched, what comes next.
///
/// Every event is a `mutating` method that returns what to do. Time comes in as a parameter.
struct StreamState {
    struct WaitingRead {
        /// May reach past the end of the file.
        let range: Range<Int64>
        let since: ContinuousClock.Instant
        let completion: ReadCompletion
    }

    let settings: StreamSettings
    let pool: BlockPool

    var facts: FileVersionFacts
    /// Whether the CDN has confirmed the size.
    var isConfirmed: Bool
    var isReplaced = false

    var blocks = BlockMap()
    var cursors: [Cursor] = []
    var fetches: [Int: Fetch] = [:]
    var waiting: [UInt64: WaitingRead] = [:]
    var lastByte: ContinuousClock.Instant
    var nextNumber = 1

    // For status.
    var bytesFetched: Int64 = 0
    var bytesServed: Int64 = 0
    var requests = 0
    var lastError: String?

    init(
        facts: FileVersionFacts, isConfirmed: Bool, settings: StreamSettings, pool: BlockPool,
        at now: ContinuousClock.Instant
    ) {
        self.facts = facts
        self.isConfirmed = isConfirmed
        self.settings = settings
        self.pool = pool
        lastByte = now
    }

    // MARK: - Readers

    mutating func read(
        _ range: Range<Int64>, number: UInt64, at now: ContinuousClock.Instant,
        completion: @escaping ReadCompletion
    ) -> [StreamEffect] {
        guard !isReplaced else { return [.answer(completion, .failure(.contentReplaced))] }
        let present = clamped(range)
        guard !present.isEmpty else { return [.answer(completion, .success(.none))] }
        let bytes = blocks.bytes(present)
        touchCursor(present, stalled: bytes == nil, at: now)
        var effects: [StreamEffect] = []
        if let bytes {
            bytesServed += Int64(bytes.count)
            effects.append(.answer(completion, .success(bytes)))
        } else {
            // As it was asked and not as the claimed size cuts it: the kernel fills the rest of a page that
            // is answered short with zeros, and the file may turn out to be longer.
            waiting[number] = WaitingRead(range: range, since: now, completion: completion)
        }
        effects += plan(at: now)
        return effects
    }

    mutating func abandon(_ number: UInt64, at now: ContinuousClock.Instant) -> [StreamEffect] {
        guard let read = waiting.removeValue(forKey: number) else { return [] }
        return [.answer(read.completion, .failure(.interrupted))] + plan(at: now)
    }

    /// Fails the reads that have waited too long without any byte arriving.
    mutating func expire(at now: ContinuousClock.Instant) -> [StreamEffect] {
        let late = waiting.filter { now - max($0.value.since, lastByte) > settings.deadline }
        guard !late.isEmpty else { return [] }
        for number in late.keys { waiting[number] = nil }
        lastError = "no byte within \(settings.deadline)"
        return late.values.map { .answer($0.completion, .failure(.timedOut)) } + plan(at: now)
    }

    /// Ends everything: nobody has the file open any more, or the mount goes away.
    mutating func close() -> [StreamEffect] {
        let effects =
            waiting.values.map { StreamEffect.answer($0.completion, .failure(.unmounting)) }
            + fetches.keys.map { .cancel(number: $0) }
        waiting = [:]
        fetches = [:]
        cursors = []
        blocks.removeAll()
        return effects
    }

    func clamped(_ range: Range<Int64>) -> Range<Int64> {
        let lower = min(max(range.lowerBound, 0), facts.size)
        return lower..<min(max(range.upperBound, lower), facts.size)
    }

    private mutating func touchCursor(
        _ range: Range<Int64>, stalled: Bool, at now: ContinuousClock.Instant
    ) {
        if let index = cursors.firstIndex(where: { $0.isNear(range) }) {
            cursors[index].advance(to: range, stalled: stalled, largest: settings.readAhead, at: now)
            return
        }
        if cursors.count >= StreamSettings.cursors,
            let oldest = cursors.indices.min(by: { cursors[$0].lastUse < cursors[$1].lastUse })
        {
            cursors.remove(at: oldest)
        }
        cursors.append(Cursor(number: nextNumber, reading: range, at: now))
        nextNumber += 1
    }

    /// Answers every waiting read whose bytes are all there.
    mutating func answerReady() -> [StreamEffect] {
        var effects: [StreamEffect] = []
        for (number, read) in waiting {
            let range = clamped(read.range)
            guard let bytes = range.isEmpty ? FileBytes.none : blocks.bytes(range) else { continue }
            waiting[number] = nil
            bytesServed += Int64(bytes.count)
            effects.append(.answer(read.completion, .success(bytes)))
        }
        return effects
    }

    /// Fails every waiting read: the file is another one now.
    mutating func replace() -> [StreamEffect] {
        isReplaced = true
        lastError = "the file was replaced upstream"
        let failed = waiting.values.map { StreamEffect.answer($0.completion, .failure(.contentReplaced)) }
        let cancelled = fetches.keys.map { StreamEffect.cancel(number: $0) }
        waiting = [:]
        fetches = [:]
        blocks.removeAll()
        return [.replaced] + failed + cancelled
    }
}
