internal import Synchronization

/// The requests that are answered later, each under a number.
///
/// Who takes a number out answers it, so a request is answered once however many want to: the work
/// that was done for it, the interrupt of its process, the end of the mount. libfuse may deliver an
/// interrupt after the answer: a late number finds nothing; a late pointer would find freed memory.
final class RunningRequests: Sendable {
    private struct State {
        var next: UInt64 = 1
        var waiting: [UInt64: FuseRequest.Token] = [:]
        var abandon: [UInt64: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// A number for a request that is about to be kept.
    var nextNumber: UInt64 {
        state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
    }

    /// Keeps a request until somebody takes it, which may be before this returns: whoever keeps it must have
    /// done with it.
    func keep(_ token: FuseRequest.Token, as number: UInt64) {
        state.withLock { $0.waiting[number] = token }
    }

    /// Says how to stop the work for a request, should its process leave. Runs it at once where the
    /// request was taken before as abandoned; drops it where it was answered.
    func onAbandon(_ number: UInt64, _ body: @escaping @Sendable () -> Void) {
        state.withLock { state in
            if state.waiting[number] != nil { state.abandon[number] = body }
        }
    }

    /// Takes a request out to answer it; `nil` where somebody did before.
    func take(_ number: UInt64) -> FuseRequest.Token? {
        state.withLock { state in
            state.abandon[number] = nil
            return state.waiting.removeValue(forKey: number)
        }
    }

    /// Takes a request out because its process left, together with what stops its work.
    func abandon(_ number: UInt64) -> (token: FuseRequest.Token, stop: (@Sendable () -> Void)?)? {
        state.withLock { state in
            let stop = state.abandon.removeValue(forKey: number)
            guard let token = state.waiting.removeValue(forKey: number) else { return nil }
            return (token, stop)
        }
    }

    /// The numbers of all requests that wait now.
    var numbers: [UInt64] {
        state.withLock { Array($0.waiting.keys) }
    }
}
