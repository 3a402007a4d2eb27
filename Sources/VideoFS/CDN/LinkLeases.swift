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
        var flight: Flight?
        var asked = 0
        var roundTrip = Duration.zero
    }

    private struct Flight {
        let purpose: RequestPurpose
        let task: Task<Result<LinkLease, ServiceError>, Never>
    }

    private let state = Mutex(State())
    private let source: Source
    private let origin: MediaOrigin
    private let totals: CDNTotals
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        source: @escaping Source, origin: MediaOrigin = MediaOrigin(path: nil),
        totals: CDNTotals = CDNTotals(), now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.source = source
        self.origin = origin
        self.totals = totals
        self.now = now
    }

    /// A link that may start a request, from hand or fresh.
    ///
    /// - Parameter purpose: what a fresh one is for. `nil`: for reading; the first one of a film opens it, and
    ///   those after it keep it playing.
    /// - Returns: the link, and until when it may start requests.
    /// - Throws: what the service said.
    func lease(for purpose: RequestPurpose? = nil) async throws(ServiceError) -> LinkLease {
        let (lease, flight, isJoined, own) = state.withLock { state in
            let renews = state.lease != nil || state.refused != nil
            let own = purpose ?? (renews ? .playing : .opening)
            if let lease = state.lease, lease.isUsable(at: now()) {
                return (Optional(lease), nil as Flight?, false, own)
            }
            if let flight = state.flight { return (nil, flight, true, own) }
            state.asked += 1
            let task = RequestPurpose.$current.withValue(own) { Task { await self.ask(renews: renews) } }
            let flight = Flight(purpose: own, task: task)
            state.flight = flight
            return (nil, flight, false, own)
        }
        if let lease { return lease }
        guard let flight else { return try await self.lease(for: purpose) }
        let outcome = await flight.task.value
        // It was asked for something less urgent, and refused for that alone.
        if isJoined, flight.purpose < own, case .failure(.budgetSpent) = outcome {
            return try await self.lease(for: purpose)
        }
        return try outcome.get()
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

    /// Where the next link is likely to lead: only its host counts.
    var likelyAddress: SignedAddress? {
        current?.link.address ?? origin.address
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
            origin.note(link.address)
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
