internal import Synchronization

/// The registry: asked once an hour for each account, and when a service is no longer where it was.
final class PikselRegistry: Sendable {
    let policy: AddressPolicy
    let account: String
    let budget: SharedBudget
    private let question: RegistryQuestion
    private let time: TimeAndChance
    private let allowInsecureHTTP: Bool
    private let flights = Flights<String, PikselDirectory>()
    private let known = Mutex<[String: Known]>([:])

    private struct Known {
        var directory: PikselDirectory
        var readAt: ContinuousClock.Instant
        /// The last attempt, also one that failed.
        var triedAt: ContinuousClock.Instant
    }

    /// How long a directory is taken for true. The platform's own clients read it anew as often.
    private static let life = Duration.seconds(3_600)
    /// Between two readings for whatever reason: what is broken elsewhere must not cost the registry.
    private static let pause = Duration.seconds(60)

    /// - Parameters:
    ///   - policy: with the registry's base address.
    ///   - account: the configured one.
    ///   - token: one that a person gave, for a registry that answers nobody without.
    ///   - allowInsecureHTTP: whether services may be asked over plain http.
    ///   - transport: the way to the network.
    ///   - retry: when to ask again.
    ///   - time: the clocks.
    init(
        policy: AddressPolicy, account: String, token: Secret?, allowInsecureHTTP: Bool,
        transport: any HTTPTransport, retry: RetryPolicy, time: TimeAndChance
    ) {
        self.policy = policy
        self.account = account
        self.allowInsecureHTTP = allowInsecureHTTP
        self.time = time
        budget = SharedBudget(RequestBudget(ceiling: nil, presumed: nil, window: 60))
        question = RegistryQuestion(
            policy: policy, givenToken: token, transport: transport, budget: budget, retry: retry, time: time)
    }

    /// - Parameters:
    ///   - account: whose services.
    ///   - token: the present token, if there is one.
    /// - Returns: the account's directory; the last known one where the registry does not answer now.
    /// - Throws: ``ServiceError``, with the settings that may be wrong.
    func directory(
        of account: String, token: @escaping @Sendable () async -> Secret? = { nil }
    ) async throws(ServiceError) -> PikselDirectory {
        if let known = usable(account, life: Self.life) { return known }
        return try await read(account, token)
    }

    /// Asks again, because what is known does not work; at most once a minute.
    func directory(
        of account: String, insteadOf old: PikselDirectory,
        token: @escaping @Sendable () async -> Secret? = { nil }
    ) async throws(ServiceError) -> PikselDirectory {
        let current = known.withLock { $0[account]?.directory }
        if let current, current != old { return current }
        if let known = usable(account, life: .zero) { return known }
        return try await read(account, token)
    }

    /// The service whose origin an address has.
    func location(holding address: WebAddress) -> WebAddress? {
        known.withLock { known in
            known.values.lazy.flatMap(\.directory.locations.values).first { $0.origin == address.origin }
        }
    }

    /// Whether a service is named in the account's directory, as far as that is known.
    func knows(_ service: String) -> Bool {
        known.withLock { $0[account]?.directory.locations[service] != nil }
    }

    private func usable(_ account: String, life: Duration) -> PikselDirectory? {
        let now = time.instant()
        return known.withLock { known in
            guard let entry = known[account] else { return nil }
            let isFresh = entry.readAt.duration(to: now) < life
            return isFresh || entry.triedAt.duration(to: now) < Self.pause ? entry.directory : nil
        }
    }

    private func read(
        _ account: String, _ token: @escaping @Sendable () async -> Secret?
    ) async throws(ServiceError) -> PikselDirectory {
        try await flights.value(of: account) { () async throws(ServiceError) in
            do throws(ServiceError) {
                let directory = try await self.fetched(account, token)
                self.keep(directory, of: account)
                return directory
            } catch {
                guard let old = self.tried(account) else { throw error }
                return old
            }
        }
    }

    private func keep(_ directory: PikselDirectory, of account: String) {
        let now = time.instant()
        known.withLock { $0[account] = Known(directory: directory, readAt: now, triedAt: now) }
    }

    private func tried(_ account: String) -> PikselDirectory? {
        let now = time.instant()
        return known.withLock { known in
            known[account]?.triedAt = now
            return known[account]?.directory
        }
    }

    private func fetched(
        _ account: String, _ token: @escaping @Sendable () async -> Secret?
    ) async throws(ServiceError) -> PikselDirectory {
        do {
            let json = try await question.services(of: account, token)
            return try PikselDirectory(
                json, account: account, policy: policy, allowInsecureHTTP: allowInsecureHTTP)
        } catch {
            guard account != self.account else { throw explained(error) }
            switch error {
            case .signedOut, .forbidden, .notFound, .refused:
                // The account's own services serve its tenants too.
                return try await directory(of: self.account, token: token)
            default: throw error
            }
        }
    }

    /// What a failure about the configured account means to a person.
    private func explained(_ error: ServiceError) -> ServiceError {
        let host = policy.service.host.text
        return switch error {
        case .notFound, .refused, .forbidden:
            .misconfigured(
                "the registry \(host) knows no account '\(account)' (settings account and registry-url)")
        case .signedOut(let words):
            .signedOut(
                "the registry \(host) answers nobody without a token: \(words) (settings access-token and registry-url)"
            )
        case .unreachable(let words): .unreachable("the registry (setting registry-url): \(words)")
        default: error
        }
    }
}
