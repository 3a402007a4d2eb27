/// Whether what is known may be shown, and whether to ask again.
enum Freshness: Hashable, Sendable {
    case fresh
    /// Shown all the same; `refresh` tells whether this is the moment to ask in the background.
    case usableButStale(refresh: Bool)
    /// Never seen.
    case absent

    /// - Parameters:
    ///   - checkedAt: when the service last confirmed it; `nil` if never.
    ///   - timeToLive: how long that is taken for true.
    ///   - now: the time of the question.
    ///   - failure: the last attempt, if that failed.
    init(checkedAt: Timestamp?, timeToLive: Duration, now: Timestamp, failure: FailedAttempt?) {
        guard let checkedAt else {
            self = .absent
            return
        }
        // A confirmation from the future means that the clock was set back: its age is unknown, so it
        // counts as old.
        if let age = now.elapsed(since: checkedAt), age < timeToLive.components.seconds {
            self = .fresh
        } else {
            self = .usableButStale(refresh: failure.map { !$0.holdsBackRefresh(at: now) } ?? true)
        }
    }
}

/// An attempt to ask that failed, and for how long it speaks for the next ones.
struct FailedAttempt: Hashable, Sendable {
    let error: CatalogError
    let at: Timestamp
    /// When the first failure in a row was.
    let since: Timestamp
    /// Failures in a row, this one included.
    let streak: Int
    /// What the question was asked for.
    let purpose: RequestPurpose

    init(
        _ error: CatalogError, at: Timestamp, after previous: FailedAttempt? = nil,
        for purpose: RequestPurpose = .current
    ) {
        self.error = error
        self.at = at
        since = previous?.since ?? at
        self.purpose = purpose
        streak = min((previous?.streak ?? 0) + 1, 32)
    }

    /// Whether a question about something never seen is answered with this failure: `ls -l` asks for
    /// one name several times in a row, and must not pay for each.
    ///
    /// A budget that was spent for one purpose may have something left for a more urgent one, and to find out
    /// costs nothing.
    func isRemembered(at now: Timestamp, for purpose: RequestPurpose = .current) -> Bool {
        if case .budgetSpent = error, self.purpose < purpose { return false }
        return isWithin(memory, at: now)
    }

    /// Whether something known is shown old rather than asked for again.
    func holdsBackRefresh(at now: Timestamp) -> Bool {
        isWithin(max(memory, backOff), at: now)
    }

    /// Seconds. What the service decided (402, 403, 404) rarely changes within a minute; a network may
    /// be back after ten seconds.
    private var memory: Int64 {
        switch error {
        case .noSuchResource, .notEntitled: 60
        case .signedOut, .misconfigured, .unreachable, .timedOut, .unusable: 10
        // The budget's hour ends at a known moment; without one, a minute costs nothing but a look at
        // our own count. Never more than that hour: the other clock may be wrong.
        case .budgetSpent(let until):
            until.map { min(max($0.elapsed(since: at) ?? 0, 1), 3_600) } ?? 60
        }
    }

    /// Seconds: 10, 20, 40 … up to the default time to live, so that a long outage costs no more than
    /// ordinary freshness does.
    private var backOff: Int64 {
        min(10 << Int64(min(streak - 1, 5)), 300)
    }

    private func isWithin(_ seconds: Int64, at now: Timestamp) -> Bool {
        now.elapsed(since: at).map { $0 < seconds } ?? false
    }
}

extension Timestamp {
    /// In whole seconds; `nil` when `earlier` is not earlier, or too far off to count.
    func elapsed(since earlier: Timestamp) -> Int64? {
        let (difference, overflow) = rawValue.subtractingReportingOverflow(earlier.rawValue)
        return overflow || difference < 0 ? nil : difference
    }
}
