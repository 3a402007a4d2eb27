/// The last failure of each question whose last answer was one.
struct FailureMemory<Key: Hashable & Sendable>: Sendable {
    /// Failures kept before those that nobody needs any more are cleared out: names that were tried
    /// once and never again must not pile up.
    private static var limit: Int { 4_096 }

    private var failures: [Key: FailedAttempt] = [:]
    private var clearOutAt = FailureMemory.limit

    subscript(key: Key) -> FailedAttempt? { failures[key] }

    /// The failure that still answers a question about something never seen.
    func remembered(_ key: Key, at now: Timestamp) -> CatalogError? {
        guard let failure = failures[key], failure.isRemembered(at: now) else { return nil }
        return failure.error
    }

    /// Those that `isNeeded` names are kept for longer than they are remembered.
    mutating func record(
        _ error: CatalogError, for key: Key, at now: Timestamp, isNeeded: (Key) -> Bool = { _ in false }
    ) {
        failures[key] = FailedAttempt(error, at: now, after: failures[key])
        guard failures.count > clearOutAt else { return }
        failures = failures.filter { isNeeded($0.key) || $0.value.isRemembered(at: now) }
        clearOutAt = max(failures.count * 2, FailureMemory.limit)
    }

    mutating func clear(_ key: Key) {
        failures[key] = nil
    }

    /// Of those sought, the one that has failed for longest.
    func oldest(where isSought: (Key) -> Bool) -> FailedAttempt? {
        var oldest: FailedAttempt?
        for (key, failure) in failures where isSought(key) {
            if failure.since < oldest?.since ?? failure.since || oldest == nil { oldest = failure }
        }
        return oldest
    }
}
