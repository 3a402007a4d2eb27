internal import Synchronization

/// The requests that may be sent and the state of the conversation, shared by all calls to one service; the
/// count also by all processes of the account, and with those to come.
final class SharedBudget: Sendable {
    private let state: Mutex<State>
    private let ledger: RequestLedger?
    private let uptime: @Sendable () -> Uptime?

    fileprivate struct State {
        var budget: RequestBudget
        /// When it was last compared with the file. `nil`: never.
        var comparedAt: Timestamp?
        var reachable: Bool?
        var lastError: String?
        var signedOut: String?
    }

    /// - Parameters:
    ///   - budget: without requests so far. Those of earlier runs are added before the first one is sent.
    ///   - ledger: where they are kept; `nil` counts in memory only.
    ///   - uptime: tells that the wall clock was set.
    init(
        _ budget: RequestBudget, ledger: RequestLedger? = nil,
        uptime: @escaping @Sendable () -> Uptime? = { nil }
    ) {
        self.ledger = ledger
        self.uptime = uptime
        state = Mutex(State(budget: budget))
    }

    /// Pays for a request, on disk too.
    ///
    /// - Parameters:
    ///   - kind: what is asked for.
    ///   - purpose: what for; the task's own unless said.
    ///   - now: the wall clock.
    /// - Returns: what the answer is settled with.
    /// - Throws: ``ServiceError/budgetSpent(until:)``, and nothing was paid: nothing is left for the task's
    ///   purpose.
    func reserve(
        _ kind: RequestKind = .resource, for purpose: RequestPurpose = .current, at now: Timestamp
    ) async throws(ServiceError) -> RequestBudget.Ticket {
        let verdict = await entry(at: now) { $0.reserve(for: purpose, of: kind, at: now) }
        switch verdict {
        case .granted(let ticket): return ticket
        case .spent(let moment): throw refusal(of: purpose, until: moment)
        }
    }

    /// - Throws: ``ServiceError/budgetSpent(until:)`` if nothing is left for the task's purpose.
    func check(for purpose: RequestPurpose = .current, at now: Timestamp) async throws(ServiceError) {
        guard reopens(for: purpose, at: now) != nil else { return }
        // Others may have given something back. Once a second is enough for names that are refused by the
        // thousand.
        if state.withLock({ $0.comparedAt != now }) { await entry(at: now) { _ in } }
        guard let moment = reopens(for: purpose, at: now) else { return }
        throw refusal(of: purpose, until: moment)
    }

    func settle(_ ticket: RequestBudget.Ticket, at now: Timestamp, _ outcome: RequestBudget.Outcome) async {
        var says = false
        if case .answered(let head) = outcome {
            says = head.status == 429 || !RateLimit(head, at: now).saysNothing
            state.withLock { $0.reachable = true }
        }
        await entry(isNews: says, at: now) { $0.settle(ticket, at: now, outcome) }
    }

    /// - Returns: when requests may be sent again for that purpose, if they may not now.
    func reopens(for purpose: RequestPurpose = .current, at now: Timestamp) -> Timestamp? {
        let uptime = uptime()
        return state.withLock { state in
            state.budget.keepPace(with: uptime, at: now)
            return state.budget.reopens(for: purpose, at: now)
        }
    }

    /// Keeps the error for people to read, where it says something of the service and not only of one
    /// resource; `nil` after a good answer.
    func note(_ error: ServiceError?) {
        state.withLock { state in
            switch error {
            case .notPaid, .forbidden, .notFound: return
            // What is kept for others is nobody's error to read about.
            case .budgetSpent where RequestPurpose.current == .background: return
            case .unreachable, .timedOut: state.reachable = false
            case .signedOut(let reason): state.signedOut = reason
            case nil: state.signedOut = nil
            case .misconfigured, .misdirected, .budgetSpent, .refused, .unusable: break
            }
            state.lastError = error?.description
        }
    }

    func condition(at now: Timestamp) -> ServiceCondition {
        let uptime = uptime()
        return state.withLock { state in
            state.budget.keepPace(with: uptime, at: now)
            return state.condition(at: now, warning: ledger?.warning)
        }
    }

    /// Changes the budget, in the file too where there is something to count.
    ///
    /// - Parameters:
    ///   - isNews: whether a limit may become known.
    ///   - now: the wall clock.
    ///   - work: the change.
    /// - Returns: what `work` returned.
    private func entry<Value: Sendable>(
        isNews: Bool = false, at now: Timestamp, _ work: @escaping @Sendable (inout RequestBudget) -> Value
    ) async -> Value {
        // Before anything is waited for: both clocks are to be of one moment.
        let uptime = uptime()
        guard let ledger, isNews || state.withLock({ $0.budget.isLimited || $0.comparedAt == nil }) else {
            return state.withLock { state in
                state.budget.keepPace(with: uptime, at: now)
                return work(&state.budget)
            }
        }
        return await ledger.update { found in
            self.state.withLock { $0.change(found, at: now, uptime, work) }
        }
    }

    private func refusal(of purpose: RequestPurpose, until moment: Timestamp?) -> ServiceError {
        let error = ServiceError.budgetSpent(until: moment)
        RequestPurpose.$current.withValue(purpose) { note(error) }
        return error
    }
}

extension SharedBudget.State {
    /// - Returns: books to be stored, if they changed.
    mutating func change<Value>(
        _ found: RequestLedger.Found, at now: Timestamp, _ uptime: Uptime?,
        _ work: (inout RequestBudget) -> Value
    ) -> (books: RequestBooks?, value: Value) {
        var stored: UInt64 = 0
        switch found {
        case .books(let books):
            stored = books.sequence
            budget.adopt(books)
        // Later on, what is in memory is as good.
        case .damaged where comparedAt == nil: budget.presumeSpent(at: now)
        case .damaged, .nothing: break
        }
        // The file's books bring their own pace.
        budget.keepPace(with: uptime, at: now)
        comparedAt = now
        let value = work(&budget)
        let isStored = budget.books.sequence == stored || !budget.isLimited
        return (isStored ? nil : budget.books, value)
    }

    mutating func condition(at now: Timestamp, warning: String?) -> ServiceCondition {
        let reserves = budget.reserves(at: now)
        let background = budget.reopens(for: .background, at: now)
        return ServiceCondition(
            reachable: reachable, limit: budget.limit,
            remaining: budget.remaining(at: now), window: .seconds(budget.window),
            resetsAt: budget.reopens(for: .playing, at: now) ?? budget.resetsAt,
            kept: reserves.kept(from: .browsing), browsingReopensAt: budget.reopens(for: .browsing, at: now),
            backgroundAllowed: background == nil, backgroundReopensAt: background,
            linkCounts: budget.books.charges.link.counts,
            notModifiedCounts: budget.books.charges.notModified.counts,
            counted: budget.counted, notModified: budget.notModified,
            lastError: lastError, signedOut: signedOut, warning: warning)
    }
}
