import Foundation
import Testing

@testable import DemoOrigin

/// Which requests a fault hits, and what needs more than one of them.
@Suite(.timeLimit(.minutes(1)))
struct FaultPartTests {
    private static let path = "/media/1/720p.mp4"

    private static func isHit(_ faults: DemoFaults, _ range: String?, _ path: String = path) -> Bool {
        !faults.take(for: .cdn, path: path, target: path, range: range).isEmpty
    }

    @Test(
        "a fault of a part hits what asks for it",
        arguments: [
            (DemoFault.Part.any, [true, true, true, true]),
            (.beginning, [true, true, false, false]), (.later, [false, false, true, true]),
        ])
    func part(_ part: DemoFault.Part, hits: [Bool]) {
        let faults = DemoFaults()
        faults.add(DemoFault(on: .cdn, part: part, times: .max, .html))
        let ranges = [nil, "bytes=0-", "bytes=1-", "bytes=4096-8191"]
        #expect(ranges.map { Self.isHit(faults, $0) } == hits)
    }

    @Test func aResumptionStartsWhereABodyWasBrokenOrALittleBefore() {
        let faults = DemoFaults()
        faults.add(DemoFault(on: .cdn, part: .resumption, times: .max, .html))
        #expect(!Self.isHit(faults, "bytes=100000-"))
        faults.broke(Self.path, at: 100_000)
        let starts = [100_000, 95_904, 34_464, 100_001, 34_463, 0]
        #expect(starts.map { Self.isHit(faults, "bytes=\($0)-") } == [true, true, true, false, false, false])
        #expect(!Self.isHit(faults, "bytes=100000-", "/media/2/720p.mp4"))
    }

    @Test func aFaultIsUntouchedUntilItHits() {
        let faults = DemoFaults()
        faults.add(DemoFault(on: .cdn, skip: 1, .html))
        _ = Self.isHit(faults, nil)
        #expect(faults.untouched.count == 1)
        _ = Self.isHit(faults, nil)
        #expect(faults.untouched.isEmpty)
    }

    @Test func aBodyThatAFaultBreaksCanBeResumed() async throws {
        try await Self.serving { running, link, bytes async throws in
            running.origin.faults.add(DemoFault(on: .cdn, part: .beginning, .cutAfter(5_000)))
            running.origin.faults.add(DemoFault(on: .cdn, part: .resumption, .status(503)))
            #expect(try await running.cdn.send("GET", link).body == Array(bytes[..<5_000]))
            let resumed = try await running.cdn.send("GET", link, headers: ["Range": "bytes=4000-"])
            #expect(resumed.status == 503)
        }
    }

    @Test func aRevokedLinkIsGoodOnceAndTheNextIsAnother() async throws {
        try await Self.serving { running, link, bytes async throws in
            running.origin.faults.add(DemoFault(on: .cdn, .revokeLink))
            #expect(try await running.cdn.send("GET", link).body == bytes)
            #expect(try await running.cdn.send("GET", link).status == 403)
            let next = try await running.link("quality=720p&format=mp4", running.signIn())
            #expect(next != link)
            #expect(try await running.cdn.send("GET", next).body == bytes)
        }
    }

    @Test("a head breaks in the middle", arguments: [DemoFault.Action.cutInHead, .stallInHead])
    func halfHead(_ action: DemoFault.Action) async throws {
        try await Self.serving { running, link, _ async throws in
            running.origin.faults.add(DemoFault(on: .cdn, action))
            async let reply = running.cdn.send("GET", link)
            if action == .stallInHead {
                _ = await running.origin.journal.wait { $0.service == .cdn }
                await running.origin.stop()
            }
            #expect(try await reply.status == nil)
            #expect(try await reply.isClosed)
        }
    }

    @Test func aLengthIsAnnouncedTooShort() async throws {
        try await Self.serving { running, link, bytes async throws in
            running.origin.faults.add(DemoFault(on: .cdn, .shortLength))
            let reply = try await running.cdn.send("GET", link, headers: ["Range": "bytes=0-999"])
            #expect(reply["Content-Range"] == "bytes 0-999/\(bytes.count)")
            #expect(reply["Content-Length"] == "500")
            #expect(reply.body == Array(bytes[..<500]))
        }
    }

    @Test func aLengthIsAnnouncedTooLong() async throws {
        try await Self.serving { running, link, bytes async throws in
            running.origin.faults.add(DemoFault(on: .cdn, .longLength))
            let reply = try await running.cdn.send("GET", link)
            #expect(reply["Content-Length"] == "\(bytes.count + 16)")
            #expect(reply.body.count == bytes.count + 16)
        }
    }

    @Test(
        "each action can be planned by another process",
        arguments: [
            ("cutInHead", DemoFault.Action.cutInHead), ("stallInHead", .stallInHead),
            ("shortLength", .shortLength), ("longLength", .longLength), ("revokeLink", .revokeLink),
        ])
    func wire(name: String, action: DemoFault.Action) throws {
        let text = "{\"on\": \"cdn\", \"part\": \"resumption\", \"action\": \"\(name)\"}"
        #expect(
            try FaultWire.faults(from: Array(text.utf8)) == [DemoFault(on: .cdn, part: .resumption, action)])
    }

    @Test func aPartThatIsNoneIsRefused() {
        let text = "{\"on\": \"cdn\", \"part\": \"middle\", \"action\": \"html\"}"
        #expect(throws: (any Error).self) { try FaultWire.faults(from: Array(text.utf8)) }
    }

    private static func serving(_ body: (RunningOrigin, String, [UInt8]) async throws -> Void) async throws {
        try await RunningOrigin.serving { running async throws in
            let link = try await running.link("quality=720p&format=mp4", running.signIn())
            let bytes = try #require(EmbeddedMedia.file(named: "harbour-720p.mp4")?.bytes)
            try await body(running, link, bytes)
        }
    }
}
