internal import Glibc

/// How much of the machine this process uses, while readers wait for bytes: whether more connections could bring
/// them sooner, or only cost more CPU.
struct MachineLoad: Hashable, Sendable {
    private struct Mark: Hashable {
        let time: ContinuousClock.Instant
        let used: Duration
    }

    private var mark: Mark?
    /// Processors in use during the latest measurement.
    private var processors: Double?

    /// Time that a measurement takes.
    private static let span = Duration.milliseconds(200)

    /// A measurement that took much longer tells of a time in which nobody waited.
    private static let longest = Duration.seconds(2)

    /// One thread serves all connections. Where it is at work for half of the time, all the further connections
    /// of one reader could at most double its rate.
    private static let limit = 0.5

    /// Whether it is time for ``note(_:at:)``.
    func isDue(at now: ContinuousClock.Instant) -> Bool {
        mark.map { now - $0.time >= Self.span } ?? true
    }

    /// Hears of the processor time that this process has used so far.
    mutating func note(_ used: Duration, at now: ContinuousClock.Instant) {
        if let mark, now > mark.time, now - mark.time <= Self.longest {
            processors = (used - mark.used) / (now - mark.time)
        } else {
            processors = nil
        }
        mark = Mark(time: now, used: used)
    }

    /// Whether it is the machine that decides how fast bytes come, and not the path.
    var isLimit: Bool { (processors ?? 0) >= Self.limit }

    /// Processor time of this process, all threads together: clock_gettime(2).
    static func processTime() -> Duration {
        var time = timespec()
        // Its only errors are a clock that Linux does not have, and an address that is not ours.
        unsafe _ = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
