/// What the index cache holds on disk, and what of it goes first when there is too much: a pure value.
struct IndexLedger: Sendable {
    private struct Entry {
        var length: Int
        /// Grows with every use.
        var used: UInt64
    }

    let limit: Int64
    private var entries: [String: Entry] = [:]
    private var clock: UInt64 = 0
    private(set) var total: Int64 = 0

    /// - Parameter limit: bytes of all files together.
    init(limit: Int64) {
        self.limit = limit
    }

    func holds(_ name: String) -> Bool { entries[name] != nil }

    func names(withPrefix prefix: String) -> [String] {
        entries.keys.filter { $0.hasPrefix(prefix) }
    }

    /// A file was read.
    ///
    /// - Returns: whether others were used since it was: a clock on disk has to be told.
    mutating func use(_ name: String) -> Bool {
        guard let entry = entries[name], entry.used < clock else { return false }
        clock += 1
        entries[name]?.used = clock
        return true
    }

    /// A file was written, or found.
    ///
    /// - Returns: those that have to go so that the total stays within the limit, the least recently used
    ///   first.
    mutating func record(_ name: String, length: Int) -> [String] {
        remove(name)
        clock += 1
        entries[name] = Entry(length: length, used: clock)
        total += Int64(length)
        guard total > limit else { return [] }
        // A tenth at a time, so that the order is not looked for at every file.
        let goal = limit - limit / 10
        var gone: [String] = []
        for (old, entry) in entries.sorted(by: { $0.value.used < $1.value.used }) where old != name {
            guard total > goal else { break }
            total -= Int64(entry.length)
            entries[old] = nil
            gone.append(old)
        }
        return gone
    }

    mutating func remove(_ name: String) {
        guard let entry = entries.removeValue(forKey: name) else { return }
        total -= Int64(entry.length)
    }
}
