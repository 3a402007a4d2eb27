import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct RangeTests {
    @Test(
        "a header becomes a range of a file of 1000 bytes",
        arguments: [
            (nil, ByteRange.whole), ("bytes=0-0", .part(0..<1)), ("bytes=0-", .part(0..<1_000)),
            ("bytes=999-", .part(999..<1_000)), ("bytes=10-5000", .part(10..<1_000)),
            ("bytes=-1", .part(999..<1_000)),
            ("bytes=-5000", .part(0..<1_000)), ("BYTES=1-2", .part(1..<3)), ("bytes=1000-", .unsatisfiable),
            ("bytes=1000-2000", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=5-4", .whole),
            ("bytes=0-1,5-6", .whole), ("items=0-1", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole),
            ("bytes=0-9223372036854775807", .part(0..<1_000)), ("bytes=99999999999999999999-", .whole),
        ] as [(String?, ByteRange)])
    func parses(header: String?, range: ByteRange) {
        #expect(ByteRange(header: header, length: 1_000) == range)
    }

    private static let length: Int64 = 5 << 30

    /// A film of 5 GiB.
    private func film(_ body: (RunningOrigin, String) async throws -> Void) async throws {
        let file = DemoFile(quality: "1080p", format: "mp4", media: .synthetic(seed: 7, length: Self.length))
        let package = DemoPackage(id: 1, title: "P", videos: [DemoVideo(id: 1, title: "V", files: [file])])
        let library = DemoLibrary(sites: [DemoSite(id: 1, title: "S", packages: [package])])
        try await RunningOrigin.serving({ $0.library = library }) { running async throws in
            try await body(running, running.link("quality=1080p&format=mp4", running.signIn()))
        }
    }

    @Test(
        "a range of a large file is exactly its bytes",
        arguments: [
            ("bytes=0-99999", 0..<100_000), ("bytes=4294967290-4294967310", 4_294_967_290..<4_294_967_311),
            ("bytes=-70000", (5 << 30) - 70_000..<5 << 30), ("bytes=5368000000-", 5_368_000_000..<5 << 30),
        ] as [(String, Range<Int64>)])
    func servesARange(header: String, range: Range<Int64>) async throws {
        try await film { running, link async throws in
            let reply = try await running.cdn.send("GET", link, headers: ["Range": header])
            #expect(reply.status == 206)
            #expect(
                reply["Content-Range"] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(Self.length)")
            #expect(reply["Content-Length"] == String(range.count))
            #expect(reply["Accept-Ranges"] == "bytes")
            #expect(reply.body == DemoMedia.bytes(seed: 7, range: range))
            let entry = try #require(running.origin.journal.entries.last)
            #expect(entry.range == header)
            #expect(entry.bytesSent == Int64(range.count))
        }
    }

    @Test func syntheticBytesDependOnTheirOffsetAlone() {
        let whole = DemoMedia.bytes(seed: 3, range: 0..<200_000)
        #expect(whole.count == 200_000)
        for range in [0..<1, 5..<30, 65_530..<65_560, 131_000..<200_000] as [Range<Int64>] {
            #expect(
                DemoMedia.bytes(seed: 3, range: range)
                    == Array(whole[Int(range.lowerBound)..<Int(range.upperBound)]))
        }
        #expect(DemoMedia.bytes(seed: 4, range: 0..<100) != Array(whole[..<100]))
        #expect(Array(whole[..<65_536]) != Array(whole[65_536..<131_072]))
    }

    @Test func nothingBehindTheEndIsServed() async throws {
        try await film { running, link async throws in
            let reply = try await running.cdn.send("GET", link, headers: ["Range": "bytes=\(Self.length)-"])
            #expect(reply.status == 416)
            #expect(reply["Content-Range"] == "bytes */\(Self.length)")
        }
    }

    @Test func headIgnoresARange() async throws {
        try await film { running, link async throws in
            let reply = try await running.cdn.send("HEAD", link, headers: ["Range": "bytes=0-9"])
            #expect(reply.status == 200)
            #expect(reply["Content-Length"] == String(Self.length))
            #expect(reply["Content-Range"] == nil)
            #expect(reply.body.isEmpty)
        }
    }

    @Test func ifRangeHoldsForTheStrongTagAndTheDateOnly() async throws {
        try await RunningOrigin.serving { running async throws in
            let link = try await running.link("quality=480p", running.signIn())
            let head = try await running.cdn.send("HEAD", link)
            let tag = try #require(head["ETag"])
            let date = try #require(head["Last-Modified"])
            for (condition, status) in [(tag, 206), (date, 206), ("W/" + tag, 200), ("\"old\"", 200)] {
                let headers = ["Range": "bytes=0-9", "If-Range": condition]
                #expect(try await running.cdn.send("GET", link, headers: headers).status == status)
            }
            #expect(try await running.cdn.send("GET", link, headers: ["If-None-Match": tag]).status == 304)
            #expect(try await running.cdn.send("GET", link, headers: ["If-Match": "\"old\""]).status == 412)
        }
    }

    @Test func aClientThatHangsUpEndsTheBody() async throws {
        try await film { running, link async throws in
            let reply = try await running.cdn.send("GET", link, limit: 1_000_000)
            #expect(reply.body.count >= 1_000_000)
            let entry = await running.origin.journal.wait { $0.isFinished && $0.service == .cdn }.first
            #expect(entry.map { $0.bytesSent < 100_000_000 } == true)
        }
    }

    @Test func aReplacedFileHasAnotherTagAndOtherBytes() async throws {
        try await RunningOrigin.serving { running async throws in
            let link = try await running.link("quality=480p", running.signIn())
            let old = try await running.cdn.send("GET", link)
            running.origin.edit {
                $0.sites[0].packages[0].videos[0].files[5].media = .bytes([1, 2, 3])
            }
            let new = try await running.cdn.send("GET", link)
            #expect(new.body == [1, 2, 3])
            #expect(new["ETag"] != old["ETag"])
            #expect(new["Last-Modified"] != old["Last-Modified"])
        }
    }

    @Test func aFileOfThisMachineIsServedInParts() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "demo-\(UUID().uuidString)").path()
        let bytes = DemoMedia.bytes(seed: 1, range: 0..<700_000)
        try Data(bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await RunningOrigin.serving({ configuration in
            configuration.library.sites[0].packages[0].videos[0].files[5].media = .file(path: path)
        }) { running async throws in
            let link = try await running.link("quality=480p", running.signIn())
            let reply = try await running.cdn.send("GET", link, headers: ["Range": "bytes=100-699999"])
            #expect(reply.status == 206)
            #expect(reply.body == Array(bytes[100...]))
        }
    }
}
