/// A value and when it was last known to be true.
struct Known<Value: Sendable>: Sendable {
    let value: Value
    /// When the service last said so, or that nothing had changed.
    let checkedAt: Timestamp
    /// When the content last differed from what was known before.
    let changedAt: Timestamp
    /// Moves exactly when the content does, and never back: caches built on a value compare it. Counted
    /// anew in each process.
    let version: UInt64
}

extension Known: Equatable where Value: Equatable {}

extension Known {
    /// The same knowledge of a part of the value.
    func map<Part: Sendable>(_ part: (Value) -> Part?) -> Known<Part>? {
        guard let value = part(value) else { return nil }
        return Known<Part>(value: value, checkedAt: checkedAt, changedAt: changedAt, version: version)
    }
}
