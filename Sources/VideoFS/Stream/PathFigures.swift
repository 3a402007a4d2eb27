/// What the way to a file's bytes was measured to be like, and what one more request would cost.
struct PathFigures: Hashable, Sendable {
    /// From a request on its way to the head of its answer: the least seen lately.
    private(set) var roundTrip: Duration?
    /// Bytes per second of one connection while it flowed.
    private(set) var connectionRate: Double?

    /// Until when the link at hand may start requests; `nil` where it does not run out, or none is known.
    var linkUsableUntil: ContinuousClock.Instant?
    /// How long links live that start requests; `nil` where they do not run out, or none is known.
    var linkLife: Duration?
    /// Time that the service takes to give a link.
    var serviceLatency = Duration.milliseconds(300)
    /// Part of the hourly number of requests that is left, 0 to 1.
    var budgetLeft = 1.0
    /// Whether the machine was too busy, while readers waited, to bring bytes faster over any path.
    var isMachineLimit = false

    mutating func note(roundTrip sample: Duration) {
        guard let known = roundTrip, sample > known else { return roundTrip = sample }
        roundTrip = known + (sample - known) / 8
    }

    mutating func note(connectionRate sample: Double) {
        connectionRate = connectionRate.map { $0 + (sample - $0) / 4 } ?? sample
    }

    /// Bytes on their way at any time on one connection at full speed.
    var bandwidthDelay: Int64 {
        guard let connectionRate, let roundTrip else { return 0 }
        return Int64(clamping: connectionRate * roundTrip.inSeconds)
    }

    /// Whether it is the path that decides how fast bytes come. Above this rate it is the machine, and what
    /// looks like a round trip is the time until a thread had its turn.
    var isBounded: Bool { (connectionRate ?? 0) < Self.machineRate }

    /// Bytes per second of one connection.
    static let machineRate = Double(128 << 20)

    /// Time that one more request costs: a round trip, and where the link is too old to start it a new
    /// link, which is the dearer the less of the hour's budget is left.
    func requestCost(at now: ContinuousClock.Instant) -> Duration {
        let transfer = (roundTrip ?? Self.unmeasuredRoundTrip) * 1.1
        guard let linkUsableUntil, now >= linkUsableUntil else { return transfer }
        return transfer + serviceLatency + Self.richPrice + (Self.poorPrice - Self.richPrice) * poverty
    }

    /// Bytes that are cheaper to take and throw away than to ask past.
    func worthSkipping(at now: ContinuousClock.Instant) -> Int64 {
        guard let connectionRate else { return 0 }
        let limit = Double(Self.richLimit) + Double(Self.poorLimit - Self.richLimit) * poverty
        return Int64(clamping: min(connectionRate * requestCost(at: now).inSeconds, limit))
    }

    /// Whether further connections could bring more, and the ranges of each, which a link has to start, are
    /// affordable.
    var allowsParallel: Bool {
        !isMachineLimit && budgetLeft > 0.2 && (linkLife ?? Self.longEnough) >= Self.longEnough
    }

    /// Time left in which the link may start requests; `nil` where that does not run out.
    func linkTimeLeft(at now: ContinuousClock.Instant) -> Duration? {
        linkUsableUntil.map { $0 - now }
    }

    /// 0 while half of the budget is left, 1 when none is.
    private var poverty: Double { min(max(1 - budgetLeft * 2, 0), 1) }

    /// Shorter links would be used up by the dozen.
    private static let longEnough = Duration.seconds(15)
    private static let unmeasuredRoundTrip = Duration.milliseconds(50)
    private static let richPrice = Duration.milliseconds(500)
    /// At 250 requests an hour the time in which one more is earned.
    private static let poorPrice = Duration.milliseconds(14_400)
    private static let richLimit: Int64 = 16 << 20
    private static let poorLimit: Int64 = 64 << 20
}

extension Int64 {
    /// The nearest whole number; no trap at any size.
    init(clamping value: Double) {
        self = Int64(exactly: value.rounded(.towardZero)) ?? (value > 0 ? .max : value < 0 ? .min : 0)
    }
}
