import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct FaultTests {
    /// Serves with one fault planned for the next request to a media file, and gives the target.
    private func harmed(
        _ action: DemoFault.Action, _ body: (RunningOrigin, String, [UInt8]) async throws -> Void
    ) async throws {
        try await RunningOrigin.serving { running async throws in
            let link = try await running.link("quality=720p&format=mp4", running.signIn())
            let bytes = try #require(EmbeddedMedia.file(named: "harbour-720p.mp4")?.bytes)
            running.origin.faults.add(DemoFault(on: .cdn, matching: "720p.mp4", action))
            try await body(running, link, bytes)
            // Once, and never again.
            #expect(try await running.cdn.send("GET", link).body == bytes)
        }
    }

    @Test func aStatusTakesThePlaceOfTheAnswer() async throws {
        try await harmed(.status(503, body: "{}", headers: ["Retry-After": "7", "bad name": "x"])) {
            running, link, _ async throws in
            let reply = try await running.cdn.send("GET", link)
            #expect(reply.status == 503)
            #expect(reply["Retry-After"] == "7")
            #expect(reply.text == "{}")
        }
    }

    @Test func aBodyIsCutAtTheByte() async throws {
        try await harmed(.cutAfter(20_001)) { running, link, bytes async throws in
            let reply = try await running.cdn.send("GET", link)
            #expect(reply["Content-Length"] == String(bytes.count))
            #expect(reply.body == Array(bytes[..<20_001]))
            #expect(reply.isClosed)
            #expect(running.origin.journal.entries.last?.bytesSent == 20_001)
        }
    }

    @Test func aCutCountsFromTheStartOfTheRange() async throws {
        try await harmed(.cutAfter(5)) { running, link, bytes async throws in
            let reply = try await running.cdn.send("GET", link, headers: ["Range": "bytes=100-"])
            #expect(reply.status == 206)
            #expect(reply.body == Array(bytes[100..<105]))
        }
    }

    @Test func aStalledBodyLeavesTheConnectionOpen() async throws {
        try await harmed(.stallAfter(1_000)) { running, link, bytes async throws in
            let reply = try await running.cdn.send("GET", link, limit: 1_000)
            #expect(reply.body == Array(bytes[..<1_000]))
            #expect(!reply.isClosed)
            // The client has hung up, and the origin has noticed.
            _ = await running.origin.journal.wait { $0.service == .cdn && $0.isFinished }
        }
    }

    @Test func aShortBodyIsShorterThanAnnounced() async throws {
        try await harmed(.shortBody) { running, link, bytes async throws in
            let reply = try await running.cdn.send("GET", link)
            #expect(reply["Content-Length"] == String(bytes.count))
            #expect(reply.body == Array(bytes[..<(bytes.count / 2)]))
        }
    }

    @Test func aLongBodyIsLongerThanAnnounced() async throws {
        try await harmed(.longBody) { running, link, bytes async throws in
            let reply = try await running.cdn.send("GET", link)
            #expect(reply["Content-Length"] == String(bytes.count))
            #expect(reply.body.count == bytes.count + 16)
        }
    }

    @Test func aRangeIsIgnored() async throws {
        try await harmed(.ignoreRange) { running, link, bytes async throws in
            let reply = try await running.cdn.send("GET", link, headers: ["Range": "bytes=5-9"])
            #expect(reply.status == 200)
            #expect(reply.body == bytes)
        }
    }

    @Test func aContentRangeLies() async throws {
        try await harmed(.wrongContentRange) { running, link, bytes async throws in
            let reply = try await running.cdn.send("GET", link, headers: ["Range": "bytes=5-9"])
            #expect(reply["Content-Range"] == "bytes 6-10/\(bytes.count)")
            #expect(reply.body == Array(bytes[5..<10]))
        }
    }

    @Test func aTotalLies() async throws {
        try await harmed(.wrongTotal) { running, link, bytes async throws in
            let reply = try await running.cdn.send("GET", link, headers: ["Range": "bytes=5-9"])
            #expect(reply["Content-Range"] == "bytes 5-9/\(bytes.count + 1)")
        }
    }

    @Test func anotherVersionHasAnotherTagAndOtherBytes() async throws {
        try await harmed(.changeVersion) { running, link, bytes async throws in
            let digest = try #require(EmbeddedMedia.file(named: "harbour-720p.mp4")?.digest)
            let headers = ["Range": "bytes=5-9", "If-Range": "\"\(digest)\""]
            let reply = try await running.cdn.send("GET", link, headers: headers)
            #expect(reply.status == 200)
            #expect(reply["ETag"] == "\"\(digest)-replaced\"")
            #expect(reply.body.count == bytes.count)
            #expect(zip(reply.body, bytes).allSatisfy { $0 != $1 })
        }
    }

    @Test(arguments: [403, 404, 410])
    func aLinkIsRefused(status: Int) async throws {
        try await harmed(.expireNow(status)) { running, link, _ async throws in
            #expect(try await running.cdn.send("GET", link).status == status)
        }
    }

    @Test func aRedirectLeadsElsewhere() async throws {
        try await harmed(.redirect(to: "http://127.0.0.1:9/x")) { running, link, _ async throws in
            let reply = try await running.cdn.send("GET", link)
            #expect(reply.status == 302)
            #expect(reply["Location"] == "http://127.0.0.1:9/x")
        }
    }

    @Test func anEncodingIsClaimed() async throws {
        try await harmed(.gzipEncoding) { running, link, bytes async throws in
            let reply = try await running.cdn.send("GET", link)
            #expect(reply["Content-Encoding"] == "gzip")
            #expect(reply.body == bytes)
        }
    }

    @Test("a connection ends without a word", arguments: [DemoFault.Action.closeAtConnect, .closeBeforeHead])
    func closes(action: DemoFault.Action) async throws {
        try await harmed(action) { running, link, _ async throws in
            let reply = try await running.cdn.send("GET", link)
            #expect(reply.status == nil)
            #expect(reply.isClosed)
        }
    }

    @Test func aDelayIsFollowedByTheTrueAnswer() async throws {
        try await harmed(.delay(.milliseconds(50))) { running, link, bytes async throws in
            let begin = ContinuousClock.now
            #expect(try await running.cdn.send("GET", link).body == bytes)
            #expect(ContinuousClock.now - begin >= .milliseconds(50))
        }
    }

    @Test func aRequestThatIsNeverAnsweredEndsWithTheOrigin() async throws {
        try await RunningOrigin.serving { running async throws in
            running.origin.faults.add(DemoFault(on: .api, .neverAnswer))
            async let reply = running.api.send("GET", "/me")
            let held = await running.origin.journal.wait { $0.path == "/me" }
            #expect(held.first?.status == nil)
            await running.origin.stop()
            #expect(try await reply.isClosed)
        }
    }

    @Test func theAPISendsWhatIsNotJSON() async throws {
        try await RunningOrigin.serving { running async throws in
            let tokens = try await running.signIn()
            running.origin.faults.add(DemoFault(on: .api, .html))
            running.origin.faults.add(DemoFault(on: .api, skip: 1, .invalidJSON))
            let page = try await running.get("/me", tokens)
            #expect(page["Content-Type"] == "text/html; charset=utf-8")
            let broken = try await running.get("/me", tokens)
            #expect(broken.status == 200)
            #expect(broken["Content-Type"] == "application/json; charset=utf-8")
            #expect(broken.json.isEmpty)
            #expect(try await running.get("/me", tokens)["X-RateLimit-Remaining"] == "249")
        }
    }

    @Test func aFaultSkipsMatchesAndEnds() {
        let faults = DemoFaults()
        faults.add(DemoFault(on: .api, matching: "/videos/1$", skip: 1, times: 2, .html))
        let targets = ["/videos/1", "/videos/12", "/videos/1/files", "/videos/1", "/videos/1", "/videos/1"]
        let hits = targets.map { !faults.take(for: .api, path: $0, target: $0).isEmpty }
        #expect(hits == [false, false, false, true, true, false])
        #expect(faults.take(for: .cdn, path: "/videos/1", target: "/videos/1").isEmpty)
    }

    @Test func anotherProcessPlansFaultsAndReadsTheJournal() async throws {
        try await RunningOrigin.serving { running async throws in
            let body =
                "{\"on\": \"api\", \"matching\": \"/me\", \"times\": 9, \"action\": \"status\", \"status\": 500}"
            #expect(try await running.api.send("POST", "/_demo/faults", body: body).status == 201)
            #expect(try await running.api.send("GET", "/me").status == 500)
            #expect(try await running.api.send("POST", "/_demo/faults", body: "{}").status == 400)
            #expect(try await running.api.send("DELETE", "/_demo/faults").status == 204)
            #expect(try await running.api.send("GET", "/me").status == 401)
            let journal = try await running.api.send("GET", "/_demo/journal").array
            #expect(journal.compactMap { $0["status"] as? Int } == [500, 401])
            #expect(try await running.api.send("DELETE", "/_demo/journal").status == 204)
            #expect(running.origin.journal.entries.isEmpty)
        }
    }

    @Test(
        "a fault that would stop the origin is refused",
        arguments: [
            "{}", "[]x", "{\"on\": \"api\", \"action\": \"unknown\"}",
            "{\"on\": \"api\", \"action\": \"status\", \"status\": 100000}",
            "{\"on\": \"api\", \"action\": \"delay\", \"seconds\": 1e300}",
            "{\"on\": \"api\", \"action\": \"html\", \"skip\": -9223372036854775808}",
        ])
    func refusesUnusableFaults(text: String) {
        #expect(throws: (any Error).self) { try FaultWire.faults(from: Array(text.utf8)) }
    }
}
