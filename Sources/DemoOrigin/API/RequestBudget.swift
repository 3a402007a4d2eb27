internal import Foundation
internal import Synchronization

/// The hourly number of requests that the service grants the user.
///
/// The hour begins with the first request that counts. `nil` as limit: nothing is counted or told.
final class RequestBudget: Sendable {
    private static let hour: TimeInterval = 3_600
    private let limit: Int?
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

    init(limit: Int?) {
        self.limit = limit
    }

    /// Takes one request from the budget.
    ///
    /// - Returns: whether there was one left.
    func spend(at now: Date) -> Bool {
        guard let limit else { return true }
        return state.withLock { state in
            if state.began.map({ now.timeIntervalSince($0) >= Self.hour }) ?? true {
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
        let left = Self.hour - now.timeIntervalSince(began)
        guard left > 0 else { return Balance(limit: limit, remaining: limit, secondsToReset: Int(Self.hour)) }
        return Balance(limit: limit, remaining: limit - spent, secondsToReset: Int(left.rounded(.up)))
    }
}
