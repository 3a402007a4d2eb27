internal import NIOCore

/// Knows whether anything of an answer arrived, of which the parser says nothing before a head is whole.
final class FirstByte: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// To be set to false before a request goes out.
    var hasHeard = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasHeard = true
        context.fireChannelRead(data)
    }
}
