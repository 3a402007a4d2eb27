internal import Synchronization

/// What the kernel holds open, under numbers that are never used twice.
///
/// The kernel gives the number back with each call; a pointer in its place would be trusted blindly.
final class Handles<Value: Sendable>: Sendable {
    private struct State {
        var next: UInt64 = 1
        var values: [UInt64: Value] = [:]
    }

    private let state = Mutex(State())

    func add(_ value: Value) -> UInt64 {
        state.withLock { state in
            defer { state.next += 1 }
            state.values[state.next] = value
            return state.next
        }
    }

    subscript(_ number: UInt64) -> Value? {
        state.withLock { $0.values[number] }
    }

    func remove(_ number: UInt64) -> Value? {
        state.withLock { $0.values.removeValue(forKey: number) }
    }
}
