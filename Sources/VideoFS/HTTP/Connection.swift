internal import NIOCore
internal import NIOHTTP1
internal import NIOTLS

/// One connection to a server: at most one exchange at a time, and the way from the parser to its receiver.
///
/// Confined to its event loop.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private enum Phase {
        /// TLS is not agreed yet.
        case connecting
        case idle
        /// Asked, and nobody has ended it.
        case running(Exchange)
        /// The rest of an answer that nobody wants is taken, so that the connection can be used again.
        case draining(budget: Int)
        case closed
    }

    /// What arrived while the receiver paused.
    private enum Arrival {
        case part(HTTPClientResponsePart)
        case lost(any Error)
    }

    private let pool: RoutePool
    private let channel: any Channel
    private var phase: Phase
    private var context: ChannelHandlerContext?
    /// Whether it waited for work: then the server may have closed it at any moment.
    private var wasIdle = false
    private var heardHead = false
    private let intake: Intake
    private var keepsAlive = true
    /// Bytes of the body still to be taken, where the head said.
    private var remaining: Int?
    /// Of those, what the socket has still to bring.
    private var unread: Int?
    private var isPaused = false
    private var backlog = CircularBuffer<Arrival>()
    private var timer: Scheduled<Void>?
    private(set) var idleSince = NIODeadline.now()

    /// - Parameters:
    ///   - channel: where it is the last handler.
    ///   - intake: before the parser.
    ///   - pool: told when it can be used, is idle, is closed.
    ///   - isSecured: whether there is no handshake to wait for.
    init(_ channel: any Channel, behind intake: Intake, in pool: RoutePool, isSecured: Bool) {
        self.channel = channel
        self.intake = intake
        self.pool = pool
        phase = isSecured ? .idle : .connecting
    }

    /// Bytes that are cheaper to take than a new connection is to open: two to four round trips, which
    /// carry a megabyte at 200 Mbit/s and 40 ms, and the window to grow again.
    private static let drainable = 512 << 10
    private static let drainTime = TimeAmount.seconds(2)

    // MARK: - For the pool and the exchange

    /// Sends a request.
    ///
    /// - Returns: false where it has work already, or is closed: another has to take the request.
    func start(_ exchange: Exchange) -> Bool {
        guard case .idle = phase, let context, channel.isActive else { return false }
        phase = .running(exchange)
        heardHead = false
        intake.hasHeard = false
        (remaining, unread) = (nil, nil)
        exchange.attach(to: self)
        context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
        if let body = exchange.body, !body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        return true
    }

    /// Waits for work from now on.
    func rest() {
        wasIdle = true
        idleSince = .now()
    }

    /// Gives up where TLS is not agreed in time.
    func awaitHandshake(within patience: TimeAmount) {
        timer = channel.eventLoop.assumeIsolated().scheduleTask(in: patience) {
            self.lose(by: HTTPError.unreachable("no secure connection in time"))
            self.close()
        }
    }

    /// Lets the answer flow again.
    func resume() {
        guard isPaused else { return }
        isPaused = false
        while !isPaused, let arrival = backlog.popFirst() { take(arrival) }
        if !isPaused { setReading(true) }
    }

    /// The exchange has ended from this side.
    ///
    /// - Parameter isSilent: whether the server has said nothing for long, so that nothing is hoped for.
    func abandon(isSilent: Bool) {
        guard case .running = phase else { return }
        guard !isSilent, !heardHead || remaining.map({ $0 <= Self.drainable }) == true else { return close() }
        phase = .draining(budget: Self.drainable)
        timer = channel.eventLoop.assumeIsolated().scheduleTask(in: Self.drainTime) { self.close() }
        isPaused = true
        resume()
    }

    func close() {
        isPaused = false
        backlog.removeAll()
        channel.close(promise: nil)
        // Where it was lost during a pause, nobody will say so again.
        if !channel.isActive { lose(by: Ended()) }
    }

    /// Ends an exchange under way as the whole transport ends.
    func shutDown() {
        if case .running(let exchange) = phase { exchange.end(.failure(.cancelled)) }
        close()
    }

    // MARK: - ChannelInboundHandler

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .connecting = phase, case .handshakeCompleted? = event as? TLSUserEvent {
            timer?.cancel()
            phase = .idle
            pool.opened(self)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        arrived(unwrapInboundIn(data))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        lose(by: error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        lose(by: Ended())
        context.fireChannelInactive()
    }

    /// The other side hung up, and the parser had nothing to say about it.
    private struct Ended: Error {}

    // MARK: - For the intake

    /// Takes the next part of an answer, or keeps it while the receiver pauses.
    func arrived(_ part: HTTPClientResponsePart) {
        if case .body(let bytes) = part { unread = unread.map { $0 - bytes.readableBytes } }
        if isPaused { backlog.append(.part(part)) } else { take(part) }
    }

    /// Bytes that are still to come of a body that somebody wants and whose length is known.
    var unreadBody: Int? {
        guard case .running = phase, heardHead, !isPaused else { return nil }
        return unread
    }

    /// Where the next bytes of the body should go; `nil` where they are to come as any others.
    func room(for count: Int) -> BodyRoom? {
        guard case .running(let exchange) = phase, !isPaused else { return nil }
        return exchange.room(for: count)
    }

    /// Bytes of the body are where they should go.
    func filled(_ count: Int, of room: BodyRoom) {
        remaining = remaining.map { $0 - count }
        unread = unread.map { $0 - count }
        guard case .running(let exchange) = phase else { return }
        heed(exchange.filled(count, of: room))
    }

    /// The other side said more than it was asked for: it cannot be believed any further.
    func endsHere() {
        keepsAlive = false
    }

    // MARK: - What arrives

    private func take(_ arrival: Arrival) {
        switch arrival {
        case .part(let part): take(part)
        case .lost(let error): lose(by: error)
        }
    }

    private func take(_ part: HTTPClientResponsePart) {
        switch part {
        case .head(let head): take(head)
        case .body(let bytes): take(bytes)
        case .end: finish()
        }
    }

    private func take(_ head: HTTPResponseHead) {
        heardHead = true
        keepsAlive = head.isKeepAlive
        let answer = HTTPHead(
            status: Int(head.status.code), headers: head.headers.map { (name: $0.name, value: $0.value) })
        remaining = answer["Content-Length"].flatMap { Int($0) }
        unread = remaining
        switch phase {
        case .running(let exchange):
            pool.began()
            if !exchange.received(answer) { abandon(isSilent: false) }
        case .draining(let budget):
            if remaining.map({ $0 > budget }) == true { close() }
        case .connecting, .idle, .closed: close()
        }
    }

    private func take(_ bytes: ByteBuffer) {
        remaining = remaining.map { $0 - bytes.readableBytes }
        switch phase {
        case .running(let exchange):
            heed(exchange.received(bytes))
        case .draining(let budget):
            let left = budget - bytes.readableBytes
            if left < 0 { close() } else { phase = .draining(budget: left) }
        case .connecting, .idle, .closed: break
        }
    }

    private func heed(_ demand: BodyDemand) {
        switch demand {
        case .more: break
        case .stop: abandon(isSilent: false)
        case .pause:
            isPaused = true
            setReading(false)
        }
    }

    private func finish() {
        timer?.cancel()
        timer = nil
        let last = phase
        if case .closed = last { return }
        // What came behind the end during a pause is the loss of the connection, or the answer to nothing.
        if keepsAlive, backlog.isEmpty, channel.isActive {
            phase = .idle
            pool.idled(self)
        } else {
            phase = .closed
            pool.lost(self)
            close()
        }
        if case .running(let exchange) = last { exchange.end(.success(())) }
    }

    /// The connection is gone, or is of no use any more.
    private func lose(by error: any Error) {
        if isPaused {
            backlog.append(.lost(error))
            return
        }
        let last = phase
        phase = .closed
        timer?.cancel()
        switch last {
        case .closed: return
        case .connecting:
            pool.failed(
                error is Ended
                    ? .unreachable(HTTPError.noSecureConnection) : HTTPError(error, answered: false))
        case .idle, .draining: pool.lost(self)
        case .running(let exchange):
            pool.lost(self)
            if wasIdle, !intake.hasHeard, exchange.mayRepeat() {
                pool.submit(exchange)
            } else {
                exchange.end(
                    .failure(
                        error is Ended ? .hungUp(answered: heardHead) : HTTPError(error, answered: heardHead))
                )
            }
        }
    }

    private func setReading(_ isReading: Bool) {
        // Fails only on a channel that is closed, whose end is told anyway.
        try? channel.syncOptions?.setOption(.autoRead, value: isReading)
    }
}
