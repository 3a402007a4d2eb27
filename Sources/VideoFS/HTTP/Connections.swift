internal import NIOCore
internal import NIOPosix

/// Connections of our own: warm ones, in pools by route, all on one event loop.
///
/// A general client opens a connection when a request needs one, and closes it when an answer is given
/// up. Here the next request finds one open: see ``RoutePool``.
final class Connections: Sendable {
    /// For the whole process. One thread: on two cores a second one cost throughput, and one carries more
    /// than a gigabyte a second, decryption included.
    static let eventLoop: any EventLoop = MultiThreadedEventLoopGroup._makePerpetualGroup(
        threadNamePrefix: "vidfs-net-", numberOfThreads: 1
    ).next()

    private final class Pools {
        var byRoute: [Route: RoutePool] = [:]
        var isSwept = false
        var isShut = false
    }

    private let eventLoop = Connections.eventLoop
    private let trust: Trust
    private let pools: NIOLoopBoundBox<Pools>

    init(trusting trust: Trust) {
        self.trust = trust
        pools = .makeBoxSendingValue(Pools(), eventLoop: eventLoop)
    }

    /// Time between two looks for connections that were idle for too long.
    private static let sweepPause = TimeAmount.seconds(5)

    /// Sends a request; the receiver hears of it on the event loop.
    func open(
        _ request: HTTPRequest, to address: WebAddress, through proxy: ProxyServer?, userAgent: String,
        for receiver: any BodyReceiver
    ) -> any RunningBody {
        let route = Route(to: address, through: proxy)
        warmUp(for: route)
        let exchange = Exchange(
            by: route, head: .init(request, to: address, by: route, userAgent: userAgent), body: request.body,
            for: receiver, on: eventLoop, idleTimeout: request.idleTimeout)
        eventLoop.execute {
            exchange.begin()
            self.pool(of: route).submit(exchange)
        }
        return exchange
    }

    /// Opens a connection for a request that will follow, where none is idle.
    ///
    /// - Parameters:
    ///   - address: where to.
    ///   - proxy: on the way there.
    func prepare(for address: WebAddress, through proxy: ProxyServer?) {
        let route = Route(to: address, through: proxy)
        warmUp(for: route)
        eventLoop.execute { self.pool(of: route).expect() }
    }

    /// Takes back one ``prepare(for:through:)`` of the same route.
    func withdraw(for address: WebAddress, through proxy: ProxyServer?) {
        let route = Route(to: address, through: proxy)
        eventLoop.execute { self.pools.value.byRoute[route]?.withdraw() }
    }

    /// Closes everything; requests under way, and later ones, end as cancelled.
    func shutDown() async {
        await withCheckedContinuation { continuation in
            eventLoop.execute {
                let pools = self.pools.value
                pools.isShut = true
                for pool in pools.byRoute.values { pool.shutDown() }
                continuation.resume()
            }
        }
    }

    /// What must not take the event loop's time. Its failure comes again where it can be told.
    private func warmUp(for route: Route) {
        if route.scheme == .https { _ = try? trust.context() }
    }

    private func pool(of route: Route) -> RoutePool {
        let pools = pools.value
        if let pool = pools.byRoute[route] { return pool }
        let pool = RoutePool(route, dialer: Dialer(eventLoop: eventLoop, trust: trust), on: eventLoop)
        pools.byRoute[route] = pool
        if pools.isShut { pool.shutDown() }
        sweepLater()
        return pool
    }

    private func sweepLater() {
        guard !pools.value.isSwept else { return }
        pools.value.isSwept = true
        eventLoop.scheduleTask(in: Self.sweepPause) { [weak self] in
            guard let self else { return }
            let pools = self.pools.value
            pools.isSwept = false
            pools.byRoute = pools.byRoute.filter { $0.value.sweep() }
            if !pools.byRoute.isEmpty { self.sweepLater() }
        }
    }
}
