internal import Foundation
internal import GRDB
internal import Synchronization

/// The catalog on disk: a cache of what can be asked again, so nothing that happens to it fails anything.
///
/// Changes are collected in memory and written in batches by one writer, on SQLite's own queue; readers
/// see them from the moment they are handed over. A file that cannot be used costs one sentence in the
/// log, and from then on everything stays in memory.
final class CatalogStore: Sendable {
    private struct State {
        /// Handed over, newest.
        var backlog = Backlog()
        /// Taken by the writer, not yet committed.
        var writing = Backlog()
        var isWriterCalled = false
        var isWritable: Bool
        var inventory: Inventory?
    }

    private let file: CatalogFile?
    private let pool: DatabasePool?
    private let state: Mutex<State>
    private let report: @Sendable (String) -> Void

    /// Opens or makes `<cacheDirectory>/<provider>-<hash of account and address>/catalog.sqlite`.
    ///
    /// Blocks while it reads the inventory.
    ///
    /// - Parameters:
    ///   - cacheDirectory: made if it does not exist.
    ///   - provider: as in ``VideoService/provider``.
    ///   - account: what tells one account of the provider from another.
    ///   - address: where the service is: the same account may exist on two.
    ///   - sizeLimit: the most the file may grow to, in bytes. `nil`: as far as the disk goes.
    ///   - report: told, at most once a cause, in one sentence, that something is wrong with the file.
    init(
        cacheDirectory: String, provider: String, account: String, address: String, sizeLimit: Int? = nil,
        report: @escaping @Sendable (String) -> Void
    ) {
        let directory = Self.directory(
            below: cacheDirectory, provider: provider, account: account, address: address)
        let file = CatalogFile(directory: directory, sizeLimit: sizeLimit)
        self.file = file
        self.report = report
        do throws(CatalogFile.Failure) {
            let (pool, inventory) = try file.open(report: report)
            self.pool = pool
            state = Mutex(State(isWritable: true, inventory: inventory))
        } catch {
            report("\(error.sentence): this mount keeps the library in memory only.")
            pool = nil
            state = Mutex(State(isWritable: false))
        }
    }

    /// Where everything that can be fetched again of one account is kept.
    static func directory(
        below cacheDirectory: String, provider: String, account: String, address: String
    ) -> String {
        let identity = Checksum([UInt8]("\(account)\n\(address)".utf8))
        return "\(cacheDirectory)/\(provider)-\(String(identity.value, radix: 16))"
    }

    /// A store without a file.
    init() {
        file = nil
        pool = nil
        state = Mutex(State(isWritable: false))
        report = { _ in }
    }

    /// What the file held at the start. Given out once, so that it is not in memory twice.
    func takeInventory() -> Inventory {
        state.withLock { state in
            defer { state.inventory = nil }
            return state.inventory ?? Inventory()
        }
    }

    // MARK: - Writing

    /// Hands changes over. Never waits for the disk.
    func change(_ body: (inout Backlog) -> Void) {
        let callsWriter = state.withLock { state in
            body(&state.backlog)
            guard state.isWritable else {
                state.backlog.forgetDocuments()
                return false
            }
            guard !state.isWriterCalled, !state.backlog.isEmpty else { return false }
            state.isWriterCalled = true
            return true
        }
        if callsWriter { pool?.asyncWriteWithoutTransaction { [self] db in writeAll(to: db) } }
    }

    /// Returns when everything handed over so far is on disk, or never will be.
    func flush() async {
        guard let pool else { return }
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { [self] db in
                writeAll(to: db)
                continuation.resume()
            }
        }
    }

    /// Writes what was handed over and lets go of the file: what was written beside it goes into it, and is
    /// gone. From here on nothing more is read or written.
    func close() async {
        await flush()
        // What is handed over from now on stays in memory.
        state.withLock { $0.isWritable = false }
        guard let pool else { return }
        await withCheckedContinuation { continuation in
            // Waits for readers and the disk.
            Thread.detachNewThread {
                // SQLite tidies up when the last connection closes, if that one may write.
                pool.invalidateReadOnlyConnections()
                // Where it cannot be closed, the next start takes what lies beside the file.
                try? pool.close()
                continuation.resume()
            }
        }
    }

    /// Runs on the writer's queue, one call at a time.
    private func writeAll(to db: Database) {
        while let batch = nextBatch() {
            do {
                try db.inTransaction(.immediate) {
                    try batch.write(to: db)
                    return .commit
                }
                state.withLock { $0.writing = Backlog() }
            } catch {
                stopWriting(after: error)
            }
        }
    }

    private func nextBatch() -> Backlog? {
        state.withLock { state in
            guard state.isWritable, !state.backlog.isEmpty else {
                state.isWriterCalled = false
                return nil
            }
            state.writing = state.backlog
            state.backlog = Backlog()
            return state.writing
        }
    }

    /// The disk is full, gone or damaged: what is on it stays readable where it can, all else is kept
    /// in memory until the mount ends.
    private func stopWriting(after error: any Error) {
        let isFirst = state.withLock { state in
            state.writing.append(state.backlog)
            state.backlog = state.writing
            state.backlog.forgetDocuments()
            state.writing = Backlog()
            defer { state.isWritable = false }
            return state.isWritable
        }
        guard isFirst else { return }
        let failure = CatalogFile.Failure(error)
        if failure == .damaged { file?.suspectDamage() }
        report("\(failure.sentence): this mount keeps what is new in memory only.")
    }

    // MARK: - Reading

    /// Reads a resource: one lookup by key in a local file, if it is not still in memory.
    ///
    /// - Returns: `nil` when there is none or it cannot be read.
    func resource(_ key: ResourceKey) -> StoredResource? {
        let (newest, older) = state.withLock { ($0.backlog.resource(key), $0.writing.resource(key)) }
        var touch: (checkedAt: Timestamp, validators: Validators?)?
        for change in [newest, older] {
            switch change {
            case .put(var resource):
                if let touch { (resource.checkedAt, resource.validators) = touch }
                return resource
            case .removeRecord: return nil
            case .touch(let checkedAt, let validators): touch = touch ?? (checkedAt, validators)
            case nil: continue
            }
        }
        guard var resource = read({ try StoredResource(reading: key, from: $0) }) else { return nil }
        if let touch { (resource.checkedAt, resource.validators) = touch }
        return resource
    }

    /// - Returns: `nil` when there is none of that version, or its bytes do not match their checksum.
    func document(_ key: DocumentKey) -> [UInt8]? {
        let waiting = state.withLock { $0.backlog.documents[key] ?? $0.writing.documents[key] }
        return waiting ?? read { try [UInt8](reading: key, from: $0) }
    }

    /// Reads all documents whose part begins with a word and a space, as they are on disk, on a queue of the
    /// database's.
    ///
    /// - Parameters:
    ///   - word: what their parts begin with.
    ///   - body: called with each; false ends it. Not called for those whose bytes do not match their checksum.
    func eachDocument(of word: String, _ body: @escaping @Sendable (DocumentKey, [UInt8]) -> Bool) {
        pool?.asyncRead { database in
            // What cannot be read is asked for by key when it is needed, and told then.
            try? DocumentKey.forEach(of: word, in: database.get(), body)
        }
    }

    /// What the CDN said of a video's files.
    func facts(of video: VideoID) -> FileFacts {
        let (newest, older, isDropped) = state.withLock { state in
            let isDropped = [state.backlog, state.writing].contains { $0.dropped.contains(.video(video)) }
            return (state.backlog.facts[video], state.writing.facts[video], isDropped)
        }
        // Read after the backlog was looked at: what it lost since then is on disk.
        var facts = (isDropped ? nil : read { try FileFacts(reading: video, from: $0) }) ?? FileFacts()
        for later in [older, newest] { if let later { facts.merge(later) } }
        return facts
    }

    private func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value?) -> Value? {
        do {
            // Each reads with one statement, which is a transaction in itself: to begin and end another around
            // it takes as long as reading.
            return try pool?.unsafeRead(body)
        } catch {
            if CatalogFile.Failure(error) == .damaged { stopWriting(after: error) }
            return nil
        }
    }
}
