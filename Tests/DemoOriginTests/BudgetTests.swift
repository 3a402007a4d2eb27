import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct BudgetTests {
    @Test(
        "an unchanged resource answers 304 and costs nothing",
        arguments: ["/sites/1", "/packages/1", "/videos/1"])
    func notModifiedIsFree(target: String) async throws {
        try await RunningOrigin.serving { running async throws in
            let tokens = try await running.signIn()
            let first = try await running.get(target, tokens)
            #expect(first["X-RateLimit-Remaining"] == "249")
            let tag = try #require(first["ETag"])
            let date = try #require(first["Last-Modified"])
            for header in [
                ["If-None-Match": tag], ["If-None-Match": "\"x\", W/\(tag)"], ["If-Modified-Since": date],
            ] {
                let again = try await running.get(target, tokens, headers: header)
                #expect(again.status == 304)
                #expect(again.body.isEmpty)
                #expect(again["X-RateLimit-Remaining"] == "249")
                #expect(again["ETag"] == tag)
            }
            let other = try await running.get(target, tokens, headers: ["If-None-Match": "\"other\""])
            #expect(other.status == 200)
            #expect(other["X-RateLimit-Remaining"] == "248")
        }
    }

    @Test func aSpentBudgetAnswers429UntilTheHourIsOver() async throws {
        try await RunningOrigin.serving({ $0.requestLimit = 2 }) { running async throws in
            let tokens = try await running.signIn()
            let tag = try #require(try await running.get("/videos/1", tokens)["ETag"])
            running.clock.advance(by: 600)
            #expect(try await running.get("/me", tokens)["X-RateLimit-Remaining"] == "0")
            let refused = try await running.get("/me", tokens)
            #expect(refused.status == 429)
            #expect(refused["Retry-After"] == "3000")
            #expect(refused.json["message"] is String)
            let unchanged = try await running.get("/videos/1", tokens, headers: ["If-None-Match": tag])
            #expect(unchanged.status == 304)
            running.clock.advance(by: 3_000)
            let next = try await running.get("/me", tokens)
            #expect(next.status == 200)
            #expect(next["X-RateLimit-Remaining"] == "1")
        }
    }

    @Test func withoutALimitThereAreNoHeaders() async throws {
        try await RunningOrigin.serving({ $0.requestLimit = nil }) { running async throws in
            let reply = try await running.get("/me", running.signIn())
            #expect(reply["X-RateLimit-Limit"] == nil)
            #expect(reply["X-RateLimit-Remaining"] == nil)
        }
    }

    @Test func anEditGivesNewValidatorsToWhatChangedAndToNothingElse() async throws {
        try await RunningOrigin.serving { running async throws in
            let tokens = try await running.signIn()
            var tags: [String: HTTPClient.Reply] = [:]
            let targets = ["/videos/1", "/packages/1", "/sites/1", "/videos/20", "/packages/2", "/sites/2"]
            for target in targets { tags[target] = try await running.get(target, tokens) }
            running.origin.edit { $0.changeVideo(1) { $0.title = "Renamed" } }
            for target in targets.prefix(3) {
                let old = try #require(tags[target])
                let headers = try ["If-None-Match": #require(old["ETag"])]
                let changed = try await running.get(target, tokens, headers: headers)
                #expect(changed.status == 200)
                #expect(changed["Last-Modified"] != old["Last-Modified"])
                #expect(changed.text.contains("Renamed"))
                let since = try ["If-Modified-Since": #require(old["Last-Modified"])]
                #expect(try await running.get(target, tokens, headers: since).status == 200)
            }
            let other = try ["If-None-Match": #require(tags["/sites/2"]?["ETag"])]
            #expect(try await running.get("/sites/2", tokens, headers: other).status == 304)
        }
    }
}
