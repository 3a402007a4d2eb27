internal import Synchronization

/// One caller who waits for an answer that others may share.
///
/// Settled once, by whichever comes first: the answer, the deadline, or the caller's own
/// cancellation. None of the latter two touches the question itself.
final class Waiter<Value: Sendable>: Sendable {
    typealias Outcome = Result<Value, CatalogError>

    private enum State {
        case idle
        case waiting(CheckedContinuation<Outcome, Never>)
        case settled(Outcome)
    }

    private let state = Mutex(State.idle)

    /// Gives the caller its answer. Later ones are dropped.
    func settle(_ outcome: Outcome) {
        let waiting = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            switch state {
            case .settled: return nil
            case .idle:
                state = .settled(outcome)
                return nil
            case .waiting(let continuation):
                state = .settled(outcome)
                return continuation
            }
        }
        waiting?.resume(returning: outcome)
    }

    /// Waits. To be called once.
    ///
    /// - Throws: what it was settled with, or ``CatalogError/timedOut`` after `deadline` and when the
    ///   calling task is cancelled.
    func value(within deadline: Duration, on clock: any Clock<Duration>) async throws(CatalogError) -> Value {
        let timer = Task {
            // Thrown only when the answer came first.
            guard (try? await clock.sleep(for: deadline)) != nil else { return }
            settle(.failure(.timedOut))
        }
        defer { timer.cancel() }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { wait(with: $0) }
        } onCancel: {
            settle(.failure(.timedOut))
        }
        return try outcome.get()
    }

    private func wait(with continuation: CheckedContinuation<Outcome, Never>) {
        let early = state.withLock { state -> Outcome? in
            guard case .settled(let outcome) = state else {
                state = .waiting(continuation)
                return nil
            }
            return outcome
        }
        if let early { continuation.resume(returning: early) }
    }
}
