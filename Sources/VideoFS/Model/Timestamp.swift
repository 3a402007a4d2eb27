/// A moment in whole seconds since 1970-01-01T00:00:00Z, the resolution in which services say when
/// something changed.
struct Timestamp: RawRepresentable, Hashable, Comparable, Sendable, Codable {
    let rawValue: Int64

    static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.rawValue < right.rawValue
    }
}
