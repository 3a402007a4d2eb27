internal import NIOCore
internal import NIOHTTP1

/// One request and its answer on connections of our own.
///
/// Everything but ``resume()`` and ``cancel()`` happens on the event loop, which serves as the lock. It
/// lives through at most two connections: one that the server closed while it was idle takes nothing away
/// from the request.
final class Exchange: RunningBody {
    let route: Route
    let head: HTTPRequestHead
    let body: [UInt8]?
    private let receiver: any BodyReceiver
    private let eventLoop: any EventLoop
    private let idleTimeout: TimeAmount
    private let box: NIOLoopBoundBox<State>

    private final class State {
        var connection: Connection?
        var lastByte = NIODeadline.now()
        var isPaused = false
        var isAnswered = false
        var hasEnded = false
        var wasRepeated = false
        var idleTimer: Scheduled<Void>?
    }

    /// - Parameters:
    ///   - route: where it goes.
    ///   - head: what is sent.
    ///   - body: sent after it; its length stands in the head.
    ///   - receiver: who hears the answer; held until its last call.
    ///   - eventLoop: where it hears it.
    ///   - idleTimeout: as in ``HTTPRequest/idleTimeout``.
    init(
        by route: Route, head: HTTPRequestHead, body: [UInt8]?, for receiver: any BodyReceiver,
        on eventLoop: any EventLoop, idleTimeout: Duration
    ) {
        self.route = route
        self.head = head
        self.body = body
        self.receiver = receiver
        self.eventLoop = eventLoop
        self.idleTimeout = TimeAmount(min(idleTimeout, Self.longest))
        box = .makeBoxSendingValue(State(), eventLoop: eventLoop)
    }

    /// A day: beyond it sums of times could overflow.
    private static let longest = Duration.seconds(86_400)

    // MARK: - RunningBody

    /// Always by way of the loop's queue, so that a call made between the receiver's decision to pause and
    /// its return arrives after the pause.
    func resume() {
        eventLoop.execute {
            let state = self.box.value
            guard state.isPaused else { return }
            state.isPaused = false
            // The pause was the receiver's, so the other side's time starts anew.
            state.lastByte = .now()
            state.connection?.resume()
        }
    }

    func cancel() {
        eventLoop.execute { self.abandon(.cancelled) }
    }

    // MARK: - On the event loop

    var hasEnded: Bool { box.value.hasEnded }

    /// Whether only a connection that never was idle will do.
    var needsNewConnection: Bool { box.value.wasRepeated }

    /// Starts the clock, before there is a connection.
    func begin() {
        box.value.lastByte = .now()
        watchIdleness(in: idleTimeout)
    }

    func attach(to connection: Connection) {
        box.value.connection = connection
    }

    /// - Returns: whether the body is wanted.
    func received(_ head: HTTPHead) -> Bool {
        let state = box.value
        state.lastByte = .now()
        state.isAnswered = true
        if route.asksProxy, head.status == 407 {
            end(.failure(.unreachable("the proxy asks for a user name and password")))
            return false
        }
        let isWanted = receiver.received(head)
        if !isWanted { end(.failure(.cancelled)) }
        return isWanted
    }

    func received(_ bytes: ByteBuffer) -> BodyDemand {
        box.value.lastByte = .now()
        return heed(receiver.received(bytes))
    }

    /// Where the next bytes of the body should go, if the receiver has a place for them.
    func room(for count: Int) -> BodyRoom? {
        receiver.room(for: count)
    }

    /// Bytes arrived there; none where there were none.
    func filled(_ count: Int, of room: BodyRoom) -> BodyDemand {
        if count > 0 { box.value.lastByte = .now() }
        return heed(receiver.filled(count, of: room))
    }

    private func heed(_ demand: BodyDemand) -> BodyDemand {
        let state = box.value
        switch demand {
        case .more: break
        case .pause: state.isPaused = true
        case .stop: end(.failure(.cancelled))
        }
        return demand
    }

    /// Tells the receiver the end, the first time, and lets go of everything.
    func end(_ outcome: Result<Void, HTTPError>) {
        let state = box.value
        guard !state.hasEnded else { return }
        state.hasEnded = true
        state.connection = nil
        state.idleTimer?.cancel()
        state.idleTimer = nil
        receiver.ended(outcome)
    }

    /// Takes note that its connection was lost before a byte of the answer.
    ///
    /// - Returns: whether it may go out once more.
    func mayRepeat() -> Bool {
        let state = box.value
        // What is not safe to say twice (RFC 9110, section 9.2.2) is not said twice.
        guard !state.hasEnded, !state.wasRepeated, !state.isAnswered, body == nil,
            head.method == .GET || head.method == .HEAD
        else { return false }
        state.wasRepeated = true
        state.connection = nil
        return true
    }

    /// Ends it from this side.
    private func abandon(_ error: HTTPError) {
        let connection = box.value.connection
        guard !box.value.hasEnded else { return }
        end(.failure(error))
        connection?.abandon(isSilent: error == .timedOut)
    }

    /// One timer that looks at the clock when it fires: moving it with every part would cost more than
    /// the parts.
    private func watchIdleness(in time: TimeAmount) {
        box.value.idleTimer = eventLoop.scheduleTask(in: time) {
            let state = self.box.value
            guard !state.hasEnded else { return }
            let left = state.isPaused ? self.idleTimeout : state.lastByte + self.idleTimeout - .now()
            if left > .zero { self.watchIdleness(in: left) } else { self.abandon(.timedOut) }
        }
    }
}
