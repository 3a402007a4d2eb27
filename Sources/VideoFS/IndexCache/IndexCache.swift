internal import Dispatch
internal import Foundation
internal import Synchronization

/// The parts of films that scans and players' starts read, on disk: one small file for each version of a film.
///
/// A cache of what can be fetched again, so nothing that happens to it fails anything. A file is read where it
/// is needed, on the thread that answers: a table once, then what a read asks for, tens of microseconds each.
/// Everything else is done on a queue of its own, in order, and nobody waits for it.
///
/// The directory is 0700 and the files 0600: what a person watches is nobody else's business.
final class IndexCache: Sendable {
    /// Bytes on disk: parts of at least 500 films, and of some 2,000 where half a megabyte tells a film, as
    /// measured with ffprobe. Less than the film that one of them is a part of.
    static let limit: Int64 = 1 << 30

    /// Bytes that may wait in memory to be written, of all films together: the longest index of one. Where many
    /// begin at once, what finds no room is not kept; with room for all of it 64 players took 25 MiB more.
    private static let unsavedLimit = KeptIndex.largest

    /// Age at which a file that was never finished belongs to nobody any more.
    private static let abandoned: TimeInterval = 600

    private struct State {
        var ledger: IndexLedger
        /// Whether the ledger has everything that is on disk.
        var isListed = false
        var isWritable: Bool
        var unsaved = 0
        /// Files that are to be removed and may still be there.
        var condemned: Set<String> = []

        func mayHold(_ name: String) -> Bool {
            !condemned.contains(name) && (!isListed || ledger.holds(name))
        }
    }

    private let directory: String?
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "vidfs.index-cache", qos: .utility)
    private let report: @Sendable (String) -> Void

    /// - Parameters:
    ///   - directory: made when something is written. `nil`: nothing is kept.
    ///   - limit: bytes of all files together.
    ///   - report: told in one sentence of each file that was damaged, and once that nothing can be written.
    init(
        directory: String?, limit: Int64 = IndexCache.limit, report: @escaping @Sendable (String) -> Void
    ) {
        self.directory = directory
        self.report = report
        state = Mutex(State(ledger: IndexLedger(limit: limit), isWritable: directory != nil))
        queue.async { self.list() }
    }

    /// Bytes on disk, and how many there may be.
    var usage: (used: Int64, limit: Int64) {
        state.withLock { ($0.ledger.total, $0.ledger.limit) }
    }

    /// Returns when everything handed over so far is on disk, or never will be.
    func flush() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    // MARK: - Reading

    /// Opens what is kept of a version. What is kept of another version of the same file goes.
    func file(of identity: IndexIdentity) -> IndexFile? {
        let name = identity.key.name
        guard let path = path(of: name), state.withLock({ $0.mayHold(name) }) else {
            return nil
        }
        do throws(IndexFile.Failure) {
            let file = try IndexFile.open(path)
            guard file.table.identity == identity else {
                remove(name)
                return nil
            }
            if state.withLock({ $0.ledger.use(name) }) { queue.async { Self.touch(path) } }
            return file
        } catch {
            if error != .missing { discard(identity.key, because: error) }
            return nil
        }
    }

    /// A file turned out to be unusable.
    func discard(_ key: IndexKey, because failure: IndexFile.Failure) {
        report("A part of a film that was kept cannot be used (\(failure.sentence)): it is fetched anew.")
        remove(key.name)
    }

    // MARK: - Writing

    /// Sets room in memory aside for bytes that wait to be written.
    func admit(_ count: Int) -> Bool {
        state.withLock { state in
            guard state.isWritable, state.unsaved + count <= Self.unsavedLimit else { return false }
            state.unsaved += count
            return true
        }
    }

    func release(_ count: Int) {
        state.withLock { $0.unsaved -= count }
    }

    /// Runs what writes, in its turn.
    func enqueue(_ work: @escaping @Sendable () -> Void) {
        queue.async(execute: work)
    }

    /// Writes what is kept of a version from now on. To be called from ``enqueue(_:)``.
    ///
    /// - Returns: the file, open; `nil` where it cannot be written, or was removed meanwhile. `isWanted` must
    ///   turn false before ``remove(_:)`` is called on behalf of that version.
    func write(_ runs: ByteRuns, of identity: IndexIdentity, while isWanted: () -> Bool) -> IndexFile? {
        let name = identity.key.name
        guard let directory, let path = path(of: name), state.withLock({ $0.isWritable }) else { return nil }
        // Of a version before this one.
        state.withLock { _ = $0.condemned.remove(name) }
        guard isWanted() else {
            remove(name)
            return nil
        }
        do throws(IndexFile.Failure) {
            try? FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let file = try IndexFile.write(runs, of: identity, to: path)
            let gone = state.withLock { state in
                state.condemned.contains(name) ? nil : state.ledger.record(name, length: file.length)
            }
            delete(gone ?? [name])
            return gone == nil ? nil : file
        } catch {
            state.withLock { $0.isWritable = false }
            report(
                "Parts of films cannot be kept on disk (\(error.sentence)): "
                    + "this mount keeps no new ones.")
            return nil
        }
    }

    // MARK: - Removing

    /// Removes what is kept of one file. From the moment of the call it is not opened any more.
    func remove(_ name: String) {
        state.withLock { _ = $0.condemned.insert(name) }
        queue.async { [self] in
            delete([name])
            state.withLock { _ = $0.condemned.remove(name) }
        }
    }

    /// Removes what is kept of a video, but for the versions that it still has.
    func keepOnly(_ versions: [MediaFileID: String], of video: VideoID) {
        queue.async { [self] in
            let names = state.withLock { $0.ledger.names(withPrefix: IndexKey.prefix(of: video)) }
            delete(
                names.filter { name in
                    guard let path = path(of: name), let identity = try? IndexFile.open(path).table.identity
                    else { return true }
                    return identity.video == video && versions[identity.file] != identity.version
                })
        }
    }

    private func delete(_ names: [String]) {
        for name in names {
            state.withLock { $0.ledger.remove(name) }
            if let path = path(of: name) { try? FileManager.default.removeItem(atPath: path) }
        }
    }

    // MARK: - The directory

    private func path(of name: String) -> String? { directory.map { "\($0)/\(name)" } }

    /// Finds what earlier mounts left.
    private func list() {
        let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
        let found = directory.flatMap { directory in
            try? FileManager.default.contentsOfDirectory(
                at: URL(filePath: directory), includingPropertiesForKeys: Array(keys))
        }
        let files = (found ?? []).map { file in
            let values = try? file.resourceValues(forKeys: keys)
            return (
                name: file.lastPathComponent, length: values?.fileSize ?? 0,
                used: values?.contentModificationDate ?? .distantPast
            )
        }
        let unfinished = files.filter {
            $0.name.hasSuffix(IndexFile.temporarySuffix)
                && Date.now.timeIntervalSince($0.used) > Self.abandoned
        }
        delete(unfinished.map(\.name))
        for file in files.sorted(by: { $0.used < $1.used }) where file.name.hasSuffix(IndexKey.suffix) {
            delete(state.withLock { $0.ledger.record(file.name, length: file.length) })
        }
        state.withLock { $0.isListed = true }
    }

    /// Tells the next mount that it was used lately.
    private static func touch(_ path: String) {
        try? FileManager.default.setAttributes([.modificationDate: Date.now], ofItemAtPath: path)
    }
}
