internal import NIOCore

/// The connections of one route: those that wait for work, and the work that waits for them.
///
/// Confined to its event loop. A request takes the connection used last; where none is idle it takes
/// whichever comes first, one that is opened for it or one that another request gives back.
final class RoutePool {
    private let dialer: Dialer
    private let route: Route
    private let eventLoop: any EventLoop
    private var idle: [Connection] = []
    private var all: [ObjectIdentifier: Connection] = [:]
    private var waiting: [Exchange] = []
    /// Connections on their way.
    private var opening = 0
    private var isShut = false
    private var isSpareDue = false
    /// Requests that were announced and have not come yet.
    private var expected = 0
    /// When a spare that was lost was replaced last.
    private var lastReplacement = NIODeadline.uptimeNanoseconds(0)

    /// Streams that pause keep their connections: with fewer than there are readers, one would wait for
    /// another that waits for nobody.
    private static let limit = 512

    /// Connections kept for the next requests: one for each of a copier's parallel ranges.
    private static let idleLimit = 8

    /// Servers keep idle connections for 60 s and more; closing first spares the request that would find
    /// out.
    private static let idleTime = TimeAmount.seconds(55)
    private static let spareDelay = TimeAmount.milliseconds(5)
    private static let replacementPause = TimeAmount.seconds(10)

    init(_ route: Route, dialer: Dialer, on eventLoop: any EventLoop) {
        self.route = route
        self.dialer = dialer
        self.eventLoop = eventLoop
    }

    // MARK: - Requests

    func submit(_ exchange: Exchange) {
        guard !isShut else { return exchange.end(.failure(.cancelled)) }
        expected = max(expected - 1, 0)
        while !exchange.needsNewConnection, let connection = idle.popLast() {
            if connection.start(exchange) { return }
        }
        waiting.append(exchange)
        openMissing(spares: 0)
    }

    /// Announces a request: it is to find a connection, as are those announced before it.
    func expect() {
        guard !isShut else { return }
        expected = min(expected + 1, Self.idleLimit)
        openMissing(spares: max(expected - idle.count, 0))
    }

    /// Takes an announcement back: its request does not come.
    func withdraw() {
        expected = max(expected - 1, 0)
    }

    /// Sees to it that the next request finds a connection.
    private func keepSpare() {
        guard !isShut, idle.isEmpty else { return }
        openMissing(spares: 1)
    }

    /// An answer begins: unless it is a short one, which gives its connection back, the next request will
    /// want another. The answer itself comes first.
    func began() {
        guard idle.isEmpty, !isSpareDue else { return }
        isSpareDue = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.spareDelay) {
            self.isSpareDue = false
            if self.all.count > self.idle.count { self.keepSpare() }
        }
    }

    private func openMissing(spares: Int) {
        waiting.removeAll { $0.hasEnded }
        while opening < waiting.count + spares, all.count + opening < Self.limit {
            opening += 1
            dialer.dial(route, for: self)
        }
    }

    // MARK: - Connections

    /// A connection is ready for its first request.
    func opened(_ connection: Connection) {
        opening -= 1
        all[ObjectIdentifier(connection)] = connection
        guard !isShut else { return connection.close() }
        hand(connection, isNew: true)
    }

    func failed(_ error: HTTPError) {
        opening -= 1
        waiting.removeAll { $0.hasEnded }
        guard waiting.count > opening else { return }
        waiting.removeFirst().end(.failure(error))
    }

    /// A connection has done its work and can have more.
    func idled(_ connection: Connection) {
        guard !isShut else { return connection.close() }
        hand(connection, isNew: false)
    }

    private func hand(_ connection: Connection, isNew: Bool) {
        waiting.removeAll { $0.hasEnded }
        if let next = waiting.firstIndex(where: { isNew || !$0.needsNewConnection }) {
            // One that is handed on has only just ended an answer: the server may be about to close it.
            if !isNew { connection.rest() }
            let exchange = waiting.remove(at: next)
            if connection.start(exchange) { return }
            connection.close()
            waiting.insert(exchange, at: min(next, waiting.count))
            return openMissing(spares: 0)
        }
        connection.rest()
        guard idle.count < Self.idleLimit else { return connection.close() }
        idle.append(connection)
    }

    /// A connection is closed.
    func lost(_ connection: Connection) {
        all[ObjectIdentifier(connection)] = nil
        idle.removeAll { $0 === connection }
        let now = NIODeadline.now()
        // Where others work, the next seek is likely to come. A server that ends idle connections at once
        // is not asked again and again.
        guard all.count > idle.count, now - lastReplacement > Self.replacementPause else {
            return openMissing(spares: 0)
        }
        lastReplacement = now
        keepSpare()
    }

    /// Closes what was idle for long. To be called every few seconds.
    ///
    /// - Returns: whether there is anything left to watch.
    func sweep() -> Bool {
        // Those that have not come by now were given up.
        expected = 0
        let now = NIODeadline.now()
        let old = idle.filter { now - $0.idleSince > Self.idleTime }
        for connection in old { connection.close() }
        return !all.isEmpty || opening > 0 || !waiting.isEmpty
    }

    func shutDown() {
        isShut = true
        let exchanges = waiting
        waiting = []
        for exchange in exchanges { exchange.end(.failure(.cancelled)) }
        for connection in all.values { connection.shutDown() }
    }
}
