/// One place in a file at which somebody reads on.
///
/// A pure value: it hears of reads and says how far ahead bytes should be, and how much to ask for at a
/// time. Sizes in bytes.
struct Cursor: Hashable, Sendable {
    enum Phase: Hashable, Sendable {
        /// One read so far: perhaps a look at the index, perhaps a film that begins.
        case probe
        /// Reads follow each other. The window doubles each time the reader had to wait.
        case ramp
        /// The window has been large enough for a while: one open-ended request for the rest.
        case steady
    }

    let number: Int
    private(set) var phase = Phase.probe
    /// End of the furthest read.
    private(set) var position: Int64
    private(set) var window: Int64
    private(set) var lastUse: ContinuousClock.Instant
    private var lastStall: ContinuousClock.Instant
    /// Set when a read-ahead failed, until the reader comes again: nobody waits for it, so nothing is retried.
    var isHeldOff = false

    /// Bytes around the position within which a read counts as the next one. With a kernel read-ahead
    /// of 1 MiB a single reader's requests were seen up to 4 MiB back and 3 MiB forward.
    static let tolerance: Int64 = 4 << 20

    /// Bytes kept behind the position, for readers that step back a little.
    static let backWindow: Int64 = 4 << 20

    /// What a first read asks for beyond itself: at the start of a file the index is likely to follow.
    private static let firstAtStart: Int64 = 1 << 20
    private static let firstElsewhere: Int64 = 128 << 10

    private static let firstWindow: Int64 = 4 << 20

    /// Time without a wait after which the window is large enough.
    private static let calm = Duration.seconds(3)

    init(number: Int, reading range: Range<Int64>, at now: ContinuousClock.Instant) {
        self.number = number
        position = range.upperBound
        window = range.lowerBound == 0 ? Self.firstAtStart : Self.firstElsewhere
        lastUse = now
        lastStall = now
    }

    /// Whether a read is likely to be this reader's next.
    func isNear(_ range: Range<Int64>) -> Bool {
        range.lowerBound >= position - Self.tolerance && range.lowerBound <= position + Self.tolerance
    }

    /// Whether `offset` lies in what this reader may want soon, or again.
    func wants(_ block: Range<Int64>) -> Bool {
        block.upperBound > position - Self.backWindow
            && block.lowerBound < position + max(window, Self.tolerance)
    }

    /// Where bytes should be present up to.
    var horizon: Int64 { position + window }

    /// Hears of one more read.
    ///
    /// - Parameters:
    ///   - range: offsets into the file.
    ///   - stalled: whether its bytes were not there yet.
    ///   - largest: the most that the window may grow to.
    ///   - now: the time.
    mutating func advance(
        to range: Range<Int64>, stalled: Bool, largest: Int64, at now: ContinuousClock.Instant
    ) {
        position = max(position, range.upperBound)
        lastUse = now
        isHeldOff = false
        if stalled { lastStall = now }
        switch phase {
        case .probe:
            phase = .ramp
            window = min(Self.firstWindow, largest)
        case .ramp where stalled:
            window = min(window * 2, largest)
        case .ramp where now - lastStall > Self.calm || window >= largest:
            phase = .steady
        case .ramp:
            break
        case .steady where stalled:
            window = min(window * 2, largest)
        case .steady:
            break
        }
    }

    /// How much to ask for in one request that starts at `start` and must bring the bytes up to `need`.
    ///
    /// - Returns: one past the last byte; `nil` for all the rest.
    func requestEnd(from start: Int64, need: Int64) -> Int64? {
        switch phase {
        case .probe: max(need, horizon)
        case .ramp: max(need, start + max(window, Self.firstWindow))
        case .steady: nil
        }
    }
}
