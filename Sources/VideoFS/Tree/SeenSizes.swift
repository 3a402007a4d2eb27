/// How many bytes the files have whose size somebody looked at: what `statfs` shows.
///
/// Counted exactly up to a number of files that takes 2 MiB. In a larger library the total is that of those seen
/// first: a number for `df`, which nobody reckons with.
struct SeenSizes: Sendable {
    static let limit = 1 << 16

    /// By the hash of the key, the same only within a process: a file is missed, or counted in place of another,
    /// once in billions of libraries.
    private var sizes: [Int: Int64] = [:]
    private(set) var total: Int64 = 0

    mutating func note(_ size: Int64, of key: StreamKey) {
        let hash = key.hashValue
        let before = sizes[hash]
        guard before != size, before != nil || sizes.count < Self.limit else { return }
        sizes[hash] = size
        total = total &+ size &- (before ?? 0)
    }
}
