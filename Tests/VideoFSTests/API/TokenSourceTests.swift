import Synchronization
import Testing

@testable import VideoFS

@Suite(.timeLimit(.minutes(1)))
struct TokenSourceTests {
    static let binding = TokenBinding(
        api: "https://api.example/", clientID: "app", username: "me@example.com")

    static func source(
        _ transport: StubTransport, _ time: ManualTime, store: TokenStore? = nil,
        binding: TokenBinding = binding, password: Secret? = "p&ss word"
    ) throws -> TokenSource {
        let grant = TokenGrant(
            transport: transport, address: try WebAddress("https://api.example/oauth/token"), clientID: "app",
            clientSecret: "app secret", retry: RetryPolicy(), time: time.time)
        return try TokenSource(
            grant: grant, store: store, binding: binding, password: password, time: time.time)
    }

    /// A service that gives numbered tokens and takes each refresh token once.
    static func rotating(expiresIn: Int = 7_200, refusesPassword: Bool = false) -> StubTransport {
        let state = Mutex((next: 1, live: Set<String>()))
        return StubTransport { request throws(HTTPError) in
            let form = request.form
            return state.withLock { state in
                let isGood =
                    form["grant_type"] == "password"
                    ? !refusesPassword : state.live.remove(form["refresh_token"] ?? "") != nil
                guard isGood else {
                    return .json(
                        #"{"error":"invalid_request","error_description":"The refresh token is invalid."}"#,
                        status: 401)
                }
                state.live.insert("refresh-\(state.next)")
                state.next += 1
                return .tokens(state.next - 1, expiresIn: expiresIn)
            }
        }
    }

    private static func error(of tokens: TokenSource) async -> ServiceError? {
        do {
            _ = try await tokens.token()
            return nil
        } catch { return error }
    }

    @Test("the password is exchanged once, in the form's body alone")
    func signsIn() async throws {
        let transport = Self.rotating()
        let tokens = try Self.source(transport, ManualTime())
        #expect(try await tokens.token() == "access-1")
        #expect(try await tokens.token() == "access-1")
        let request = try #require(transport.requests.first)
        #expect(transport.lines == ["POST https://api.example/oauth/token"])
        #expect(request.header("Authorization") == nil)
        #expect(request.header("Content-Type") == "application/x-www-form-urlencoded")
        #expect(
            request.form == [
                "client_id": "app", "client_secret": "app secret", "grant_type": "password",
                "username": "me@example.com", "password": "p&ss word",
            ])
    }

    @Test func renewsAMinuteAheadOfExpiry() async throws {
        let transport = Self.rotating()
        let time = ManualTime()
        let tokens = try Self.source(transport, time)
        _ = try await tokens.token()
        time.advance(by: .seconds(7_139))
        #expect(try await tokens.token() == "access-1")
        time.advance(by: .seconds(1))
        #expect(try await tokens.token() == "access-2")
        #expect(transport.requests.last?.form["grant_type"] == "refresh_token")
        #expect(transport.requests.last?.form["refresh_token"] == "refresh-1")
        #expect(transport.requests.last?.form["client_secret"] == "app secret")
    }

    @Test func oneRenewalServesEverybody() async throws {
        let gate = AsyncStream<Void>.makeStream()
        let entered = AsyncStream<Void>.makeStream()
        let transport = StubTransport { _ throws(HTTPError) in
            entered.continuation.yield()
            for await _ in gate.stream { break }
            return .tokens(1)
        }
        let tokens = try Self.source(transport, ManualTime())
        let callers = (0..<20).map { _ in Task { try? await tokens.token() } }
        for await _ in entered.stream { break }
        gate.continuation.yield()
        for caller in callers { #expect(await caller.value == "access-1") }
        #expect(transport.requests.count == 1)
    }

    @Test("a caller who leaves does not take the new refresh token with him")
    func outlivesItsCaller() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory)
            let gate = AsyncStream<Void>.makeStream()
            let entered = AsyncStream<Void>.makeStream()
            let transport = StubTransport { _ throws(HTTPError) in
                entered.continuation.yield()
                for await _ in gate.stream { break }
                guard !Task.isCancelled else { throw .cancelled }
                return .tokens(1)
            }
            let tokens = try Self.source(transport, ManualTime(), store: store)
            let caller = Task { try? await tokens.token() }
            for await _ in entered.stream { break }
            caller.cancel()
            gate.continuation.yield()
            #expect(await caller.value == "access-1")
            #expect(try store.load(Self.binding).record?.refresh == "refresh-1")
        }
    }

    @Test("a refused token is exchanged once for all who were refused with it")
    func exchangesARefusedToken() async throws {
        let transport = Self.rotating()
        let tokens = try Self.source(transport, ManualTime())
        let old = try await tokens.token()
        #expect(try await tokens.token(insteadOf: old) == "access-2")
        #expect(try await tokens.token(insteadOf: old) == "access-2")
        #expect(transport.requests.count == 2)
    }

    @Test func tokensFromTheSettingsAreUsedFirst() async throws {
        let transport = Self.rotating()
        var binding = Self.binding
        binding.givenAccess = "given"
        let tokens = try Self.source(transport, ManualTime(), binding: binding)
        #expect(try await tokens.token() == "given")
        #expect(transport.requests.isEmpty)
        #expect(try await tokens.token(insteadOf: "given") == "access-1")
    }

    @Test(
        "with everything refused the sign-in is lost, in the service's words, and not asked for again at once"
    )
    func isLost() async throws {
        let transport = Self.rotating(refusesPassword: true)
        let time = ManualTime()
        let tokens = try Self.source(transport, time)
        let lost = ServiceError.signedOut("The refresh token is invalid.")
        for _ in 0..<3 { #expect(await Self.error(of: tokens) == lost) }
        #expect(transport.requests.count == 1)
        time.advance(by: .seconds(61))
        #expect(await Self.error(of: tokens) == lost)
        #expect(transport.requests.count == 2)
    }

    @Test func withoutAnythingToOfferNobodyIsAsked() async throws {
        let transport = Self.rotating()
        let tokens = try Self.source(transport, ManualTime(), password: nil)
        let error = await Self.error(of: tokens)
        #expect(
            error
                == .signedOut(
                    "there is no password and no token (settings username and password, or access-token)"))
        #expect(transport.requests.isEmpty)
    }

    @Test("an exchange is repeated only where no connection came about")
    func repeatsWithCare() async throws {
        for (failure, attempts) in [(HTTPError.unreachable("x"), 4), (.timedOut, 1), (.cut("x"), 1)] {
            let transport = StubTransport { _ throws(HTTPError) in throw failure }
            let tokens = try Self.source(transport, ManualTime())
            let error = await Self.error(of: tokens)
            #expect(error != nil)
            #expect(transport.requests.count == attempts, "\(failure)")
        }
    }

    @Test("in its last minute a token is used when no new one can be had")
    func usesTheLastMinute() async throws {
        let answers = Counter()
        let transport = StubTransport { _ throws(HTTPError) in
            guard answers.add() == 1 else { throw .timedOut }
            return .tokens(1)
        }
        let time = ManualTime()
        let tokens = try Self.source(transport, time)
        _ = try await tokens.token()
        time.advance(by: .seconds(7_170))
        #expect(try await tokens.token() == "access-1")
        time.advance(by: .seconds(60))
        #expect(await Self.error(of: tokens) == .timedOut)
    }

    @Test(
        "what is not a sign-in is not taken for one",
        arguments: [
            (HTTPAnswer.html(), "text/html instead of JSON"), (.json("{}"), "without a token"),
            (.status(404), "does not know it"), (.status(503), "status 503"), (.status(429), "spent"),
        ])
    func refusesOtherAnswers(answer: HTTPAnswer, words: String) async throws {
        let tokens = try Self.source(StubTransport(answer), ManualTime())
        let error = try #require(await Self.error(of: tokens))
        #expect(error.description.contains(words), "\(error)")
        if case .signedOut = error { Issue.record("taken for a refusal") }
    }

    @Test func signingInAnewUsesThePassword() async throws {
        let transport = Self.rotating()
        let tokens = try Self.source(transport, ManualTime())
        _ = try await tokens.token()
        #expect(try await tokens.signInAnew() == "access-2")
        #expect(transport.requests.map { $0.form["grant_type"] } == ["password", "password"])
    }
}
