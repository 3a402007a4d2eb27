/// How fast somebody reads, and whether the bytes or the reader are waited for.
///
/// Time is cut into spans that end with a read; each span is one measurement.
struct ReadRate: Hashable, Sendable {
    /// Bytes per second, smoothed over about two seconds; `nil` before the first span has ended.
    private(set) var perSecond: Double?
    /// The span that ended last, and by how many bytes the reader came forward in it.
    private(set) var latestSpan = Duration.zero
    private(set) var latestBytes: Int64 = 0
    /// Since when every span was one in which most reads had to wait for bytes.
    private(set) var starvedSince: ContinuousClock.Instant?

    private var spanStart: ContinuousClock.Instant
    private var bytes: Int64 = 0
    private var reads = 0
    private var stalls = 0

    init(at now: ContinuousClock.Instant) {
        spanStart = now
    }

    /// Hears of one read.
    ///
    /// - Parameters:
    ///   - count: bytes by which the reader came forward.
    ///   - stalled: whether they were not there yet.
    ///   - span: shortest time that counts as a measurement.
    ///   - now: the time.
    /// - Returns: whether a span has ended with this read.
    mutating func note(
        _ count: Int64, stalled: Bool, span: Duration, at now: ContinuousClock.Instant
    ) -> Bool {
        let elapsed = now - spanStart
        defer {
            bytes += count
            reads += 1
            if stalled { stalls += 1 }
        }
        guard elapsed >= span, reads > 0 else { return false }
        (latestSpan, latestBytes) = (elapsed, bytes)
        let latest = Double(bytes) / elapsed.inSeconds
        let weight = elapsed.inSeconds / (elapsed.inSeconds + Self.smoothing)
        perSecond = perSecond.map { $0 + (latest - $0) * weight } ?? latest
        starvedSince = stalls * 2 >= reads ? starvedSince ?? spanStart : nil
        (spanStart, bytes, reads, stalls) = (now, 0, 0, 0)
        return true
    }

    /// Seconds that a new measurement has to go on for to count as much as all before.
    private static let smoothing = 2.0
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}
