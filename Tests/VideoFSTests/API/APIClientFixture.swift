@testable import VideoFS

/// A client of a scripted service. Sign-ins are answered by the fixture itself.
struct APIClientFixture {
    static let base = "https://api.example/v1"

    let client: APIClient
    let transport: StubTransport
    let time: ManualTime

    /// The script answers everything but `/oauth/token`; `limit` is in requests per hour.
    init(limit: Int? = nil, _ script: @escaping StubTransport.Script) throws {
        let numbers = Counter()
        let transport = StubTransport { request async throws(HTTPError) in
            if request.path.hasSuffix("/oauth/token") { return .tokens(numbers.add()) }
            return try await script(request)
        }
        let time = ManualTime()
        let policy = try AddressPolicy(service: Self.base, allowInsecureHTTP: false)
        let grant = TokenGrant(
            transport: transport, address: try WebAddress(Self.base + "/oauth/token"), clientID: "app",
            clientSecret: nil, retry: RetryPolicy(), time: time.time)
        let binding = TokenBinding(api: Self.base, clientID: "app", username: "me")
        let tokens = try TokenSource(
            grant: grant, store: nil, binding: binding, password: "word", time: time.time)
        let budget = SharedBudget(RequestBudget(ceiling: limit, presumed: 250))
        client = APIClient(
            policy: policy, transport: transport, tokens: tokens, budget: budget, retry: RetryPolicy(),
            time: time.time)
        self.transport = transport
        self.time = time
    }

    init(limit: Int? = nil, _ answers: HTTPAnswer...) throws {
        let next = Counter()
        try self.init(limit: limit) { _ throws(HTTPError) in
            guard let last = answers.last else { throw .unreachable("no answer in the script") }
            let number = next.add() - 1
            return number < answers.count ? answers[number] : last
        }
    }

    /// Requests other than sign-ins.
    var questions: [HTTPRequest] { transport.requests.filter { !$0.path.hasSuffix("/oauth/token") } }

    func get(_ path: String = "/me", _ validators: Validators? = nil) async throws(ServiceError) -> Fetched<
        JSON
    > {
        try await client.get(client.address(path: path), ifChangedSince: validators)
    }

    func error(of path: String = "/me") async -> ServiceError? {
        do {
            _ = try await get(path)
            return nil
        } catch { return error }
    }
}

extension Fetched {
    var value: Value? {
        guard case .modified(let value, _) = self else { return nil }
        return value
    }

    var validators: Validators? {
        guard case .modified(_, let validators) = self else { return nil }
        return validators
    }

    var isNotModified: Bool {
        if case .notModified = self { true } else { false }
    }
}
