import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct LinkTests {
    @Test func aLinkStartsRequestsForItsLifeAndIsThenRefused() async throws {
        try await RunningOrigin.serving { running async throws in
            let link = try await running.link("quality=480p&format=mp4", running.signIn())
            running.clock.advance(by: 30)
            let reply = try await running.cdn.send("GET", link)
            #expect(reply.status == 200)
            #expect(reply["Content-Type"] == "video/mp4")
            #expect(reply.body == EmbeddedMedia.file(named: "harbour-480p.mp4")?.bytes)
            running.clock.advance(by: 1)
            #expect(try await running.cdn.send("GET", link).status == 403)
        }
    }

    @Test(
        "a link that was changed is refused",
        arguments: [
            ("480p", "720p"), ("expires=1", "expires=2"), ("signature=", "signature=0"), ("?", "?x="),
        ])
    func refusesTampering(old: String, new: String) async throws {
        try await RunningOrigin.serving { running async throws in
            let link = try await running.link("quality=480p&format=mp4", running.signIn())
            #expect(try await running.cdn.send("GET", link).status == 200)
            let changed = link.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != link)
            #expect(try await running.cdn.send("GET", changed).status == 403)
        }
    }

    @Test func mediaWithoutASignatureAreRefused() async throws {
        try await RunningOrigin.serving { running async throws in
            #expect(try await running.cdn.send("GET", "/media/1/720p.mp4").status == 403)
            #expect(try await running.cdn.send("GET", "/hls/1/master.m3u8").status == 403)
            #expect(try await running.cdn.send("GET", "/media/1/nothing.mp4").status == 404)
            #expect(try await running.cdn.send("GET", "/assets/videos/1/small.png").status == 200)
            #expect(try await running.cdn.send("GET", "/assets/packages/4/large.jpg").status == 200)
        }
    }

    @Test func aPlaylistIsSignedAndWhatItNamesIsNot() async throws {
        try await RunningOrigin.serving { running async throws in
            let link = try await running.link("quality=adaptive&format=m3u8", running.signIn())
            #expect(link.hasPrefix("/hls/1/master.m3u8?"))
            let master = try await running.cdn.send("GET", link)
            #expect(master["Content-Type"] == "application/x-mpegURL")
            for variant in master.text.split(separator: "\n").filter({ !$0.hasPrefix("#") }) {
                let playlist = try await running.cdn.send("GET", "/hls/1/\(variant)")
                let segments = playlist.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
                #expect(segments.count == 3)
                let folder = variant.split(separator: "/")[0]
                let segment = try await running.cdn.send("GET", "/hls/1/\(folder)/\(segments[2])")
                #expect(segment["Content-Type"] == "video/mp2t")
                // Every packet of a transport stream begins with this byte.
                #expect(segment.body.first == 0x47 && segment.body.count % 188 == 0)
            }
        }
    }

    @Test func twoFilesOfOneQualityAreTwoFilesOnTheCDN() async throws {
        try await RunningOrigin.serving { running async throws in
            let tokens = try await running.signIn()
            let dash = try await running.link("quality=720p&format=mp4&method=dash", tokens)
            let reply = try await running.cdn.send("GET", dash)
            #expect(reply.body == EmbeddedMedia.file(named: "harbour-720p-dash.mp4")?.bytes)
        }
    }

    @Test func nginxSecureLinksHashAsItsDocumentationShows() {
        // The example of ngx_http_secure_link_module, with its address as the end of the path.
        let cdn = SecureLinkCDN(base: "http://127.0.0.1:81", secret: "secret")
        #expect(
            cdn.link(to: "/s/link127.0.0.1", expires: 2_147_483_647)
                == "http://127.0.0.1:81/s/link127.0.0.1?md5=_e4Nc3iduzkWRm01TBBNYw&expires=2147483647")
    }

    @Test func linksCanLeadToAnotherCDN() async throws {
        let cdn = SecureLinkCDN(base: "http://127.0.0.1:81", secret: "secret")
        try await RunningOrigin.serving({ $0.externalCDN = cdn }) { running async throws in
            let files = try await running.get("/videos/1/files?quality=480p", running.signIn()).array
            let links = try #require(files.first?["_links"] as? [String: [String: Any]])
            let expires = Int(running.clock.now.timeIntervalSince1970) + 30
            #expect(
                links["source"]?["href"] as? String == cdn.link(to: "/media/1/480p.mp4", expires: expires))
        }
    }

    @Test func theTokenOfTheServiceShowsInTheJournalOfTheCDN() async throws {
        try await RunningOrigin.serving { running async throws in
            _ = try await running.cdn.send(
                "GET", "/media/1/720p.mp4?a=b", headers: ["Authorization": "Bearer leak"])
            let entry = try #require(running.origin.journal.entries.first)
            #expect(entry.service == .cdn)
            #expect(entry.hasAuthorization)
            #expect(entry.authorization == "Bearer leak")
            #expect(entry.path == "/media/1/720p.mp4")
            #expect(entry.target == "/media/1/720p.mp4?a=b")
            #expect(entry.status == 403)
        }
    }
}
