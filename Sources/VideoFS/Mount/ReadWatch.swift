/// Notices that somebody waits for bytes of films, so that what nobody waits for steps aside.
struct ReadWatch {
    /// Time without a new wait after which nobody counts as waiting: films that are opened one after the other
    /// are a second apart at most.
    static let calm = Duration.seconds(1)

    /// Time after which readers hold up nothing any more: a copy of a library waits for hours.
    static let longest = Duration.seconds(60)

    private var waits: Int64 = 0
    private var latest: ContinuousClock.Instant?
    private var since: ContinuousClock.Instant?

    /// - Parameters:
    ///   - waits: reads that had to wait, in all.
    ///   - now: the time.
    /// - Returns: whether readers wait, and have not for too long.
    mutating func isBusy(waits: Int64, at now: ContinuousClock.Instant) -> Bool {
        if waits != self.waits {
            self.waits = waits
            latest = now
            since = since ?? now
        }
        guard let latest, let since, now - latest < Self.calm else {
            self.since = nil
            return false
        }
        return now - since < Self.longest
    }
}
