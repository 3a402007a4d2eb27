public import Foundation
internal import Synchronization

/// The requests that reached the origin, in the order of their arrival.
///
/// A request is entered when its head has been read and its entry grows as it is answered, so that one
/// which is never answered shows too. Requests of the origin's own control (`/_demo/…`) are left out.
public final class DemoJournal: Sendable {
    private let state = Mutex(State())

    init() {}

    /// Every request since the start or the last ``clear()``.
    public var entries: [Entry] {
        state.withLock { $0.entries }
    }

    /// Returns how many of the requests fulfil a condition.
    public func count(where condition: (Entry) -> Bool) -> Int {
        entries.count(where: condition)
    }

    public func clear() {
        state.withLock { $0.clear() }
    }

    /// Waits until `count` requests fulfil a condition, and returns them.
    ///
    /// - Returns: fewer only when the waiting task was cancelled.
    public func wait(
        for count: Int = 1, where condition: @escaping @Sendable (Entry) -> Bool
    ) async -> [Entry] {
        let (changes, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { $0.watch(signal) }
        defer { state.withLock { $0.unwatch(number) } }
        // The stream holds one change from the start: what is already there counts.
        for await _ in changes {
            let found = entries.filter(condition)
            if found.count >= count { return found }
        }
        return entries.filter(condition)
    }

    func arrived(_ entry: Entry) {
        state.withLock { $0.append(entry) }.forEach { $0.yield() }
    }

    func answered(_ id: UUID, status: Int) {
        state.withLock { $0.update(id) { $0.status = status } }.forEach { $0.yield() }
    }

    func sent(_ id: UUID, bytes: Int) {
        state.withLock { $0.update(id) { $0.bytesSent += Int64(bytes) } }.forEach { $0.yield() }
    }

    func finished(_ id: UUID) {
        state.withLock { $0.update(id) { $0.isFinished = true } }.forEach { $0.yield() }
    }
}

extension DemoJournal {
    /// One request and what became of it.
    public struct Entry: Sendable, Identifiable, Hashable {
        public let id: UUID
        public let service: DemoService
        /// By the origin's clock, see ``DemoOrigin/Configuration/now``.
        public let arrivedAt: Date
        public let method: String
        /// The target without its query, as it was sent.
        public let path: String
        /// What followed the question mark. On the CDN it holds a link's signature.
        public let query: String?
        /// The `Range` header.
        public let range: String?
        /// The `If-Range` header.
        public let ifRange: String?
        /// The `If-None-Match` header.
        public let ifNoneMatch: String?
        /// The `Authorization` header as it was sent: on the CDN, a leak.
        public let authorization: String?
        /// The `User-Agent` header.
        public let userAgent: String?
        /// The port that the client sent from: equal for two requests on one connection.
        public let clientPort: Int
        /// The status sent; `nil` until then, and for ever where a fault left the request without one.
        public internal(set) var status: Int?
        /// Bytes of the body that were handed to the connection. Of a body that was given up, the last 256 KiB
        /// of them, and what the kernel held, may never have left.
        public internal(set) var bytesSent: Int64 = 0
        /// Whether the answer is complete, or was given up.
        public internal(set) var isFinished = false

        public var hasAuthorization: Bool { authorization != nil }

        /// Path and query as sent.
        public var target: String { query.map { "\(path)?\($0)" } ?? path }
    }

    private struct State {
        var entries: [Entry] = []
        private var places: [UUID: Int] = [:]
        private var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
        private var watcherCount = 0

        mutating func append(_ entry: Entry) -> [AsyncStream<Void>.Continuation] {
            places[entry.id] = entries.count
            entries.append(entry)
            return Array(watchers.values)
        }

        mutating func update(
            _ id: UUID, _ change: (inout Entry) -> Void
        ) -> [AsyncStream<Void>.Continuation] {
            guard let place = places[id] else { return [] }
            change(&entries[place])
            return Array(watchers.values)
        }

        mutating func clear() {
            entries = []
            places = [:]
        }

        mutating func watch(_ watcher: AsyncStream<Void>.Continuation) -> Int {
            watcherCount += 1
            watchers[watcherCount] = watcher
            watcher.yield()
            return watcherCount
        }

        mutating func unwatch(_ number: Int) {
            watchers[number] = nil
        }
    }
}
