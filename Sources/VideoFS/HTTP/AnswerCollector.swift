internal import NIOCore
internal import Synchronization

/// Collects a small answer whole.
final class AnswerCollector: BodyReceiver {
    private let limit: Int
    private let state = Mutex(State())

    private struct State {
        var head: HTTPHead?
        var body: [UInt8] = []
        var tooLarge = false
        var outcome: Result<HTTPAnswer, HTTPError>?
        var waiting: CheckedContinuation<Result<HTTPAnswer, HTTPError>, Never>?
    }

    /// - Parameter limit: bytes of body that may be held.
    init(limit: Int) {
        self.limit = limit
    }

    func received(_ head: HTTPHead) -> Bool {
        let announced = head["Content-Length"].flatMap { Int($0) } ?? 0
        return state.withLock { state in
            state.head = head
            state.tooLarge = announced > limit
            return !state.tooLarge
        }
    }

    func received(_ bytes: ByteBuffer) -> BodyDemand {
        state.withLock { state in
            guard bytes.readableBytes <= limit - state.body.count else {
                state.tooLarge = true
                return .stop
            }
            state.body.append(contentsOf: bytes.readableBytesView)
            return .more
        }
    }

    func ended(_ outcome: Result<Void, HTTPError>) {
        let (waiting, result) = state.withLock { state in
            let result: Result<HTTPAnswer, HTTPError> =
                switch (outcome, state.head) {
                case (.failure, _) where state.tooLarge: .failure(.bodyTooLarge(limit: limit))
                case (.failure(let error), _): .failure(error)
                case (.success, let head?): .success(HTTPAnswer(head: head, body: state.body))
                case (.success, nil): .failure(.cut("the connection ended without an answer"))
                }
            state.outcome = result
            state.body = []
            return (state.waiting.take(), result)
        }
        waiting?.resume(returning: result)
    }

    /// Waits for the end. Call it once.
    func answer() async throws(HTTPError) -> HTTPAnswer {
        let result = await withCheckedContinuation { continuation in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.waiting = continuation }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
        return try result.get()
    }
}
