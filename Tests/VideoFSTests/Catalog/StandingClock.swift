import Synchronization

@testable import VideoFS

extension CatalogFixture {
    /// A clock that stands still until it is moved.
    final class StandingClock: Clock {
        struct Instant: InstantProtocol {
            var offset = Swift.Duration.zero

            func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }

        private struct State {
            var now = Instant()
            var sleepers: [Int: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
            var next = 0
            var cancelled: Set<Int> = []
        }

        private let state = Mutex(State())

        var now: Instant { state.withLock { $0.now } }
        let minimumResolution = Swift.Duration.zero
        var sleepers: Int { state.withLock { $0.sleepers.count } }

        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            let number = state.withLock { state in
                defer { state.next += 1 }
                return state.next
            }
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let outcome = state.withLock { state -> Result<Void, any Error>? in
                        if state.cancelled.remove(number) != nil { return .failure(CancellationError()) }
                        if deadline <= state.now { return .success(()) }
                        state.sleepers[number] = (deadline, continuation)
                        return nil
                    }
                    if let outcome { continuation.resume(with: outcome) }
                }
            } onCancel: {
                let sleeper = state.withLock { state in
                    let sleeper = state.sleepers.removeValue(forKey: number)
                    if sleeper == nil { state.cancelled.insert(number) }
                    return sleeper
                }
                sleeper?.continuation.resume(throwing: CancellationError())
            }
        }

        func advance(by duration: Swift.Duration) {
            let due = state.withLock { state in
                state.now = state.now.advanced(by: duration)
                let due = state.sleepers.filter { $0.value.deadline <= state.now }
                for number in due.keys { state.sleepers[number] = nil }
                return due.values.map(\.continuation)
            }
            for one in due { one.resume() }
        }
    }
}
