import Synchronization
import Testing

@testable import VideoFS

struct APIClientTests {
    @Test func asksWithATokenBelowTheBaseAddress() async throws {
        let fixture = try APIClientFixture(.json(#"{"id": 1}"#))
        #expect(try await fixture.get("/me").value?["id"] == .number("1"))
        let question = try #require(fixture.questions.first)
        #expect(question.address.secret == "https://api.example/v1/me")
        #expect(question.header("Authorization") == "Bearer access-1")
        #expect(question.header("If-None-Match") == nil)
    }

    @Test func sendsValidatorsAndGivesThemBack() async throws {
        let fixture = try APIClientFixture(
            .json("{}", [("ETag", #"W/"1""#), ("Last-Modified", "Tue, 25 Feb 2014 12:00:00 GMT")]),
            .status(304))
        let validators = try await fixture.get().validators
        #expect(validators?.entityTag == #"W/"1""#)
        #expect(validators?.lastModified == "Tue, 25 Feb 2014 12:00:00 GMT")
        #expect(try await fixture.get("/me", validators).isNotModified)
        #expect(fixture.questions.last?.header("If-None-Match") == #"W/"1""#)
        #expect(fixture.questions.last?.header("If-Modified-Since") == "Tue, 25 Feb 2014 12:00:00 GMT")
        #expect(fixture.client.condition.notModified == 1)
        #expect(fixture.client.condition.counted == 1)
    }

    @Test func withoutAValidatorThereIsNone() async throws {
        #expect(try await APIClientFixture(.json("{}")).get().validators == nil)
    }

    @Test(
        "every status has one meaning",
        arguments: [
            (400, ServiceError.refused(status: 400, message: "Said.")), (402, .notPaid), (403, .forbidden),
            (404, .notFound), (405, .refused(status: 405, message: "Said.")),
            (406, .refused(status: 406, message: "Said.")), (409, .refused(status: 409, message: "Said.")),
            (410, .notFound), (422, .refused(status: 422, message: "Said.")), (408, .timedOut),
            (500, .unreachable("api.example answered with status 500: Said.")),
            (501, .unreachable("api.example answered with status 501: Said.")),
            (503, .unreachable("api.example answered with status 503: Said.")),
            (304, .unusable("api.example answered with status 304")),
            (206, .unusable("api.example answered with status 206")),
            (401, .signedOut("Said.")),
        ])
    func translates(status: Int, expected: ServiceError) async throws {
        let fixture = try APIClientFixture(.json(#"{"message": "Said."}"#, status: status))
        #expect(await fixture.error() == expected)
    }

    @Test("success without content is null", arguments: [204])
    func takesNoContent(status: Int) async throws {
        #expect(try await APIClientFixture(.status(status)).get().value == .null)
    }

    @Test func takesCreated() async throws {
        #expect(try await APIClientFixture(.json("[]", status: 201)).get().value == .array([]))
    }

    @Test("a message is found under the names in use, and cleaned")
    func findsMessages() async throws {
        for body in [
            #"{"error_description": "Said."}"#, #"{"error": "Said."}"#, #"{"error": {"message": "Said."}}"#,
            #"{"errors": ["Said."]}"#, "{\"message\": \"Said.\\n\"}",
        ] {
            let error = await (try APIClientFixture(.json(body, status: 422))).error()
            #expect(error == .refused(status: 422, message: "Said."))
        }
        let leaky =
            #"{"message": "bad https://api.example/x?access_token=MARKER 0123456789abcdef0123MARKER"}"#
        let error = try #require(await (try APIClientFixture(.json(leaky, status: 400))).error())
        #expect(!"\(error)".contains("MARKER"))
    }

    // MARK: - Sign-in

    @Test func a401IsAnsweredByOneNewTokenAndOneReplay() async throws {
        let fixture = try APIClientFixture(.json(#"{"message": "token expired"}"#, status: 401), .json("{}"))
        #expect(try await fixture.get().value == .object([:]))
        #expect(
            fixture.questions.map { $0.header("Authorization") } == ["Bearer access-1", "Bearer access-2"])
        #expect(fixture.transport.requests.count == 4)
    }

    @Test("a second 401 is the end, and does not set off a new sign-in with every question")
    func givesUpOn401() async throws {
        let fixture = try APIClientFixture(.json(#"{"message": "No."}"#, status: 401))
        #expect(await fixture.error() == .signedOut("No."))
        #expect(fixture.questions.count == 2)
        #expect(await fixture.error() == .signedOut("No."))
        #expect(fixture.questions.count == 3)
        #expect(fixture.transport.requests.count == 5)
        #expect(fixture.client.condition.lastError == "not signed in: No.")
    }

    // MARK: - Budget

    @Test func aSpentBudgetSendsNothing() async throws {
        let fixture = try APIClientFixture(limit: 2, .json("{}"))
        _ = try await fixture.get()
        _ = try await fixture.get()
        let sent = fixture.transport.requests.count
        guard case .budgetSpent(let until)? = await fixture.error() else {
            Issue.record("it was not refused")
            return
        }
        #expect(until == fixture.time.now.advanced(bySeconds: 3_601))
        #expect(fixture.transport.requests.count == sent)
        #expect(fixture.client.condition.remaining == 0)
        #expect(fixture.client.condition.limit == 2)
        fixture.time.advance(by: .seconds(3_602))
        _ = try await fixture.get()
    }

    @Test func a429ClosesTheBudgetForAsLongAsItSays() async throws {
        let fixture = try APIClientFixture(.json("{}", status: 429, [("Retry-After", "30")]), .json("{}"))
        let until = fixture.time.now.advanced(bySeconds: 31)
        #expect(await fixture.error() == .budgetSpent(until: until))
        #expect(await fixture.error() == .budgetSpent(until: until))
        #expect(fixture.questions.count == 1)
        fixture.time.advance(by: .seconds(31))
        _ = try await fixture.get()
    }

    @Test("many questions at once never exceed the budget")
    func holdsUnderLoad() async throws {
        let fixture = try APIClientFixture(limit: 10, .json("{}"))
        let answered = await RequestPurpose.$current.withValue(.playing) {
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<100 { group.addTask { await fixture.error() == nil } }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
        }
        #expect(answered == 10)
        #expect(fixture.questions.count == 10)
    }

    // MARK: - Trying again

    @Test("passing failures are tried again, with growing pauses")
    func triesAgain() async throws {
        let failures: [HTTPAnswer?] = [.status(500), .status(503), nil]
        let number = Counter()
        let fixture = try APIClientFixture { _ throws(HTTPError) in
            let position = number.add() - 1
            guard position < failures.count else { return .json("{}") }
            guard let answer = failures[position] else { throw .cut("x") }
            return answer
        }
        #expect(try await fixture.get().value == .object([:]))
        #expect(fixture.time.pauses == [.milliseconds(100), .milliseconds(300), .seconds(1)])
        #expect(fixture.client.condition.reachable == true)
        #expect(fixture.client.condition.lastError == nil)
    }

    @Test func givesUpInTheEnd() async throws {
        let fixture = try APIClientFixture { _ throws(HTTPError) in
            throw .unreachable("the connection was refused")
        }
        #expect(
            await fixture.error() == .unreachable("api.example cannot be reached: the connection was refused")
        )
        #expect(fixture.questions.count == 4)
        #expect(fixture.client.condition.reachable == false)
        #expect(fixture.client.condition.counted == 0)
    }

    @Test func doesNotStartAnythingAfterTheDeadline() async throws {
        let time = Mutex<ManualTime?>(nil)
        let fixture = try APIClientFixture { _ throws(HTTPError) in
            time.withLock { $0 }?.advance(by: .seconds(4))
            throw .timedOut
        }
        time.withLock { $0 = fixture.time }
        #expect(await fixture.error() == .timedOut)
        #expect(fixture.questions.count == 2)
    }

    @Test("what will not change is not tried again", arguments: [400, 402, 403, 404, 422, 429, 501])
    func doesNotTryAgain(status: Int) async throws {
        let fixture = try APIClientFixture(.status(status))
        #expect(await fixture.error() != nil)
        #expect(fixture.questions.count == 1)
    }

    // MARK: - Answers that are none

    @Test("a page instead of JSON is named")
    func namesHTML() async throws {
        let error = try #require(await (try APIClientFixture(.html())).error())
        #expect(error.description.contains("answered with text/html instead of JSON"))
        guard case .unusable = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test("unusable bodies are errors")
    func refusesBodies() async throws {
        let deep = String(repeating: "[", count: 100_000)
        for body in ["", "{", #"{"a":1,}"#, "\u{0}", deep] {
            guard case .unusable? = await (try APIClientFixture(.json(body))).error() else {
                Issue.record("\(body.prefix(20)) was taken")
                continue
            }
        }
    }

    @Test func refusesABodyThatIsTooLarge() async throws {
        let answer = HTTPAnswer(
            head: HTTPHead(status: 200, headers: []), body: Array(repeating: 0x20, count: (16 << 20) + 1))
        guard case .unusable? = await (try APIClientFixture(answer)).error() else {
            Issue.record("it was taken")
            return
        }
    }
}
