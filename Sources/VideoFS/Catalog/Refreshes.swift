/// The questions on their way, at most one for each key.
///
/// A plain value: whoever holds it under a lock starts tasks and settles waiters after unlocking.
struct Refreshes<Key: Hashable & Sendable, Value: Sendable> {
    private var flights: [Key: [Waiter<Value>]] = [:]

    var isEmpty: Bool { flights.isEmpty }

    func isInFlight(_ key: Key) -> Bool {
        flights[key] != nil
    }

    /// Joins the question about `key`. Nobody waits for a refresh without `waiter`.
    ///
    /// - Returns: true if there was none: the caller must ask it, and ``land(_:)`` it.
    mutating func join(_ key: Key, waiter: Waiter<Value>? = nil) -> Bool {
        let isNew = flights[key] == nil
        flights[key, default: []].append(contentsOf: waiter.map { [$0] } ?? [])
        return isNew
    }

    /// Ends the question about `key`.
    ///
    /// - Returns: those to tell, once the lock is free.
    mutating func land(_ key: Key) -> [Waiter<Value>] {
        flights.removeValue(forKey: key) ?? []
    }
}
