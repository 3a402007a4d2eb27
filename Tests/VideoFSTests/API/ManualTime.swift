import Synchronization

@testable import VideoFS

/// Time that goes on only when a test or a pause says so, and chance that is always one half.
final class ManualTime: Sendable {
    private let state = Mutex(State())

    private struct State {
        var seconds = 1_400_000_000.0
        var instant = ContinuousClock.now
        var pauses: [Duration] = []
    }

    var now: Timestamp { state.withLock { Timestamp(rawValue: Int64($0.seconds)) } }
    /// The pauses taken so far. Each moves the time on at once.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    func advance(by duration: Duration) {
        state.withLock { state in
            state.seconds += duration / .seconds(1)
            state.instant += duration
        }
    }

    var time: TimeAndChance {
        TimeAndChance(
            now: { self.now },
            instant: { self.state.withLock { $0.instant } },
            pause: { duration in
                self.advance(by: duration)
                self.state.withLock { $0.pauses.append(duration) }
            },
            chance: { 0.5 })
    }
}
