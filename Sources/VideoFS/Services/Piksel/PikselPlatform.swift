internal import Synchronization

/// The platform as one account sees it: the registry, the sign-in, and a client for each service.
final class PikselPlatform: Sendable {
    let registry: PikselRegistry
    let tokens: TokenSource
    let transport: any HTTPTransport
    let retry: RetryPolicy
    let time: TimeAndChance
    private let requestLimit: Int?
    private let requests: RequestLedger.Place?
    private let allowInsecureHTTP: Bool
    /// By base address: limits are "per access session, per service, per minute".
    private let budgets = Mutex<[WebAddress: SharedBudget]>([:])

    /// - Throws: ``ServiceSetupError`` for settings that cannot work.
    init(
        _ configuration: PikselConfiguration, account: String, policy: AddressPolicy,
        transport: any HTTPTransport, time: TimeAndChance, retry: RetryPolicy
    ) throws(ServiceSetupError) {
        self.transport = transport
        self.retry = retry
        self.time = time
        requestLimit = configuration.requestLimit
        requests = configuration.requests
        allowInsecureHTTP = configuration.allowInsecureHTTP
        let registry = PikselRegistry(
            policy: policy, account: account, token: configuration.accessToken,
            allowInsecureHTTP: allowInsecureHTTP, transport: transport, retry: retry, time: time)
        self.registry = registry
        tokens = try configuration.tokens(registry, transport: transport, time: time, retry: retry)
    }

    /// The way in to a service, found anew where it does not answer any more.
    ///
    /// - Parameters:
    ///   - service: its name in the registry.
    ///   - account: whose directory names it.
    ///   - patience: how long to wait for a spent limit.
    ///   - noticesAbsence: whether "not found" says something of the service, and not only of what was asked for.
    ///   - work: what to ask; done once more where the service has moved.
    /// - Returns: what the work returned.
    /// - Throws: ``ServiceError``.
    func asking<Value>(
        _ service: String, of account: String, patience: Duration = .zero, noticesAbsence: Bool = false,
        _ work: (APIClient) async throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Value {
        let directory = try await directory(of: account)
        let location = try directory.location(of: service)
        do {
            return try await work(try client(at: location, patience: patience))
        } catch {
            switch error {
            case .unreachable: break
            case .notFound where noticesAbsence: break
            default: throw error
            }
            let other = try? await registry.directory(of: account, insteadOf: directory, token: held)
                .location(of: service)
            guard let other, other != location else { throw error }
            return try await work(try client(at: other, patience: patience))
        }
    }

    func directory(of account: String) async throws(ServiceError) -> PikselDirectory {
        try await registry.directory(of: account, token: held)
    }

    /// Makes a client for a service.
    ///
    /// - Parameters:
    ///   - location: a base address that the registry gave.
    ///   - patience: how long to wait for a spent limit.
    /// - Returns: the client, with the sign-in and the service's own budget.
    /// - Throws: ``ServiceError/unusable(_:)`` for an address that may not be asked.
    func client(at location: WebAddress, patience: Duration = .zero) throws(ServiceError) -> APIClient {
        let policy: AddressPolicy
        do { policy = try AddressPolicy(service: location.text, allowInsecureHTTP: allowInsecureHTTP) } catch
        {
            throw ServiceError(error, from: location.host.text)
        }
        var retry = retry
        retry.patience = patience
        return APIClient(
            policy: policy, transport: transport, tokens: tokens, budget: budget(of: location), retry: retry,
            time: time, addressSetting: "registry-url")
    }

    private var held: @Sendable () async -> Secret? {
        { [tokens] in await tokens.held }
    }

    private func budget(of location: WebAddress) -> SharedBudget {
        budgets.withLock { budgets in
            if let budget = budgets[location] { return budget }
            let budget = SharedBudget(
                RequestBudget(ceiling: requestLimit, presumed: nil, window: 60),
                ledger: requests.map { RequestLedger($0, address: location.text) }, uptime: time.uptime)
            budgets[location] = budget
            return budget
        }
    }

    /// Of all services together; the limit is the one that is nearest to its end.
    var condition: ServiceCondition {
        let now = time.now()
        let budgets = budgets.withLock { Array($0.values) } + [registry.budget]
        var condition = ServiceCondition(summing: budgets.map { $0.condition(at: now) })
        condition.signInWarning = tokens.warning
        condition.warning = condition.warning ?? condition.signInWarning
        return condition
    }
}

extension ServiceCondition {
    /// - Parameter parts: the conditions of one provider's services.
    init(summing parts: [ServiceCondition]) {
        self.init()
        window = .seconds(60)
        let known = parts.compactMap(\.reachable)
        reachable = known.isEmpty ? nil : known.allSatisfy(\.self)
        counted = parts.reduce(0) { $0 + $1.counted }
        notModified = parts.reduce(0) { $0 + $1.notModified }
        lastError = parts.lazy.compactMap(\.lastError).first
        let tightest = parts.filter { $0.remaining != nil }.min { ($0.remaining ?? 0) < ($1.remaining ?? 0) }
        limit = tightest?.limit
        remaining = tightest?.remaining
        resetsAt = tightest?.resetsAt
        kept = tightest?.kept ?? 0
        browsingReopensAt = parts.compactMap(\.browsingReopensAt).max()
        notModifiedCounts = parts.lazy.compactMap(\.notModifiedCounts).first
        signedOut = parts.lazy.compactMap(\.signedOut).first
        warning = parts.lazy.compactMap(\.warning).first
        backgroundAllowed = parts.allSatisfy(\.backgroundAllowed)
        backgroundReopensAt = parts.compactMap(\.backgroundReopensAt).max()
    }
}
