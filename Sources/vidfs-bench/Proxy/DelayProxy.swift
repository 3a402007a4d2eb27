internal import NIOCore
internal import NIOPosix

/// A TCP relay on 127.0.0.1 whose connections behave like a line of ``LineSettings``.
struct DelayProxy: Sendable {
    /// The port it listens on.
    let port: Int
    private let listener: any Channel

    /// Starts to listen.
    ///
    /// - Throws: an error of the network, such as a port that is taken.
    static func start(port: Int, target: Int, line: LineSettings) async throws -> DelayProxy {
        // One thread: a relay that takes both processors would measure itself.
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: receiveSizes)
            .childChannelOption(.writeBufferWaterMark, value: waterMark)
            .childChannelInitializer { client in connect(client, to: target, by: line) }
            .bind(host: "127.0.0.1", port: port).get()
        return DelayProxy(port: listener.localAddress?.port ?? port, listener: listener)
    }

    /// Closes the listener. Connections end with the process.
    func stop() async throws {
        try await listener.close()
    }

    private static func connect(
        _ client: any Channel, to target: Int, by line: LineSettings
    ) -> EventLoopFuture<Void> {
        let now = Int64(clamping: client.eventLoop.now.uptimeNanoseconds)
        return ClientBootstrap(group: client.eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.recvAllocator, value: receiveSizes)
            .channelOption(.writeBufferWaterMark, value: waterMark)
            // Without it the kernel takes in some MiB of a body that nobody asked the line to carry.
            .channelOption(.socketOption(.so_rcvbuf), value: 256 << 10)
            .connect(host: "127.0.0.1", port: target)
            .flatMapThrowing { server in
                // The connection to the proxy stood at once; the handshake of a real one takes a round trip.
                let requests = Lane(delay: line.delay, bytesPerSecond: nil, openAt: now + line.roundTrip)
                let answers = Lane(delay: line.delay, bytesPerSecond: line.bytesPerSecond)
                let up = Relay(lane: requests, to: server)
                let down = Relay(lane: answers, to: client)
                up.opposite = down
                down.opposite = up
                try client.pipeline.syncOperations.addHandler(up)
                try server.pipeline.syncOperations.addHandler(down)
            }
    }

    /// Small enough that what waits holds little more than its bytes, large enough for few system calls.
    private static var receiveSizes: AdaptiveRecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: 4 << 10, initial: 64 << 10, maximum: 256 << 10)
    }

    private static var waterMark: ChannelOptions.Types.WriteBufferWaterMark {
        .init(low: 64 << 10, high: 256 << 10)
    }
}
