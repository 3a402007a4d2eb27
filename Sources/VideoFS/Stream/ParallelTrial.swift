/// How many connections a copier's bytes come over, found out by trying.
///
/// A viewer never gets here: only a reader that waits for bytes all the time is measured. One step at a
/// time: more connections for a while, and back where they brought nothing.
struct ParallelTrial: Hashable, Sendable {
    /// Connections to use now.
    private(set) var width = 1
    /// Bytes per second with the width before this one.
    private var before = 0.0
    /// Spans to let pass before one counts: what a change of width does shows after a while.
    private var settling = 0
    /// Until when no other width is tried.
    private var restsUntil: ContinuousClock.Instant?

    static let widths = [1, 3, 6]

    /// Of one connection, in bytes per second. Above it the machine is the limit, not the path: more
    /// connections cost only more CPU.
    private static let fastEnough = Double(128 << 20)

    private static let rest = Duration.seconds(60)

    /// Hears of a span in which the reader took all that came.
    mutating func observe(_ rate: Double, at now: ContinuousClock.Instant) {
        guard settling == 0 else { return settling -= 1 }
        if let restsUntil, now < restsUntil { return }
        let step = Self.widths.firstIndex(of: width) ?? 0
        if step > 0, before > 0 {
            let previous = Self.widths[step - 1]
            // Half of what as many more connections could bring.
            let ideal = Double(width) / Double(previous)
            guard rate >= before * (1 + (ideal - 1) / 2) else {
                restsUntil = now + Self.rest
                return change(to: previous, from: 0)
            }
        }
        guard step + 1 < Self.widths.count, rate / Double(width) < Self.fastEnough else {
            restsUntil = now + Self.rest
            before = 0
            return
        }
        change(to: Self.widths[step + 1], from: rate)
    }

    /// The reader no longer takes all that comes: one connection is enough.
    mutating func relax() {
        guard width > 1 else { return }
        self = ParallelTrial()
    }

    private mutating func change(to width: Int, from rate: Double) {
        self.width = width
        before = rate
        settling = 2
    }
}
