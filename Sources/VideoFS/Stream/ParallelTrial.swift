/// How many connections a copier's bytes come over, found out by trying.
///
/// A viewer never gets here: only a reader that waits for bytes all the time is measured. Several
/// connections are tried for a while; what they bring says how many stay.
struct ParallelTrial: Hashable, Sendable {
    /// Connections to use now.
    private(set) var width = 1
    /// Bytes per second of one connection, before the trial that is under way; `nil` where none is.
    private var alone: Double?
    private var bytes: Int64 = 0
    private var time = Duration.zero
    /// Bytes still to come before they count: what was begun before the trial.
    private var settling: Int64 = 0
    /// Until when nothing else is tried.
    private var restsUntil: ContinuousClock.Instant?

    static let most = 6
    private static let some = 3

    private static let rest = Duration.seconds(60)
    private static let shortest = Duration.milliseconds(750)

    /// Begins a trial, if it is time for one. Not where the machine is the limit and not the path: there more
    /// connections cost only more CPU.
    ///
    /// - Parameters:
    ///   - rate: bytes per second that one connection brings to a reader who takes all.
    ///   - chunk: bytes that each connection will be asked for at a time.
    ///   - now: the time.
    mutating func begin(_ rate: Double, chunk: Int64, at now: ContinuousClock.Instant) {
        guard width == 1, rate > 0, rate < PathFigures.machineRate, restsUntil.map({ now >= $0 }) ?? true
        else {
            return
        }
        width = Self.most
        alone = rate
        (bytes, time, settling) = (0, .zero, 2 * chunk)
    }

    /// Hears what came while several connections were in use.
    mutating func observe(_ count: Int64, in span: Duration, chunk: Int64, at now: ContinuousClock.Instant) {
        guard let alone else { return }
        guard settling <= 0 else { return settling -= count }
        bytes += count
        time += span
        // The reader gets on by chunks: several of each connection make a mean.
        guard time >= Self.shortest, bytes >= Int64(width) * chunk else { return }
        let gain = Double(bytes) / time.inSeconds / alone
        width = gain >= 3 ? Self.most : gain >= 1.5 ? Self.some : 1
        self.alone = nil
        restsUntil = now + Self.rest
    }

    /// The reader no longer takes all that comes: one connection is enough.
    mutating func relax() {
        guard width > 1 else { return }
        self = ParallelTrial()
    }
}
