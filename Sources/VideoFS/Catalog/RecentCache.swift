/// Values kept while they are used, up to a cost.
///
/// Two generations: what is used moves to the young one, and when that is half full the old one is
/// forgotten. Every step takes constant time, and what was used within the last half of the cost is
/// always there.
struct RecentCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Kept: Sendable {
        let value: Value
        let cost: Int
    }

    private let limit: Int
    private var young: [Key: Kept] = [:]
    private var old: [Key: Kept] = [:]
    private var youngCost = 0

    /// - Parameter limit: the cost of everything kept, in the unit of the values' costs (bytes). One
    ///   value that is larger than half of it is kept alone.
    init(limit: Int) {
        self.limit = limit
    }

    mutating func value(for key: Key) -> Value? {
        if let kept = young[key] { return kept.value }
        guard let kept = old.removeValue(forKey: key) else { return nil }
        keep(kept, for: key)
        return kept.value
    }

    mutating func keep(_ value: Value, cost: Int, for key: Key) {
        remove(key)
        // A price for the key and the dictionary's slot, so that many empty values are not free.
        keep(Kept(value: value, cost: cost + 128), for: key)
    }

    mutating func remove(_ key: Key) {
        if let kept = young.removeValue(forKey: key) { youngCost -= kept.cost }
        old[key] = nil
    }

    private mutating func keep(_ kept: Kept, for key: Key) {
        if youngCost + kept.cost > limit / 2 {
            old = young
            young = [:]
            youngCost = 0
        }
        young[key] = kept
        youngCost += kept.cost
    }
}
