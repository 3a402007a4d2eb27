/// Assets that came along with others, until they are asked for.
struct AssetShelf: Sendable {
    private var entries: [String: Entry] = [:]
    private var clock: UInt64 = 0
    private var bytes = 0

    private struct Entry {
        var assets: [PikselAsset]
        var mark: ListMark?
        var readAt: ContinuousClock.Instant
        var use: UInt64

        /// The documents, and about as much again for what was read from them.
        var bytes: Int { assets.reduce(200) { $0 + 2 * $1.raw.count } }
    }

    /// 32 MiB: the assets of some 3,000 contents. Every package of a large tenant may be looked at before its
    /// videos are.
    private static let most = 32 << 20
    /// How long assets are taken for true where the service cannot say whether they have changed.
    private static let life = Duration.seconds(30)

    /// - Parameters:
    ///   - owner: the content's ref.
    ///   - mark: the list's present state.
    ///   - now: the time of the question.
    /// - Returns: `nil` where nothing is known that holds.
    mutating func assets(
        of owner: String, _ mark: ListMark?, at now: ContinuousClock.Instant
    ) -> [PikselAsset]? {
        guard var entry = entries[owner], entry.mark == mark,
            mark != nil || entry.readAt.duration(to: now) < Self.life
        else { return nil }
        // Records are kept above: what was asked for once is the least likely to be asked for again.
        entry.use = 0
        entries[owner] = entry
        return entry.assets
    }

    mutating func put(
        _ found: [String: [PikselAsset]], _ mark: ListMark?, at now: ContinuousClock.Instant
    ) {
        for (owner, assets) in found {
            clock += 1
            let entry = Entry(assets: assets, mark: mark, readAt: now, use: clock)
            bytes += entry.bytes - (entries.updateValue(entry, forKey: owner)?.bytes ?? 0)
        }
        guard bytes > Self.most else { return }
        // A quarter at once: sorting for each would cost more than the assets.
        for (owner, entry) in entries.sorted(by: { $0.value.use < $1.value.use }).prefix(
            entries.count / 4 + 1)
        {
            bytes -= entry.bytes
            entries[owner] = nil
        }
    }
}
