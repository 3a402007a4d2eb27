import NIOCore
import NIOPosix

@testable import VideoFS

/// A proxy that leads every tunnel to one port of this machine.
struct TunnelServer {
    private let channel: any Channel
    let port: Int
    /// Tunnels asked for.
    let questions = Counter()

    init(to target: Int) async throws {
        let questions = questions
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Side(to: target, counting: questions))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func stop() async throws {
        try await channel.close()
    }

    /// One side of a tunnel: passes on what it hears.
    private final class Side: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let target: Int
        private let questions: Counter?
        private var other: (any Channel)?

        init(to target: Int, counting questions: Counter) {
            self.target = target
            self.questions = questions
        }

        init(other: any Channel) {
            target = 0
            questions = nil
            self.other = other
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            if let other { return other.writeAndFlush(bytes, promise: nil) }
            questions?.add()
            let asking = context.channel
            ClientBootstrap(group: context.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Side(other: asking))
                    }
                }
                .connect(host: "127.0.0.1", port: target)
                .assumeIsolated()
                .whenSuccess { channel in
                    self.other = channel
                    asking.say("HTTP/1.1 200 Connection established\r\n\r\n")
                }
        }

        func channelInactive(context: ChannelHandlerContext) {
            other?.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
