/// A signed link and how long it may start requests.
///
/// A signature is checked when a request arrives, not while its body flows: a lease that has run out
/// ends no stream, it only starts no new one.
struct LinkLease: Hashable, Sendable {
    let link: FreshLink
    let issued: ContinuousClock.Instant

    /// `nil`: does not run out.
    var life: Duration? { link.life }

    /// Time kept in hand before the end, for the way to the server: three round trips would do, which
    /// are not known yet, so 5 s, but never more than a quarter of a short life: a link of one second
    /// must be usable too.
    private var margin: Duration {
        min(.seconds(5), (life ?? .seconds(20)) / 4)
    }

    /// Whether a request may be started under it.
    func isUsable(at now: ContinuousClock.Instant) -> Bool {
        guard let life else { return true }
        return now - issued < life - margin
    }
}
