internal import NIOCore

/// Takes what arrives on its channel, keeps it for as long as the line needs, and writes it to another.
///
/// Two of them, one each way, make a connection; both live on one event loop. Memory is bounded by
/// ``Lane/capacity``: beyond it nothing is read, and the sender waits as it does for a slow line.
final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var lane: Lane
    private let destination: any Channel
    /// What is on its way, with the time of its arrival; `nil` for the end of the connection.
    private var onTheWay = CircularBuffer<(due: Int64, bytes: ByteBuffer?)>()
    private var byteCount = 0
    private var isWaiting = false
    private var isReading = false
    private var hasEnded = false
    /// The relay of the other direction, whose destination is this channel. Each keeps the other until its
    /// own end has arrived: a channel that closed first has still bytes on the way.
    var opposite: Relay?
    private var context: ChannelHandlerContext?

    init(lane: Lane, to destination: any Channel) {
        self.lane = lane
        self.destination = destination
    }

    /// Bytes are sliced to this before they enter the line, so that the first of a large read do not wait
    /// for the last.
    private static let slice = 64 << 10

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { readMore() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        readMore()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard destination.isActive else { return }
        let now = self.now
        while let piece = bytes.readSlice(length: min(bytes.readableBytes, Self.slice)),
            piece.readableBytes > 0
        {
            byteCount += piece.readableBytes
            onTheWay.append((lane.send(piece.readableBytes, at: now), piece))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        deliver()
    }

    func channelInactive(context: ChannelHandlerContext) {
        // What the other side still sends has nobody to arrive at.
        opposite?.drop()
        end()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { opposite?.deliver() }
    }

    private func end() {
        guard !hasEnded else { return }
        hasEnded = true
        onTheWay.append((lane.send(0, at: now), nil))
        deliver()
    }

    private func drop() {
        onTheWay.removeAll { $0.bytes != nil }
        byteCount = 0
    }

    /// Writes what has arrived, as far as the destination takes it, and waits for the next.
    private func deliver() {
        let now = self.now
        var wrote = false
        while let next = onTheWay.first, next.due <= now, destination.isWritable || !destination.isActive {
            onTheWay.removeFirst()
            guard let bytes = next.bytes else {
                closeDestination()
                return
            }
            byteCount -= bytes.readableBytes
            destination.write(bytes, promise: nil)
            wrote = true
        }
        if wrote { destination.flush() }
        waitForNext(now)
        readMore()
    }

    /// Closes the destination behind what it has still to send, which closing alone would throw away.
    private func closeDestination() {
        opposite = nil
        let destination = destination
        destination.writeAndFlush(ByteBuffer()).whenComplete { _ in destination.close(promise: nil) }
    }

    private func waitForNext(_ now: Int64) {
        guard !isWaiting, let next = onTheWay.first, next.due > now else { return }
        isWaiting = true
        // The destination's, since both channels share it and this one may be closed already.
        destination.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(next.due - now)) {
            self.isWaiting = false
            self.deliver()
        }
    }

    private func readMore() {
        guard let context, !isReading, !hasEnded, byteCount < lane.capacity else { return }
        isReading = true
        context.read()
    }

    private var now: Int64 { Int64(clamping: destination.eventLoop.now.uptimeNanoseconds) }
}
