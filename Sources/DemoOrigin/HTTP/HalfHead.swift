internal import NIOCore

/// Sends the first half of an answer's head past the encoder, which knows only whole ones.
///
/// First in the pipeline, next to the socket. Confined to its event loop.
final class HalfHead: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var context: ChannelHandlerContext?

    /// Returns once the bytes are with the kernel.
    static func send(on channel: any Channel) async throws {
        try await channel.eventLoop.flatSubmit {
            do {
                return try channel.pipeline.syncOperations.handler(type: HalfHead.self).send()
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }.get()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    private func send() -> EventLoopFuture<Void> {
        guard let context else { preconditionFailure("a handler of a pipeline has a context") }
        let text = ByteBuffer(string: "HTTP/1.1 206 Partial Content\r\nContent-Type: video/mp4\r\nContent-Le")
        return context.writeAndFlush(wrapOutboundOut(text))
    }
}
