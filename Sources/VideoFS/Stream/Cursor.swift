/// One place in a file at which somebody reads on.
///
/// A pure value: it hears of reads and says how far ahead bytes should be, how many behind are kept, and
/// how much to ask for at a time. Sizes in bytes.
struct Cursor: Hashable, Sendable {
    enum Phase: String, Hashable, Sendable, CaseIterable {
        /// One read so far: perhaps a look at the index, perhaps a film that begins. No read-ahead.
        case probe
        /// Reads follow each other. The window doubles each time the reader had to wait.
        case ramp
        /// The window is as large as it should be, and is being filled.
        case steady
        /// The window is full: bytes are taken at the rate at which they are read.
        case paced
        /// No read for a while: nothing is taken, and the server may hang up.
        case paused
    }

    let number: Int
    private(set) var phase = Phase.probe
    /// End of the furthest read.
    private(set) var position: Int64
    /// Bytes read in order up to the position.
    private(set) var inOrder: Int64
    private(set) var lastUse: ContinuousClock.Instant
    private(set) var rate: ReadRate
    private(set) var trial = ParallelTrial()
    /// The most trusting of what is known of those who read here.
    private(set) var reader: ReaderKind
    /// Requests made for it so far.
    var requests = 0
    /// Set when a read-ahead failed, until the reader comes again: nobody waits for it, so nothing is retried.
    var isHeldOff = false

    /// What the first request asks for beyond the first read.
    let firstBeyond: Int64
    private var rampWindow = CursorWindow.least
    private var lastStall: ContinuousClock.Instant

    /// Bytes around the position within which a read counts as the next one. With a kernel read-ahead
    /// of 1 MiB a single reader's requests were seen up to 4 MiB back and 3 MiB forward.
    static let tolerance: Int64 = 4 << 20

    /// The same for a second read, where little is asked for beyond the first.
    private static let besideProbe: Int64 = 256 << 10

    /// Time without a wait after which the window is large enough.
    private static let calm = Duration.seconds(3)

    /// Time without a read after which nothing is taken for it any more.
    static let patience = Duration.seconds(20)

    /// Bytes read in order after which whoever reads is no scanner, whatever its name, and somebody unknown
    /// reads on. Twice what a scan of one film was seen to need at most.
    private static let readingOn: Int64 = 4 << 20

    /// A reader that was not seen before. `firstBeyond` is less where those of this file did not read on.
    init(
        number: Int, reading range: Range<Int64>, by reader: ReaderKind = .viewer, firstBeyond: Int64,
        at now: ContinuousClock.Instant
    ) {
        self.number = number
        self.reader = reader
        self.firstBeyond = firstBeyond
        position = range.upperBound
        inOrder = range.upperBound - range.lowerBound
        lastUse = now
        lastStall = now
        rate = ReadRate(at: now)
        _ = rate.note(inOrder, stalled: true, span: .seconds(1), at: now)
        // A player at the start of a film, and no look at its index.
        if reader != .scanner, range.lowerBound == 0, range.upperBound > 256 << 10 { phase = .ramp }
    }

    /// How far a read is from this reader's place; `nil` where it is another reader's, or a jump. `skip`:
    /// bytes forward that are cheaper to take than to ask past.
    ///
    /// One who has read here only once is found again only near by: where reads fall at random, some fall
    /// beside an earlier one by chance, and each would be taken for a reader who reads on.
    func distance(to range: Range<Int64>, skip: Int64) -> Int64? {
        let apart = range.lowerBound - position
        if phase == .probe {
            let near = max(2 * beyond, Self.besideProbe, range.upperBound - range.lowerBound)
            return abs(apart) <= near ? abs(apart) : nil
        }
        guard apart >= -max(Self.tolerance, behind), apart <= max(Self.tolerance, skip) else { return nil }
        return abs(apart)
    }

    var isActive: Bool { phase != .paused }
    var readsAhead: Bool { phase != .probe && phase != .paused && !isHeldOff }

    /// Whether it is clear that the rest of the file is wanted, in order.
    var isPlainlySequential: Bool {
        phase == .steady || phase == .paced || inOrder >= 8 << 20
    }

    /// What the next request for it asks for beyond the read that needs it, while nothing is read ahead. For a
    /// scanner it doubles with every request, so that one who needs much needs few.
    var beyond: Int64 {
        reader == .scanner ? min(firstBeyond << min(Int64(requests), 5), Self.readingOn) : firstBeyond
    }

    /// Whether somebody reads on here, who is served ahead of need.
    private var isReadOn: Bool { reader != .scanner || inOrder >= Self.readingOn }

    /// The most that one request brings to somebody unknown, who has read so much in order; `nil` where
    /// nothing limits it.
    var cautiousRequest: Int64? {
        reader == .unknown && inOrder < Self.readingOn ? max(1 << 20, inOrder) : nil
    }

    /// Bytes ahead of the position that should be there, `largest` at most.
    func window(over path: PathFigures, largest: Int64) -> Int64 {
        switch phase {
        case .probe: min(beyond, largest)
        case .ramp where cautiousRequest != nil: min(max(512 << 10, inOrder), rampWindow, largest)
        case .ramp: min(rampWindow, CursorWindow.ahead(rate, trial, path), largest)
        case .steady, .paced, .paused: min(CursorWindow.ahead(rate, trial, path), largest)
        }
    }

    /// Bytes kept behind the position, for readers that step back a little.
    var behind: Int64 { CursorWindow.behind(rate) }

    /// Hears of one more read.
    ///
    /// - Parameters:
    ///   - range: offsets into the file.
    ///   - reader: who reads.
    ///   - stalled: whether its bytes were not there yet.
    ///   - path: the way to the bytes.
    ///   - now: the time.
    mutating func advance(
        to range: Range<Int64>, by reader: ReaderKind = .viewer, stalled: Bool, over path: PathFigures,
        at now: ContinuousClock.Instant
    ) {
        self.reader = max(self.reader, reader)
        let step = max(0, range.upperBound - position)
        measure(step, stalled: stalled, over: path, at: now)
        position += step
        inOrder += step
        lastUse = now
        isHeldOff = false
        if stalled { lastStall = now }
        switch phase {
        // The same place once more, or one just before it, is no reading on.
        case .probe where step > 0 && isReadOn, .paused where isReadOn:
            phase = .ramp
        case .paused:
            phase = .probe
        case .ramp where stalled:
            rampWindow = min(rampWindow * 2, CursorWindow.largestRamp)
        case .ramp where now - lastStall > Self.calm || rampWindow >= CursorWindow.ahead(rate, trial, path):
            phase = .steady
        case .paced where stalled:
            phase = .steady
        case .probe, .ramp, .steady, .paced:
            break
        }
    }

    private mutating func measure(
        _ step: Int64, stalled: Bool, over path: PathFigures, at now: ContinuousClock.Instant
    ) {
        let span = max(.milliseconds(250), (path.roundTrip ?? .zero) * 4)
        guard rate.note(step, stalled: stalled, span: span, at: now) else { return }
        let chunk = CursorWindow.chunk(over: path)
        if trial.width > 1 {
            trial.observe(rate.latestBytes, in: rate.latestSpan, chunk: chunk, at: now)
            if now - lastStall > Self.calm { trial.relax() }
        } else if CursorWindow.isCopier(rate, inOrder: inOrder, at: now), path.allowsParallel {
            trial.begin(rate.perSecond ?? 0, chunk: chunk, at: now)
        }
    }

    /// Hears how far bytes are present.
    mutating func noteWindow(isFull: Bool, isLow: Bool, at now: ContinuousClock.Instant) {
        switch phase {
        case .steady where isFull: phase = .paced
        case .paced where isLow: phase = .steady
        default: break
        }
        if now - lastUse > Self.patience { phase = .paused }
    }
}
