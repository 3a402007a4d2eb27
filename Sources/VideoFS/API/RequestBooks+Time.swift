extension RequestBooks {
    /// Drops what no longer counts.
    ///
    /// - Parameters:
    ///   - now: the wall clock.
    ///   - window: seconds.
    ///   - own: requests that are known to be under way.
    ///   - isRolling: whether our own count goes on over the service's resets: that of a person's own limit.
    /// - Returns: the moment to count by.
    mutating func advance(
        to now: Timestamp, window: Int64, own: Set<UInt64>, isRolling: Bool
    ) -> Timestamp {
        let now = steady(now)
        let oldest = now.advanced(bySeconds: -Self.memory(window))
        let dropped = drop(before: oldest.advanced(bySeconds: 1))
        service?.outdated += dropped
        let lost = oldest.advanced(bySeconds: -Self.longestRequest)
        for (number, request) in underway where request.sentAt <= lost && !own.contains(number) {
            underway[number] = nil
        }
        if let old = service, let reset = old.resetsAt, reset <= now {
            service = nil
            charges.figure = nil
            // A new window of the service's own. What was sent since it said so may be in that.
            if !isRolling { _ = drop(before: min(reset, old.heardAt.advanced(bySeconds: 1))) }
        }
        if let closed = closedUntil, closed <= now {
            closedUntil = nil
            service = nil
            charges.figure = nil
        }
        // What it said a window ago was about another one.
        if let heard = service?.heardAt, heard <= oldest { service = nil }
        return now
    }

    /// Seconds for which a request counts: one more than the window, since the service counted it at some
    /// moment of the second before.
    static func memory(_ window: Int64) -> Int64 { window < .max ? window + 1 : window }

    /// Compares the clock with one that nobody sets. Where it was set forward meanwhile everything is moved along, or
    /// an hour that is not over would count as over. A new start of the machine has nothing to compare with.
    ///
    /// - Returns: whether it was.
    mutating func keepPace(with uptime: Uptime, at now: Timestamp) -> Bool {
        defer { pace = Pace(now: now, uptime: uptime) }
        guard let pace, pace.uptime.boot == uptime.boot else { return false }
        let (passed, overflow) = uptime.seconds.subtractingReportingOverflow(pace.uptime.seconds)
        guard !overflow, passed >= 0 else { return false }
        let leap = now.seconds(since: pace.now.advanced(bySeconds: passed))
        guard leap > Self.disorder else { return false }
        shift(by: leap)
        asOf = asOf?.advanced(bySeconds: leap)
        return true
    }

    /// Takes a clock that was set back for one that stood still meanwhile: then nobody waits for longer than
    /// the window, and nothing is forgotten early.
    private mutating func steady(_ now: Timestamp) -> Timestamp {
        guard let asOf, now < asOf else {
            asOf = now
            return now
        }
        // Two threads may look at the clock in one order and come here in the other.
        guard asOf.seconds(since: now) > Self.disorder else { return asOf }
        shift(by: now.seconds(since: asOf))
        self.asOf = now
        return now
    }

    /// Seconds.
    private static let disorder: Int64 = 10

    private mutating func shift(by seconds: Int64) {
        moveSettled(by: seconds)
        underway = underway.mapValues { request in
            var request = request
            request.sentAt = request.sentAt.advanced(bySeconds: seconds)
            return request
        }
        closedUntil = closedUntil?.advanced(bySeconds: seconds)
        charges.figure = nil
        guard var moved = service else { return }
        moved.heardAt = moved.heardAt.advanced(bySeconds: seconds)
        moved.resetsAt = moved.resetsAt?.advanced(bySeconds: seconds)
        service = moved
    }
}
