internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// One answer on its way: AsyncHTTPClient's delegate on one side, the receiver on the other.
///
/// All calls to the receiver come from one event loop, which serves as the lock between them. The mutex
/// guards what other threads touch too; it is never held while the receiver or the library is called.
final class ClientBody: HTTPClientResponseDelegate, RunningBody {
    private let receiver: any BodyReceiver
    private let eventLoop: any EventLoop
    private let idleTimeout: TimeAmount
    private let state = Mutex(State())

    private struct State {
        var task: HTTPClient.Task<Void>?
        /// Completed to let the next part come.
        var gate: EventLoopPromise<Void>?
        var lastByte = NIODeadline.now()
        var answered = false
        var ended = false
        /// Whether the rest is taken from the socket and thrown away.
        var drains = false
        var idleTimer: Scheduled<Void>?
        var deadlineTimer: Scheduled<Void>?
    }

    /// - Parameters:
    ///   - receiver: who hears the answer; held until its last call.
    ///   - eventLoop: where it hears it.
    ///   - idleTimeout: as in ``HTTPRequest/idleTimeout``. The library has such a time limit too, but it
    ///     is the same for all requests and goes on counting while a receiver pauses.
    init(for receiver: any BodyReceiver, on eventLoop: any EventLoop, idleTimeout: Duration) {
        self.receiver = receiver
        self.eventLoop = eventLoop
        self.idleTimeout = TimeAmount(min(idleTimeout, Self.longest))
    }

    /// A day: beyond it sums of times could overflow.
    private static let longest = Duration.seconds(86_400)

    /// Sends the request; `deadline` is the time for everything. Call it once.
    func start(_ request: HTTPClient.Request, on client: HTTPClient, deadline: Duration? = nil) {
        watchIdleness(in: idleTimeout)
        if let deadline {
            let timer = eventLoop.scheduleTask(in: TimeAmount(min(deadline, Self.longest))) {
                self.end(.failure(.timedOut))
            }
            state.withLock { $0.deadlineTimer = timer }
        }
        let task = client.execute(request: request, delegate: self, eventLoop: .delegate(on: eventLoop))
        let ended = state.withLock { state in
            if !state.ended { state.task = task }
            return state.ended
        }
        if ended { task.cancel() }
        // A client that is shut down fails the task without a word to its delegate.
        task.futureResult.whenFailure { self.fail($0) }
    }

    /// Ends with an error before anything was sent.
    func refuse(_ error: HTTPError) {
        eventLoop.execute { self.end(.failure(error)) }
    }

    // MARK: - RunningBody

    /// Always by way of the loop's queue, so that a call made between the receiver's decision to pause and
    /// its return arrives after the pause.
    func resume() {
        eventLoop.execute {
            let gate = self.state.withLock { state in
                // The pause was the receiver's, so the other side's time starts anew.
                if state.gate != nil { state.lastByte = .now() }
                return state.gate.take()
            }
            gate?.succeed()
        }
    }

    func cancel() {
        eventLoop.execute { self.end(.failure(.cancelled)) }
    }

    // MARK: - HTTPClientResponseDelegate

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        guard arrived() else { return eventLoop.makeFailedFuture(HTTPError.cancelled) }
        let head = HTTPHead(
            status: Int(head.status.code), headers: head.headers.map { (name: $0.name, value: $0.value) })
        guard !receiver.received(head) else { return eventLoop.makeSucceededVoidFuture() }
        guard let length = head["Content-Length"].flatMap({ Int($0) }), length <= Self.drainable else {
            return stop()
        }
        drain(task)
        return eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ bytes: ByteBuffer) -> EventLoopFuture<Void> {
        guard arrived() else {
            return state.withLock({ $0.drains })
                ? eventLoop.makeSucceededVoidFuture() : eventLoop.makeFailedFuture(HTTPError.cancelled)
        }
        switch receiver.received(bytes) {
        case .more: return eventLoop.makeSucceededVoidFuture()
        case .stop: return stop()
        case .pause:
            let gate = eventLoop.makePromise(of: Void.self)
            state.withLock { $0.gate = gate }
            return gate.futureResult
        }
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) throws {
        end(.success(()))
    }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
        fail(error)
    }

    // MARK: - Ending

    /// Notes that something arrived.
    ///
    /// - Returns: false when nobody listens any more.
    private func arrived() -> Bool {
        state.withLock { state in
            state.lastByte = .now()
            state.answered = true
            return !state.ended
        }
    }

    private func stop() -> EventLoopFuture<Void> {
        end(.failure(.cancelled))
        return eventLoop.makeFailedFuture(HTTPError.cancelled)
    }

    /// Ends for the receiver, but takes the short rest, so that the connection can be used again: what is
    /// declined at its head is mostly an expired link, and the next request follows at once.
    private func drain(_ task: HTTPClient.Task<Void>) {
        state.withLock { $0.drains = true }
        end(.failure(.cancelled))
        let timer = eventLoop.scheduleTask(in: Self.drainTime) { task.cancel() }
        task.futureResult.whenComplete { _ in timer.cancel() }
    }

    /// Bytes, and time, that are cheaper than a new connection.
    private static let drainable = 65_536
    private static let drainTime = TimeAmount.seconds(2)

    /// An address that the library cannot use is reported on the thread that asked.
    private func fail(_ error: any Error) {
        guard eventLoop.inEventLoop else { return eventLoop.execute { self.fail(error) } }
        end(.failure(HTTPError(error, answered: state.withLock { $0.answered })))
    }

    /// Tells the receiver, the first time, and lets go of everything. On the event loop.
    private func end(_ outcome: Result<Void, HTTPError>) {
        eventLoop.preconditionInEventLoop()
        let last: State? = state.withLock { state in
            guard !state.ended else { return nil }
            defer {
                state = State(ended: true, drains: state.drains)
            }
            return state
        }
        guard let last else { return }
        last.idleTimer?.cancel()
        last.deadlineTimer?.cancel()
        if case .failure = outcome, !last.drains { last.task?.cancel() }
        last.gate?.fail(HTTPError.cancelled)
        receiver.ended(outcome)
    }

    /// One timer that looks at the clock when it fires: moving it with every part would cost more than
    /// the parts.
    private func watchIdleness(in time: TimeAmount) {
        let timer = eventLoop.scheduleTask(in: time) {
            let left: TimeAmount? = self.state.withLock { state in
                guard !state.ended else { return nil }
                guard state.gate == nil else { return self.idleTimeout }
                return state.lastByte + self.idleTimeout - .now()
            }
            guard let left else { return }
            if left > .zero { self.watchIdleness(in: left) } else { self.end(.failure(.timedOut)) }
        }
        state.withLock { $0.idleTimer = timer }
    }
}
