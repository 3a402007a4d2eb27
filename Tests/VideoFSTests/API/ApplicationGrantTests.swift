import Testing

@testable import VideoFS

/// Sign-ins of an application, at an endpoint that is found when it is needed.
struct ApplicationGrantTests {
    private static func source(
        _ transport: StubTransport, _ time: ManualTime, username: String? = nil, password: Secret? = nil,
        addresses: [String] = ["https://id.example/oauth/token"]
    ) throws -> TokenSource {
        let places = try addresses.map { try WebAddress($0) }
        let grant = TokenGrant(
            transport: transport,
            endpoint: { failed throws(ServiceError) in
                guard let place = places.first(where: { $0 != failed }) else { throw .notFound }
                return place
            },
            clientID: "acme.app", clientSecret: "word", authentication: .basic, presumedLife: 14_400,
            retry: RetryPolicy(), time: time.time)
        let binding = TokenBinding(api: "https://r.example/", clientID: "acme.app", username: username)
        return try TokenSource(
            grant: grant, store: nil, binding: binding, password: password, signsInAsApplication: true,
            missing: "set password", time: time.time)
    }

    @Test("without an expiry a token is renewed four hours later, less a minute")
    func presumesALife() async throws {
        let transport = StubTransport(.json(#"{"access_token": "a"}"#), .json(#"{"access_token": "b"}"#))
        let time = ManualTime()
        let tokens = try Self.source(transport, time)
        #expect(try await tokens.token() == "a")
        time.advance(by: .seconds(14_339))
        #expect(try await tokens.token() == "a")
        time.advance(by: .seconds(1))
        #expect(try await tokens.token() == "b")
        #expect(transport.requests.last?.form == ["grant_type": "client_credentials"])
        #expect(try await tokens.signInAnew() == "b")
        #expect(transport.requests.count == 3)
    }

    @Test func aUserWithoutAPasswordIsNotReplacedByTheApplication() async throws {
        let transport = StubTransport(.tokens(1))
        let tokens = try Self.source(transport, ManualTime(), username: "me")
        await #expect(throws: ServiceError.signedOut("set password")) { try await tokens.token() }
        #expect(transport.requests.isEmpty)
    }

    @Test func anEndpointThatIsGoneIsLookedUpOnceMore() async throws {
        let transport = StubTransport { request throws(HTTPError) in
            request.address.secret.contains("old") ? .status(404) : .tokens(1)
        }
        let tokens = try Self.source(
            transport, ManualTime(), addresses: ["https://old.example/t", "https://new.example/t"])
        #expect(try await tokens.token() == "access-1")
        #expect(transport.lines == ["POST https://old.example/t", "POST https://new.example/t"])
    }

    @Test(
        "an application's secret is sent as it is where Basic can carry it",
        arguments: [
            ("acme.app", "a+b/c= d", "Basic YWNtZS5hcHA6YStiL2M9IGQ="),
            ("a:b", "c", "Basic YSUzQWI6Yw=="),
            ("acme.app", "line\nbreak", "Basic YWNtZS5hcHA6bGluZSUwQWJyZWFr"),
        ])
    func encodesClients(id: String, secret: String, header: String) {
        #expect(ClientAuthentication.basic(id: id, secret: Secret(secret)).value == header)
    }

    @Test(
        "a moment is written as it was read",
        arguments: [
            "1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.000Z", "2000-03-01T00:00:00.000Z",
            "1969-12-31T23:59:59.000Z", "2100-12-31T12:00:01.000Z",
        ])
    func writesMoments(text: String) {
        #expect(Timestamp(iso8601: text)?.isoText == text)
    }

    @Test("no limit is none until the service says one, and its window is a minute")
    func unlimited() throws {
        let start = Timestamp(rawValue: 1_400_000_000)
        var budget = RequestBudget(ceiling: nil, presumed: nil, window: 60)
        for _ in 0..<10_000 {
            guard case .granted(let ticket) = budget.reserve(for: .playing, of: .resource, at: start) else {
                Issue.record("a request was refused without a limit")
                return
            }
            budget.settle(ticket, at: start, .answered(HTTPHead(status: 200, headers: [])))
        }
        #expect(budget.limit == nil)
        #expect(budget.remaining(at: start) == nil)
        guard case .granted(let ticket) = budget.reserve(for: .playing, of: .resource, at: start) else {
            return
        }
        budget.settle(ticket, at: start, .answered(HTTPHead(status: 429, headers: [])))
        #expect(budget.remaining(at: start) == 0)
        #expect(budget.reopens(for: .playing, at: start) == start.advanced(bySeconds: 5))
        #expect(budget.remaining(at: start.advanced(bySeconds: 5)) == nil)
    }
}
