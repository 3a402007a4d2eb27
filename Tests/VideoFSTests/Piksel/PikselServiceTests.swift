import Testing

@testable import VideoFS

@Suite(.timeLimit(.minutes(2)))
struct PikselServiceTests {
    static let small: [String: [PikselItem]] = [
        "contents": [
            PikselItem("show1", #""type": "show", "title": "Show""#),
            PikselItem("e1", #""type": "episode", "title": "One", "parentRef": "acme:show1""#, at: 1),
            PikselItem("e2", #""type": "episode", "title": "Two", "parentRef": "acme:show1""#, at: 2),
        ],
        "assets": [
            PikselItem("a1", asset(of: "e1")), PikselItem("a2", asset(of: "e2"), at: 60),
        ],
    ]

    static func asset(of content: String, _ url: String = "https://cdn.example/f.mp4") -> String {
        #""type": "video", "fileFormat": "mp4", "contentRef": "acme:\#(content)", "url": "\#(url)""#
    }

    static let e1 = VideoID(rawValue: "acme:e1")
    static let show = PackageID(rawValue: "contents/acme:show1")
    static let acme = SiteID(rawValue: "acme")

    @Test(
        "the application signs in by a Basic header at the place that the registry names, after an anonymous look"
    )
    func signsIn() async throws {
        let fixture = try PikselServiceFixture()
        let account = try #require(await fixture.service.account(ifChangedSince: nil).value)
        #expect(account.sites.map(\.id.rawValue) == ["acme"])
        #expect(account.name == "acme.app")
        #expect(
            fixture.lines == [
                "GET registry.example/services/acme", "POST identity.example/oauth/token",
                "GET identity.example/oauth/token",
            ])
        #expect(fixture.transport.requests[0].header("Authorization") == nil)
        #expect(fixture.transport.requests[1].header("Authorization") == "Basic YWNtZS5hcHA6YXBwIHNlY3JldA==")
        #expect(fixture.transport.requests[1].form == ["grant_type": "client_credentials"])
        #expect(fixture.service.condition.session?.user == "app")
        #expect(fixture.service.condition.session?.sites == ["acme"])
        #expect(fixture.service.condition.limit == nil)
        #expect(fixture.service.condition.window == .seconds(60))
    }

    @Test func aUserSignsInWithAPercentEncodedBackslash() async throws {
        let fixture = try PikselServiceFixture {
            $0.username = #"test\test-user"#
            $0.password = "itsasecret"
        }
        _ = try await fixture.service.account(ifChangedSince: nil)
        let body = String(decoding: fixture.transport.requests[1].body ?? [], as: UTF8.self)
        #expect(body == "grant_type=password&username=test%5Ctest-user&password=itsasecret")
    }

    @Test("a token is renewed by the same grant a minute ahead, once for everybody, and once on 401")
    func renews() async throws {
        let fixture = try PikselServiceFixture(items: Self.small)
        _ = try await fixture.service.account(ifChangedSince: nil)
        fixture.time.advance(by: .seconds(3_541))
        _ = try await fixture.service.account(ifChangedSince: nil)
        #expect(fixture.count("POST identity.example/oauth/token") == 2)
        fixture.change { $0.good = [] }
        async let first = fixture.service.site(Self.acme, ifChangedSince: nil)
        async let second = fixture.service.site(Self.acme, ifChangedSince: nil)
        _ = try await (first, second)
        #expect(fixture.count("POST identity.example/oauth/token") == 3)
    }

    @Test func aTokenThatIsNeverTakenIsASignInThatIsLost() async throws {
        let fixture = try PikselServiceFixture(items: Self.small)
        let refusal = HTTPAnswer.json(
            #"{"statusCode":401,"error":"Unauthorized","message":"Invalid token"}"#, status: 401)
        fixture.change { $0.overrides["GET identity.example/oauth/token"] = refusal }
        let error = await fixture.error { service throws(ServiceError) in
            try await service.account(ifChangedSince: nil)
        }
        #expect(error == .signedOut("Invalid token"))
        #expect(fixture.count("GET identity.example/oauth/token") == 2)
        #expect(fixture.count("POST identity.example/oauth/token") == 2)
    }

    @Test(
        "who may not in is told which setting to change",
        arguments: [
            (
                #"{"code":401,"error":"invalid_client","error_description":"Bad client"}"#, false,
                ["client-id", "client-secret"]
            ),
            (
                #"{"code":400,"error":"invalid_grant","error_description":"Bad user"}"#, true,
                ["username", "password"]
            ),
        ])
    func namesTheSetting(body: String, isUser: Bool, settings: [String]) async throws {
        let fixture = try PikselServiceFixture {
            if isUser { ($0.username, $0.password) = (#"test\me"#, "word") }
        }
        fixture.change { $0.overrides["POST identity.example/oauth/token"] = .json(body, status: 400) }
        let error = await fixture.error { service throws(ServiceError) in
            try await service.account(ifChangedSince: nil)
        }
        guard case .signedOut(let sentence)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        for setting in settings { #expect(sentence.contains(setting)) }
    }

    @Test func anUnknownAccountIsAWrongSetting() async throws {
        let fixture = try PikselServiceFixture()
        fixture.change {
            $0.overrides["GET registry.example/services/acme"] = .json(
                #"{"statusCode":404,"error":"Not Found"}"#, status: 404)
        }
        let error = await fixture.error { service throws(ServiceError) in
            try await service.account(ifChangedSince: nil)
        }
        #expect(
            error
                == .misconfigured(
                    "the registry registry.example knows no account 'acme' (settings account and registry-url)"
                ))
    }

    @Test(
        "what is no registry is said to be none",
        arguments: [HTTPAnswer.html(), .json("{}"), .json("[]"), .json(#"{"services": null}"#)])
    func refusesOtherDocuments(answer: HTTPAnswer) async throws {
        let fixture = try PikselServiceFixture()
        fixture.change { $0.overrides["GET registry.example/services/acme"] = answer }
        let error = await fixture.error { service throws(ServiceError) in
            try await service.account(ifChangedSince: nil)
        }
        guard case .unusable(let sentence)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(sentence.contains("registry-url"))
    }

    @Test(
        "a registry's addresses are used only where a token may go",
        arguments: [
            "http://identity.example", "https://10.0.0.1", "https://localhost", "ftp://x",
            "https://a@b.example",
        ])
    func checksLocations(location: String) async throws {
        let fixture = try PikselServiceFixture()
        fixture.change { $0.services["identity"] = location }
        let error = await fixture.error { service throws(ServiceError) in
            try await service.account(ifChangedSince: nil)
        }
        guard case .unusable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fixture.transport.requests.count == 1)
    }

    @Test("a registry that wants a token gets the one that a person gave; a redirect takes it nowhere else")
    func answersTheRegistry() async throws {
        let fixture = try PikselServiceFixture { $0.accessToken = "given" }
        fixture.change { state in
            state.good = ["given"]
            state.once["GET registry.example/services/acme"] = [
                .status(401), .status(301, [("Location", "https://new.example/services/acme")]),
            ]
            state.overrides["GET new.example/services/acme"] = .json(
                #"{"services": [{"name": "identity", "location": "https://identity.example"}]}"#)
        }
        _ = try await fixture.service.account(ifChangedSince: nil)
        #expect(
            fixture.transport.requests.prefix(3).map { $0.header("Authorization") } == [
                nil, "Bearer given", nil,
            ])
    }

    @Test(
        "tenants are those whose contents may be read, the configured one first where it is one of them",
        arguments: [
            (
                #"[{"tenant": "b", "actions": ["metadata:contents:read:browse"]}, {"tenant": "c", "actions": ["metadata:*"]}]"#,
                ["b", "c"]
            ),
            (
                #"[{"tenant": "b", "actions": ["*"]}, {"tenant": "../x", "actions": ["*"]}, null, {"actions": 3}]"#,
                ["b"]
            ),
            (
                #"[{"tenant": "b", "actions": ["metadata:contents:write", "metadata:assets:read", "metadata"]}]"#,
                ["listed"]
            ),
            (#"[{"tenant": "b", "actions": ["*"]}, {"tenant": "acme", "actions": ["*"]}]"#, ["acme", "b"]),
            ("null", ["listed"]),
        ])
    func listsTenants(permissions: String, tenants: [String]) async throws {
        let fixture = try PikselServiceFixture()
        fixture.change { state in
            state.overrides["GET identity.example/oauth/token"] = .json(#"{"permissions": \#(permissions)}"#)
            state.overrides["GET identity.example/pauth/tenants"] = .json(
                #"{"tenants": [{"name": "listed", "title": "Listed"}, {"name": "a/b"}, null]}"#)
        }
        let account = try await fixture.service.account(ifChangedSince: nil).value
        #expect(account?.sites.map(\.id.rawValue) == tenants)
    }

    @Test func withoutVerificationThereIsTheConfiguredAccount() async throws {
        let fixture = try PikselServiceFixture()
        fixture.change { state in
            state.overrides["GET identity.example/oauth/token"] = .status(404)
            state.overrides["GET identity.example/pauth/tenants"] = .status(403)
        }
        let account = try await fixture.service.account(ifChangedSince: nil).value
        #expect(account?.sites.map(\.id.rawValue) == ["acme"])
    }

    @Test(
        "each of the platform's statuses has its meaning",
        arguments: [
            (400, "refused"), (401, "signedOut"), (403, "forbidden"), (404, "notFound"), (405, "refused"),
            (406, "refused"), (409, "refused"), (412, "refused"), (415, "refused"), (422, "refused"),
            (429, "budgetSpent"), (500, "unreachable"), (502, "unreachable"), (503, "unreachable"),
        ])
    func mapsStatuses(status: Int, name: String) async throws {
        let fixture = try PikselServiceFixture(items: Self.small)
        fixture.change { state in
            state.refusesCount = true
            state.overrides["GET metadata.example/data/contents"] = .json(
                #"{"statusCode": \#(status), "error": "E", "message": "M", "validation": {"source": "query", "keys": ["perPage"]}}"#,
                status: status, status == 429 ? [("X-RateLimit-Reset", "1400003600000")] : [])
        }
        let error = await fixture.error { service throws(ServiceError) in
            try await service.site(Self.acme, ifChangedSince: nil)
        }
        #expect(Self.word(error) == name)
        if case .refused(_, let message)? = error { #expect(message == "M (query: perPage)") }
    }

    private static func word(_ error: ServiceError?) -> String {
        switch error {
        case .forbidden: "forbidden"
        case .notFound: "notFound"
        case .refused: "refused"
        case .signedOut: "signedOut"
        case .budgetSpent: "budgetSpent"
        case .unreachable: "unreachable"
        case nil, .timedOut, .notPaid, .misconfigured, .misdirected, .unusable: "other"
        }
    }

    @Test func aSpentLimitIsWaitedForWhenItOpensSoon() async throws {
        let fixture = try PikselServiceFixture(items: Self.small)
        fixture.change { state in
            state.once["GET metadata.example/data/categories"] = [
                .json("{}", status: 429, [("X-RateLimit-Reset", "1400000003000")])
            ]
        }
        #expect(try await fixture.service.site(Self.acme, ifChangedSince: nil).value != nil)
        #expect(fixture.time.pauses == [.seconds(3)])
    }

    @Test func sendsARequestOfOnesOwnToAnyOfTheServices() async throws {
        let fixture = try PikselServiceFixture(items: Self.small)
        let answer = try await fixture.service.raw(method: "GET", path: "/data/contents/acme:e1", fields: [])
        #expect(answer.status == 200)
        _ = try await fixture.service.raw(method: "GET", path: "identity:/oauth/token", fields: [])
        #expect(fixture.lines.last == "GET identity.example/oauth/token")
        let error = await fixture.error { service throws(ServiceError) in
            try await service.raw(method: "GET", path: "https://evil.example/data/x", fields: [])
        }
        guard case .misdirected(let sentence)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(sentence.contains("not an address of the service"))
        #expect(!fixture.lines.contains { $0.contains("evil") })
    }

    @Test func nothingThatTheServiceHoldsShowsASecret() throws {
        var configuration = PikselConfiguration()
        configuration.account = "acme"
        configuration.password = "MARKER"
        configuration.clientSecret = "MARKER"
        configuration.accessToken = "MARKER"
        var text = "\(configuration)"
        dump(configuration, to: &text)
        dump(try PikselService(configuration, transport: StubTransport()), to: &text)
        #expect(!text.contains("MARKER"))
    }
}
