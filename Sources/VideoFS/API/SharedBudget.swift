internal import Synchronization

/// The requests that may be sent and the state of the conversation, shared by all calls to one service.
final class SharedBudget: Sendable {
    private let state: Mutex<State>

    private struct State {
        var budget: RequestBudget
        var reachable: Bool?
        var lastError: String?
    }

    init(_ budget: RequestBudget) {
        state = Mutex(State(budget: budget))
    }

    /// - Throws: ``ServiceError/budgetSpent(until:)``, and nothing was paid.
    func reserve(at now: Timestamp) throws(ServiceError) -> RequestBudget.Ticket {
        let verdict = state.withLock { $0.budget.reserve(at: now) }
        switch verdict {
        case .granted(let ticket): return ticket
        case .spent(let moment):
            let error = ServiceError.budgetSpent(until: moment)
            note(error)
            throw error
        }
    }

    /// - Throws: ``ServiceError/budgetSpent(until:)`` if nothing is left.
    func check(at now: Timestamp) throws(ServiceError) {
        guard let moment = state.withLock({ $0.budget.reopens(at: now) }) else { return }
        let error = ServiceError.budgetSpent(until: moment)
        note(error)
        throw error
    }

    func settle(_ ticket: RequestBudget.Ticket, at now: Timestamp, _ outcome: RequestBudget.Outcome) {
        state.withLock { state in
            state.budget.settle(ticket, at: now, outcome)
            if case .answered = outcome { state.reachable = true }
        }
    }

    /// - Returns: when requests may be sent again, if they may not now.
    func reopens(at now: Timestamp) -> Timestamp? {
        state.withLock { $0.budget.reopens(at: now) }
    }

    /// Keeps the error for people to read, where it says something of the service and not only of one
    /// resource; `nil` after a good answer.
    func note(_ error: ServiceError?) {
        state.withLock { state in
            switch error {
            case .notPaid, .forbidden, .notFound: break
            case .unreachable, .timedOut:
                state.reachable = false
                state.lastError = error?.description
            case nil, .signedOut, .misconfigured, .misdirected, .budgetSpent, .refused, .unusable:
                state.lastError = error?.description
            }
        }
    }

    func condition(at now: Timestamp) -> ServiceCondition {
        state.withLock { state in
            ServiceCondition(
                reachable: state.reachable, limit: state.budget.limit,
                remaining: state.budget.remaining(at: now), window: .seconds(state.budget.window),
                resetsAt: state.budget.reopens(at: now) ?? state.budget.resetsAt,
                counted: state.budget.counted, notModified: state.budget.notModified,
                lastError: state.lastError)
        }
    }
}
