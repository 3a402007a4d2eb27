import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct FileListingTests {
    private static let target = "/videos/1/files?quality=720p&format=mp4&method=progressive"

    private func reply(
        _ shape: FileAnswerShape, to target: String = target,
        _ check: (HTTPClient.Reply, RunningOrigin) async throws -> Void
    ) async throws {
        try await RunningOrigin.serving({ $0.fileAnswer = shape }) { running async throws in
            try await check(running.get(target, running.signIn()), running)
        }
    }

    /// Whether an address is a link that the CDN honours for the 720p file.
    private func plays(_ address: String?, _ running: RunningOrigin) async throws -> Bool {
        let address = try #require(address)
        let target = String(address.dropFirst(running.origin.cdnAddress.count))
        guard target.hasPrefix("/media/1/720p.mp4?") else { return false }
        return try await running.cdn.send("HEAD", target).status == 200
    }

    private func source(_ file: [String: Any]?) -> String? {
        (file?["_links"] as? [String: [String: Any]])?["source"]?["href"] as? String
    }

    @Test func anArrayHoldsTheOneThatWasAskedFor() async throws {
        try await reply(.array) { reply, running async throws in
            #expect(reply.status == 200)
            #expect(reply.array.count == 1)
            let file = try #require(reply.array.first)
            #expect(file["mime_type"] as? String == "video/mp4")
            let size = try #require(file["size"] as? [String: Any])
            let length = try #require(EmbeddedMedia.file(named: "harbour-720p.mp4")?.bytes.count)
            #expect(size["bytes"] as? Int == length)
            #expect(size["formatted"] as? String == "\((length + 512) / 1_024) KB")
            #expect(try await plays(source(file), running))
            #expect(reply["ETag"] == nil)
        }
    }

    @Test(
        "the query chooses among the files",
        arguments: [
            ("", ["adaptive", "1080p", "1080p-51", "720p", "720p", "480p", "540p"]),
            ("?quality=720p&format=mp4", ["720p", "720p"]), ("?method=dash", ["720p"]),
            ("?format=webm", ["1080p"]), ("?quality=4k", []),
        ])
    func filters(query: String, qualities: [String]) async throws {
        try await reply(.array, to: "/videos/1/files" + query) { reply, _ async throws in
            #expect(reply.array.compactMap { $0["quality"] as? String } == qualities)
        }
    }

    @Test func aCodecIsAFilterWhereThereIsOne() async throws {
        try await reply(.array, to: "/videos/41/files?codec=h264") { reply, _ async throws in
            #expect(reply.array.first?["codec"] as? String == "h264")
        }
    }

    @Test func anUnfilteredArrayHoldsAll() async throws {
        try await reply(.unfilteredArray) { reply, running async throws in
            #expect(reply.array.count == 7)
            #expect(try await plays(source(reply.array[3]), running))
            #expect(source(reply.array[6])?.hasPrefix("rtmp://") == true)
        }
    }

    @Test func anObjectIsTheFile() async throws {
        try await reply(.object) { reply, running async throws in
            #expect(try await plays(source(reply.json), running))
        }
    }

    @Test func embeddedFilesAreUnderEmbedded() async throws {
        try await reply(.embeddedFiles) { reply, running async throws in
            let files = try #require(
                (reply.json["_embedded"] as? [String: Any])?["files"] as? [[String: Any]])
            #expect(reply.json["total"] as? Int == 1)
            #expect(try await plays(source(files.first), running))
        }
    }

    @Test func aRedirectPointsAtTheLink() async throws {
        try await reply(.redirect) { reply, running async throws in
            #expect(reply.status == 302)
            #expect(reply.body.isEmpty)
            #expect(try await plays(reply["Location"], running))
        }
    }

    @Test func aDictionaryNamesDeliveries() async throws {
        try await reply(.dictionary, to: "/videos/1/files") { reply, running async throws in
            #expect(
                Set(reply.json.keys) == ["hls", "webm", "mp4", "mp4_720p", "dash", "mp4_480p", "rtmp"])
            #expect(try await plays(reply.json["mp4_720p"] as? String, running))
        }
    }

    @Test func aPlainAddressIsTheLink() async throws {
        try await reply(.plainAddress) { reply, running async throws in
            #expect(try await plays(reply.json["uri"] as? String, running))
        }
    }

    @Test func anEmptyArrayIsEmpty() async throws {
        try await reply(.emptyArray) { reply, _ async throws in
            #expect(reply.status == 200)
            #expect(reply.text == "[]")
        }
    }

    @Test func withoutSourceThereAreFilesAndNoLinks() async throws {
        try await reply(.withoutSource) { reply, _ async throws in
            #expect(reply.array.count == 1)
            #expect(source(reply.array.first) == nil)
        }
    }
}
