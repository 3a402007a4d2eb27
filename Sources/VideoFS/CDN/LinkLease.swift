/// A signed link and how long it may start requests.
///
/// A signature is checked when a request arrives, not while its body flows: a lease that has run out
/// ends no stream, it only starts no new one.
struct LinkLease: Hashable, Sendable {
    let link: FreshLink
    let issued: ContinuousClock.Instant
    /// From a request to the head of its answer, as measured; zero where it is not known yet.
    var roundTrip = Duration.zero

    /// `nil`: does not run out.
    var life: Duration? { link.life }

    /// Time kept in hand before the end for the way to the server: three round trips, and 5 s for those
    /// that are slower than any before. Of a short life a quarter, and never more than half: a link of one
    /// second must be usable too.
    static func margin(of life: Duration, roundTrip: Duration) -> Duration {
        min(max(roundTrip * 3, min(.seconds(5), life / 4)), life / 2)
    }

    /// Until when a request may be started under it; `nil`: at any time.
    var usableUntil: ContinuousClock.Instant? {
        life.map { issued + $0 - Self.margin(of: $0, roundTrip: roundTrip) }
    }

    /// Whether a request may be started under it.
    func isUsable(at now: ContinuousClock.Instant) -> Bool {
        usableUntil.map { now < $0 } ?? true
    }
}
