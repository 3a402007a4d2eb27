import Testing

@testable import VideoFS

/// The token stays at home.
struct APIClientOriginTests {
    private static let elsewhere = [
        "https://evil.example/v1/me", "http://api.example/v1/me", "https://api.example:8443/v1/me",
        "https://api.example.evil.example/", "//evil.example/me", "https://api.example@evil.example/",
        "https://API.example:444/", "ftp://api.example/me", "https://sub.api.example/", "http://127.0.0.1/",
    ]

    @Test("an address of another origin is not asked", arguments: elsewhere)
    func refusesAddresses(address: String) async throws {
        let fixture = try APIClientFixture(.json("{}"))
        let error = #expect(throws: ServiceError.self) { try fixture.client.own(address) }
        guard case .unusable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        // `//host` is a path there, and stays below the base address.
        _ = try? await fixture.client.raw(method: "GET", path: address, form: [])
        #expect(fixture.transport.requests.allSatisfy { $0.address.secret.hasPrefix("https://api.example/") })
    }

    @Test("a redirect of another origin is not followed", arguments: elsewhere)
    func refusesRedirects(address: String) async throws {
        let fixture = try APIClientFixture(.status(302, [("Location", address)]))
        guard case .unusable? = await fixture.error() else {
            Issue.record("it was followed")
            return
        }
        #expect(fixture.questions.count == 1)
    }

    @Test("a redirect inside of the origin is followed with the token", arguments: [301, 302, 303, 307, 308])
    func followsAtHome(status: Int) async throws {
        let fixture = try APIClientFixture(
            .status(status, [("Location", "/v2/me")]),
            .status(status, [("Location", "https://api.example/v3/me")]), .json("{}"))
        _ = try await fixture.get()
        #expect(
            fixture.questions.map(\.address.secret) == [
                "https://api.example/v1/me", "https://api.example/v2/me", "https://api.example/v3/me",
            ])
        #expect(fixture.questions.allSatisfy { $0.header("Authorization") == "Bearer access-1" })
    }

    @Test func circlesEnd() async throws {
        let fixture = try APIClientFixture(.status(302, [("Location", "/v1/me")]))
        #expect(await fixture.error() == .unusable("api.example redirects in circles"))
        #expect(fixture.questions.count == 4)
    }

    @Test func aRedirectToNowhereIsUnusable() async throws {
        #expect(
            await (try APIClientFixture(.status(302))).error()
                == .unusable("api.example redirects to nowhere"))
    }

    @Test func errorsHoldNoToken() async throws {
        let fixture = try APIClientFixture { _ throws(HTTPError) in throw .timedOut }
        let error = try #require(await fixture.error())
        #expect(!"\(error)\(fixture.client.condition)".contains("access-"))
    }
}

/// `vidfs api`.
struct APIClientRawTests {
    private let form = [(name: "user[email]", value: "a+b@example.com"), (name: "x", value: "1 2")]

    @Test("fields go into the query of a question")
    func asks() async throws {
        let fixture = try APIClientFixture(.json(#"{"b":1,"a":2}"#))
        let answer = try await fixture.client.raw(method: "GET", path: "me?c=d", form: form)
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == "{\n  \"a\": 2,\n  \"b\": 1\n}\n")
        #expect(
            fixture.questions.first?.address.secret
                == "https://api.example/v1/me?c=d&user%5Bemail%5D=a%2Bb%40example.com&x=1%202")
        #expect(fixture.questions.first?.body == nil)
    }

    @Test("fields go into the body of everything else", arguments: ["POST", "PUT", "DELETE"])
    func changes(method: String) async throws {
        let fixture = try APIClientFixture(.json(#"{"id":1}"#, status: 201))
        let answer = try await fixture.client.raw(method: method, path: "/packages/1/tickets", form: form)
        #expect(answer.status == 201)
        let question = try #require(fixture.questions.first)
        #expect(question.method == method)
        #expect(question.address.secret == "https://api.example/v1/packages/1/tickets")
        #expect(question.form == ["user[email]": "a+b@example.com", "x": "1 2"])
        #expect(question.header("Authorization") == "Bearer access-1")
    }

    @Test("an error of the service is an answer, sent once", arguments: [400, 403, 404, 429, 500, 503])
    func givesErrors(status: Int) async throws {
        let fixture = try APIClientFixture(.json(#"{"message":"No."}"#, status: status))
        let answer = try await fixture.client.raw(method: "POST", path: "/x", form: [])
        #expect(answer.status == status)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("No."))
        #expect(fixture.questions.count == 1)
        #expect(fixture.questions.first?.body == [])
    }

    @Test func noContentIsEmpty() async throws {
        let answer = try await (try APIClientFixture(.status(204))).client
            .raw(method: "DELETE", path: "/x", form: [])
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
    }

    @Test func aPageIsNoAnswer() async throws {
        let fixture = try APIClientFixture(.html(502))
        await #expect(throws: ServiceError.self) {
            try await fixture.client.raw(method: "GET", path: "/x", form: [])
        }
    }
}

struct PublicDocumentsTests {
    private func documents(_ transport: StubTransport) throws -> PublicDocuments {
        PublicDocuments(
            policy: try AddressPolicy(service: "https://api.example", allowInsecureHTTP: false),
            transport: transport, retry: RetryPolicy(), time: ManualTime().time)
    }

    private func error(_ transport: StubTransport, _ address: String = "https://cdn.example/a.vtt")
        async throws
        -> ServiceError?
    {
        do {
            _ = try await documents(transport).fetch(address, limit: 100)
            return nil
        } catch { return error as? ServiceError }
    }

    @Test("a document is fetched without credentials, by way of redirects")
    func fetches() async throws {
        let transport = StubTransport(
            .status(302, [("Location", "/b.vtt")]),
            .status(301, [("Location", "https://other.example/c.vtt")]),
            .json("WEBVTT"))
        let bytes = try await documents(transport).fetch("https://cdn.example/a.vtt", limit: 100)
        #expect(bytes == Array("WEBVTT".utf8))
        #expect(
            transport.requests.map(\.address.secret) == [
                "https://cdn.example/a.vtt", "https://cdn.example/b.vtt", "https://other.example/c.vtt",
            ])
        #expect(transport.requests.allSatisfy { $0.headers.isEmpty })
    }

    @Test func aRelativeAddressIsTheServicesOwnAndStillAskedWithoutCredentials() async throws {
        let transport = StubTransport(.json("x"))
        _ = try await documents(transport).fetch("/assets/a.vtt", limit: 100)
        #expect(transport.lines == ["GET https://api.example/assets/a.vtt"])
        #expect(transport.requests.first?.header("Authorization") == nil)
    }

    @Test(
        "a redirect into a private network is not followed",
        arguments: [
            "http://169.254.169.254/", "https://localhost/", "https://10.0.0.1/", "http://cdn.example/a.vtt",
        ])
    func checksRedirects(location: String) async throws {
        let transport = StubTransport(.status(302, [("Location", location)]))
        guard case .unusable? = try await error(transport) else {
            Issue.record("it was followed")
            return
        }
        #expect(transport.requests.count == 1)
    }

    @Test(
        "statuses have their meaning",
        arguments: [
            (404, ServiceError.notFound), (410, .notFound), (403, .forbidden), (401, .forbidden),
            (402, .notPaid),
            (429, .unreachable("cdn.example asks to come later")),
            (500, .unreachable("cdn.example answered with status 500")),
        ])
    func translates(status: Int, expected: ServiceError) async throws {
        #expect(try await error(StubTransport(.status(status))) == expected)
    }

    @Test func endsCircles() async throws {
        let transport = StubTransport(.status(302, [("Location", "https://cdn.example/a.vtt")]))
        #expect(try await error(transport) == .unusable("cdn.example redirects in circles"))
        #expect(transport.requests.count == 4)
    }

    @Test func aDocumentBeyondTheLimitIsUnusable() async throws {
        let transport = StubTransport(.json(String(repeating: "x", count: 101)))
        #expect(try await error(transport) == .unusable("cdn.example sent more than 100 bytes"))
    }

    @Test func triesAgain() async throws {
        let transport = StubTransport(.status(503), .json("x"))
        #expect(try await error(transport) == nil)
        #expect(transport.requests.count == 2)
    }
}
