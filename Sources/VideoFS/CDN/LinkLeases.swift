internal import Synchronization

/// The signed link of one file, shared by every request for it.
///
/// One question to the service at a time, however many wait; no timer: a link is asked for when a
/// request must start and the one at hand has run out or was refused.
final class LinkLeases: Sendable {
    /// Gives a link, where one was refused another than that.
    typealias Source = @Sendable (_ refused: FreshLink?) async throws(ServiceError) -> FreshLink

    private struct State {
        var lease: LinkLease?
        /// Of the lease dropped last, until there is another.
        var refused: FreshLink?
        var flight: Task<Result<LinkLease, ServiceError>, Never>?
        var asked = 0
        var roundTrip = Duration.zero
    }

    private let state = Mutex(State())
    private let source: Source
    private let totals: CDNTotals
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        source: @escaping Source, totals: CDNTotals = CDNTotals(),
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.source = source
        self.totals = totals
        self.now = now
    }

    /// A link that may start a request, from hand or fresh.
    ///
    /// - Throws: what the service said.
    func lease() async throws(ServiceError) -> LinkLease {
        let flight = state.withLock { state -> Task<Result<LinkLease, ServiceError>, Never>? in
            if let lease = state.lease, lease.isUsable(at: now()) { return nil }
            if let flight = state.flight { return flight }
            state.asked += 1
            let renews = state.lease != nil || state.refused != nil
            let flight = Task { await self.ask(renews: renews) }
            state.flight = flight
            return flight
        }
        guard let flight else {
            guard let lease = state.withLock({ $0.lease }) else { return try await lease() }
            return lease
        }
        return try await flight.value.get()
    }

    /// Says that a link was refused, so that the next request asks for another. A link that has been
    /// replaced already stays.
    func drop(_ lease: LinkLease) {
        state.withLock { state in
            guard let held = state.lease, held.link == lease.link, held.issued == lease.issued else { return }
            state.lease = nil
            state.refused = lease.link
        }
    }

    /// Hears how long the CDN takes to answer: requests are started that much before the end.
    func note(roundTrip: Duration) {
        state.withLock { state in
            state.roundTrip = roundTrip
            state.lease?.roundTrip = roundTrip
        }
    }

    /// The link at hand, usable or not.
    var current: LinkLease? {
        state.withLock { $0.lease }
    }

    /// Links that the service was asked for.
    var asked: Int {
        state.withLock { $0.asked }
    }

    private func ask(renews: Bool) async -> Result<LinkLease, ServiceError> {
        // The life starts when the service was asked: it may have signed the link at any time since.
        let asked = now()
        totals.links.add()
        if renews { totals.renewals.add() }
        let outcome: Result<LinkLease, ServiceError>
        do throws(ServiceError) {
            let link = try await source(state.withLock { $0.refused })
            outcome = .success(
                LinkLease(link: link, issued: asked, roundTrip: state.withLock { $0.roundTrip }))
        } catch {
            totals.failures.add()
            outcome = .failure(error)
        }
        state.withLock { state in
            state.flight = nil
            if case .success(let lease) = outcome {
                state.lease = lease
                state.refused = nil
            }
        }
        return outcome
    }
}
