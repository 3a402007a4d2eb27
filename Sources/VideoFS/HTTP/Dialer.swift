internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Opens connections: socket, tunnel, TLS, parser.
struct Dialer: Sendable {
    let eventLoop: any EventLoop
    let trust: Trust

    /// Time to a connection, and again to a secure one.
    private static let patience = TimeAmount.seconds(10)

    /// Bytes taken from a secure connection's socket at a time. With a size that adapts, every pause starts small
    /// again.
    private static let receiveBuffer = 256 << 10

    /// The same of a plain connection, whose long bodies go past the network library: each connection keeps such a
    /// buffer, and 64 players that begin have 128 connections.
    static let plainReceiveBuffer = 64 << 10

    /// Reads between two looks at other connections. One, so that no more than one buffer arrives after a
    /// receiver said that it wants no more.
    private static let readsAtATime: UInt = 1

    /// Far beyond the longest signed header seen; what is longer comes from nobody's CDN.
    private static let longestHead = 64 << 10

    /// Tells the pool of a connection that is ready, or why there is none. On the event loop.
    func dial(_ route: Route, for pool: RoutePool) {
        let peer = route.peer
        ClientBootstrap(group: eventLoop)
            .connectTimeout(Self.patience)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(
                    capacity: route.scheme == .http ? Self.plainReceiveBuffer : Self.receiveBuffer)
            )
            .channelOption(.maxMessagesPerRead, value: Self.readsAtATime)
            .connect(host: peer.host, port: peer.port)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .failure(let error): pool.failed(HTTPError(error, answered: false))
                case .success(let channel) where route.needsTunnel:
                    tunnel(route, over: channel, for: pool)
                case .success(let channel): build(route, on: channel, for: pool)
                }
            }
    }

    private func tunnel(_ route: Route, over channel: any Channel, for pool: RoutePool) {
        let tunnel = ProxyTunnel(route) { outcome in
            switch outcome {
            case .success: build(route, on: channel, for: pool)
            case .failure(let error):
                channel.close(promise: nil)
                pool.failed(error)
            }
        }
        do {
            try channel.pipeline.syncOperations.addHandler(tunnel, position: .last)
            tunnel.ask(within: Self.patience)
        } catch {
            channel.close(promise: nil)
            pool.failed(HTTPError(error, answered: false))
        }
    }

    private func build(_ route: Route, on channel: any Channel, for pool: RoutePool) {
        let isPlain = route.scheme == .http
        let intake = Intake {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderListSize = Self.longestHead
            return ByteToMessageHandler(HTTPResponseDecoder(limitConfiguration: limits))
        }
        let connection = Connection(channel, behind: intake, in: pool, isSecured: isPlain)
        do {
            let pipeline = channel.pipeline.syncOperations
            // Before the handshake begins, so that nothing of it is missed.
            try pipeline.addHandler(HTTPRequestEncoder())
            try pipeline.addHandler(intake)
            try intake.addParser(in: channel)
            try pipeline.addHandler(NIOHTTPRequestHeadersValidator())
            try pipeline.addHandler(connection)
            if !isPlain {
                let handler = try NIOSSLClientHandler(
                    context: trust.context(), serverHostname: route.serverName)
                try pipeline.addHandler(handler, position: .first)
            }
        } catch {
            channel.close(promise: nil)
            return pool.failed(HTTPError(error, answered: false))
        }
        if isPlain {
            intake.serve(connection)
            pool.opened(connection)
        } else {
            connection.awaitHandshake(within: Self.patience)
        }
    }
}
