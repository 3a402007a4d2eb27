internal import Foundation
internal import Synchronization

/// The number of requests that a service grants the user in an hour, or in a minute.
///
/// The window begins with the first request that counts. `nil` as limit: nothing is counted or told.
final class RequestBudget: Sendable {
    private let limit: Int?
    /// Seconds.
    private let window: TimeInterval
    private let state = Mutex(State())

    private struct State {
        var began: Date?
        var spent = 0
    }

    /// What is left, as the headers tell it.
    struct Balance: Sendable {
        let limit: Int
        let remaining: Int
        /// Whole seconds until everything is there again.
        let secondsToReset: Int
    }

    init(limit: Int?, window: TimeInterval = 3_600) {
        self.limit = limit
        self.window = window
    }

    /// Takes one request from the budget.
    ///
    /// - Returns: whether there was one left.
    func spend(at now: Date) -> Bool {
        guard let limit else { return true }
        return state.withLock { state in
            if state.began.map({ now.timeIntervalSince($0) >= window }) ?? true {
                state = State(began: now, spent: 0)
            }
            guard state.spent < limit else { return false }
            state.spent += 1
            return true
        }
    }

    func balance(at now: Date) -> Balance? {
        guard let limit else { return nil }
        let (began, spent) = state.withLock { ($0.began ?? now, $0.spent) }
        let left = window - now.timeIntervalSince(began)
        guard left > 0 else { return Balance(limit: limit, remaining: limit, secondsToReset: Int(window)) }
        return Balance(limit: limit, remaining: limit - spent, secondsToReset: Int(left.rounded(.up)))
    }
}
