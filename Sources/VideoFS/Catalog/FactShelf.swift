internal import Synchronization

/// What the CDN said of files: those of the videos looked at last in memory, all of them on disk.
final class FactShelf: Sendable {
    /// Bytes in memory: of some thousand videos, more than a window of a file manager or a scan looks at twice.
    static let limit = 1 << 20

    private struct State {
        var recent = RecentCache<VideoID, FileFacts>(limit: FactShelf.limit)
        /// Counts what was recorded or dropped, so that nobody puts back what he read before.
        var changes: UInt64 = 0

        mutating func keep(_ facts: FileFacts, of video: VideoID) {
            recent.keep(facts, cost: facts.footprint, for: video)
        }
    }

    private let store: CatalogStore
    private let state = Mutex(State())

    init(store: CatalogStore) {
        self.store = store
    }

    /// What is known of this version of a file, from memory or by one read of the local file.
    subscript(key: FileFactKey) -> FileFact? {
        facts(of: key.video)[key]
    }

    /// Remembers what is known of a file. Facts of its other versions are forgotten.
    func record(_ fact: FileFact, for key: FileFactKey) {
        let known = facts(of: key.video)
        let isNews = state.withLock { state in
            var facts = state.recent.value(for: key.video) ?? known
            guard facts[key] != fact else { return false }
            facts.record(fact, for: key)
            state.keep(facts, of: key.video)
            state.changes += 1
            return true
        }
        if isNews { store.change { $0.put(fact, for: key) } }
    }

    /// Forgets those of a video that left the library. The store hears of it elsewhere.
    func drop(_ video: VideoID) {
        state.withLock { state in
            state.recent.remove(video)
            state.changes += 1
        }
    }

    private func facts(of video: VideoID) -> FileFacts {
        let (recent, changes) = state.withLock { ($0.recent.value(for: video), $0.changes) }
        if let recent { return recent }
        let stored = store.facts(of: video)
        state.withLock { state in
            if state.changes == changes { state.keep(stored, of: video) }
        }
        return stored
    }
}
