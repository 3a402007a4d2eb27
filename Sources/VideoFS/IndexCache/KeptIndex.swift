internal import Synchronization

/// What is kept of one open version of a film: read from the ``IndexCache``, added to while the film is read.
///
/// Kept are the ranges that were read, as the kernel asked for them: what a program asks of the kernel comes
/// here larger, and a read is answered as a whole or not at all.
final class KeptIndex: Sendable {
    /// Bytes of one film that are kept of what scanners read of it first: several times what a scan of ten
    /// minutes was seen to need.
    static let scanned = 2 << 20

    /// The same of what others do: a player's start. Less, as each copy of a film takes memory for it too.
    static let played = 1 << 20

    /// The same with the film's index, which is kept where it is larger: of long films it has some megabytes.
    static let largest = 8 << 20

    /// Ranges in a row that found no room, after which whoever reads reads on, and nobody looks any more.
    private static let patience = 64

    /// What ranges are rounded outwards to where the bytes are in memory: the read-ahead that the kernel begins
    /// with depends on where its pages lie, and may reach a little further next time.
    static let grain: Int64 = 128 << 10

    /// Time without anything new after which what there is gets written.
    static let calm = Duration.seconds(1)

    private struct State {
        /// `nil` until the CDN has said which version it is.
        var identity: IndexIdentity?
        var file: IndexFile?
        var isLoaded = false
        /// Read, not written yet.
        var fresh = ByteRuns()
        var lastChange: ContinuousClock.Instant?
        var isSaving = false
        /// Ranges that found no room since one did.
        var refused = 0
        /// Another version is there now, or nothing can be kept.
        var isDropped = false

        /// Bytes on disk and in memory, what is in both counted twice.
        var total: Int { fresh.count + (file?.table.parts.reduce(0) { $0 + $1.length } ?? 0) }
    }

    private let cache: IndexCache
    private let key: IndexKey
    private let version: String
    private let state: Mutex<State>

    /// - Parameters:
    ///   - cache: where.
    ///   - key: whose.
    ///   - version: the service's word.
    ///   - size: bytes of the whole film by the CDN's word; `nil` where it has not said.
    ///   - entityTag: its validator.
    init(in cache: IndexCache, of key: IndexKey, version: String, size: Int64?, entityTag: String?) {
        self.cache = cache
        self.key = key
        self.version = version
        state = Mutex(State())
        if let size { learned(size: size, entityTag: entityTag) }
    }

    deinit {
        cache.release(state.withLock { $0.fresh.count })
    }

    /// Hears the CDN's word on the version. What was kept of another is not used.
    func learned(size: Int64, entityTag: String?) {
        let identity = IndexIdentity(
            video: key.video, file: key.file, version: version, size: size, entityTag: entityTag)
        let released = state.withLock { state in
            guard state.identity != identity else { return 0 }
            defer {
                state.fresh = ByteRuns()
                state.file = nil
                state.isLoaded = false
            }
            state.identity = identity
            return state.fresh.count
        }
        cache.release(released)
    }

    /// The film was replaced: nothing of it is true any more.
    func drop() {
        let released = state.withLock { state in
            defer {
                state.fresh = ByteRuns()
                state.file = nil
                state.isDropped = true
            }
            return state.fresh.count
        }
        cache.release(released)
        cache.remove(key.name)
    }

    // MARK: - Reading

    /// The bytes of a range, as far as the film has them. Reads the disk.
    ///
    /// - Returns: `nil` where they are not all kept.
    func bytes(_ range: Range<Int64>) -> ArraySlice<UInt8>? {
        guard let file = file() else { return nil }
        let range = range.clamped(to: 0..<file.table.identity.size)
        return range.isEmpty ? nil : read(range, of: file)
    }

    /// What is kept around the start of a range, to go before what is fetched: the bytes from there on, and some
    /// before it to compare.
    ///
    /// - Returns: `nil` where nothing is kept there.
    func beginning(of range: Range<Int64>, before: Int64) -> (start: Int64, bytes: ArraySlice<UInt8>)? {
        guard let file = file(),
            let part = file.table.parts.first(where: {
                $0.start <= range.lowerBound && range.lowerBound <= $0.range.upperBound
            })
        else { return nil }
        let near = range.lowerBound - min(range.lowerBound, before)..<range.upperBound
        let wanted = part.range.clamped(to: near)
        guard !wanted.isEmpty, let bytes = read(wanted, of: file) else { return nil }
        return (wanted.lowerBound, bytes)
    }

    private func read(_ range: Range<Int64>, of file: IndexFile) -> ArraySlice<UInt8>? {
        do throws(IndexFile.Failure) {
            return try file.bytes(range)
        } catch {
            let isFirst = state.withLock { state in
                guard state.file === file else { return false }
                state.file = nil
                return true
            }
            if isFirst { cache.discard(key, because: error) }
            return nil
        }
    }

    /// The file, opened at the first question.
    private func file() -> IndexFile? {
        let (known, identity) = state.withLock { state in
            let mustLoad = !state.isLoaded && !state.isDropped
            return (state.file, mustLoad ? state.identity : nil)
        }
        guard known == nil, let identity else { return known }
        let found = cache.file(of: identity)
        return state.withLock { state in
            guard !state.isLoaded, !state.isDropped, state.identity == identity else { return state.file }
            state.isLoaded = true
            state.file = found
            return found
        }
    }

    // MARK: - Keeping

    /// Whether there may be room for more.
    var isOpen: Bool {
        state.withLock { !$0.isDropped && $0.refused < Self.patience }
    }

    /// Hears of bytes that a read got from elsewhere.
    ///
    /// - Parameters:
    ///   - range: where they are, all of them in the film.
    ///   - limit: bytes of the film that are kept, but for its index.
    ///   - index: where the film's index is, as far as it is known.
    ///   - now: the time.
    ///   - bytes: makes a copy of them.
    func collect(
        _ range: Range<Int64>, limit: Int, index: Range<Int64>?, at now: ContinuousClock.Instant,
        bytes: () -> [UInt8]
    ) {
        let isWanted = state.withLock { state in
            guard !state.isDropped, state.identity != nil, !range.isEmpty, !state.fresh.covers(range),
                state.file?.part(covering: range) == nil
            else { return false }
            let total = state.total + range.count
            let fits = total <= limit || total <= Self.largest && index?.overlaps(range) == true
            state.refused = fits ? 0 : state.refused + 1
            return fits
        }
        guard isWanted, cache.admit(range.count) else { return }
        let bytes = bytes()
        let unused = state.withLock { state in
            let before = state.fresh.count
            if !state.isDropped, bytes.count == range.count {
                state.fresh.insert(bytes, at: range.lowerBound)
                state.lastChange = now
            }
            return range.count - (state.fresh.count - before)
        }
        cache.release(unused)
    }

    /// Writes what is new, soon.
    ///
    /// - Parameters:
    ///   - now: the time; `nil`: whether or not more is still coming.
    ///   - neighbours: bytes of the film that are in memory; called on another thread.
    func save(
        ifCalmAt now: ContinuousClock.Instant?,
        neighbours: @escaping @Sendable (Range<Int64>) -> [UInt8]?
    ) {
        let isDue = state.withLock { state in
            guard !state.fresh.isEmpty, !state.isDropped, !state.isSaving else { return false }
            if let now, let lastChange = state.lastChange, now - lastChange < Self.calm { return false }
            state.isSaving = true
            return true
        }
        if isDue { cache.enqueue { self.write(neighbours) } }
    }

    private func write(_ neighbours: (Range<Int64>) -> [UInt8]?) {
        // Taken and not copied: it is in memory once.
        let (fresh, identity) = state.withLock { state in
            defer { state.fresh = ByteRuns() }
            return (state.fresh, state.identity)
        }
        cache.release(fresh.count)
        var file: IndexFile?
        if let identity, !state.withLock({ $0.isDropped }) {
            let all = merged(rounded(fresh, size: identity.size, neighbours))
            file = cache.write(all, of: identity) { !state.withLock { $0.isDropped } }
        }
        state.withLock { state in
            state.isSaving = false
            guard let file, state.identity == identity, !state.isDropped else { return }
            state.file = file
            state.isLoaded = true
        }
    }

    private func rounded(
        _ fresh: consuming ByteRuns, size: Int64, _ neighbours: (Range<Int64>) -> [UInt8]?
    ) -> ByteRuns {
        let ranges = fresh.runs.map(\.range)
        var rounded = fresh
        for run in ranges {
            let lower = run.lowerBound / Self.grain * Self.grain
            let upper = min((run.upperBound + Self.grain - 1) / Self.grain * Self.grain, size)
            for gap in [lower..<run.lowerBound, run.upperBound..<max(upper, run.upperBound)]
            where !gap.isEmpty && !rounded.covers(gap) {
                if let bytes = neighbours(gap) { rounded.insert(bytes, at: gap.lowerBound) }
            }
        }
        return rounded
    }

    /// With what is on disk already.
    private func merged(_ fresh: ByteRuns) -> ByteRuns {
        guard let file = file(), var all = try? file.everything() else { return fresh }
        for run in fresh.runs { all.insert(run.bytes, at: run.start) }
        return all
    }
}
