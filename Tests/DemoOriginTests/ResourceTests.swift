import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct ResourceTests {
    @Test func theProfileHasTheDocumentedMembersInOrder() async throws {
        try await RunningOrigin.serving { running async throws in
            let reply = try await running.get("/me", running.signIn())
            let api = running.origin.apiAddress
            #expect(
                reply.text.hasPrefix(
                    "{\"_links\":{\"self\":{\"href\":\"\(api)/users/1\"}},\"id\":1,\"name\":\"Demo Viewer\","
                        + "\"packages\":[{\"_links\":{\"self\":{\"href\":\"\(api)/packages/1\"}},\"id\":1,"
                        + "\"title\":\"Harbour Lights\""))
            let packages = try #require(reply.json["packages"] as? [[String: Any]])
            #expect(packages.compactMap { $0["id"] as? Int } == [1, 2, 4])
            #expect(packages.compactMap { $0["site_id"] as? Int } == [1, 1, 2])
            #expect(packages[1]["thumbnail"] is NSNull)
            let sites = try #require(reply.json["sites"] as? [[String: Any]])
            #expect(sites.compactMap { $0["id"] as? Int } == [2])
            #expect(reply["ETag"] == nil)
            #expect(reply["Last-Modified"] == nil)
        }
    }

    @Test func aVideoIsAsDocumented() async throws {
        try await RunningOrigin.serving { running async throws in
            let video = try await running.get("/videos/1", running.signIn()).json
            let files = try #require(video["files"] as? [[String: Any]])
            let api = running.origin.apiAddress
            #expect(files[3]["uri"] as? String == "\(api)/videos/1/files?quality=720p&format=mp4")
            #expect(files[4]["uri"] as? String == "\(api)/videos/1/files?quality=720p&format=mp4&method=dash")
            #expect(files[6]["size"] is NSNull)
            #expect((video["duration"] as? [String: Any])?["formatted"] as? String == "6 seconds")
            #expect(video["created_at"] as? String == "2014-02-25T20:19:30Z")
            let subtitles = try #require(video["subtitles"] as? [[String: String]])
            #expect(subtitles.map { $0["type"] } == ["webvtt", "srt", "srt", "webvtt", "video"])
            #expect(subtitles[4]["uri"] == "\(api)/videos/2")
            for subtitle in subtitles.prefix(4) {
                let path = try #require(subtitle["uri"]?.dropFirst(running.origin.cdnAddress.count))
                #expect(try await running.cdn.send("GET", String(path)).status == 200)
            }
        }
    }

    @Test func theShapeOf2015HasItsChildrenUnderEmbedded() async throws {
        try await RunningOrigin.serving({ $0.shape = .embedded2015 }) { running async throws in
            let tokens = try await running.signIn()
            let me = try await running.get("/me", tokens).json
            let packages = try #require((me["_embedded"] as? [String: Any])?["packages"] as? [[String: Any]])
            #expect(packages.count == 3)
            let package = try await running.get("/packages/1", tokens).json
            let videos = try #require((package["_embedded"] as? [String: Any])?["videos"] as? [[String: Any]])
            #expect(videos.compactMap { $0["position"] as? Int } == [1, 2, 3, 4])
            let links = try #require(package["_links"] as? [String: [String: Any]])
            #expect(links["site"]?["href"] as? String == running.origin.apiAddress + "/sites/1")
            let video = try await running.get("/videos/1", tokens).json
            let files = try #require((video["_embedded"] as? [String: Any])?["files"] as? [[String: Any]])
            #expect(files.count == 7)
            #expect((files[0]["_links"] as? [String: Any])?["source"] == nil)
            #expect(try await running.get("/packages/1/videos", tokens).json["total"] as? Int == 4)
            #expect(try await running.get("/me/videos", tokens).json["total"] as? Int == 18)
        }
    }

    @Test func myVideosHasEachVideoOnce() async throws {
        try await RunningOrigin.serving { running async throws in
            let videos = try await running.get("/me/videos", running.signIn()).array
            #expect(videos.count == 18)
            #expect(Set(videos.compactMap { $0["id"] as? Int }).count == 18)
        }
    }

    @Test(
        "what cannot be had is refused with a message",
        arguments: [
            ("/videos/30/files?quality=360p&format=mp4", 402), ("/videos/50/files", 403),
            ("/videos/999", 404),
            ("/sites/999", 404), ("/nothing", 404), ("/users/2", 404),
        ])
    func refuses(target: String, status: Int) async throws {
        try await RunningOrigin.serving { running async throws in
            let reply = try await running.get(target, running.signIn())
            #expect(reply.status == status)
            #expect(reply.json["message"] is String)
        }
    }

    @Test func whatIsNotJSONIsNotAcceptable() async throws {
        try await RunningOrigin.serving { running async throws in
            let reply = try await running.get("/me", running.signIn(), headers: ["Accept": "text/html"])
            #expect(reply.status == 406)
            #expect(reply.json["message"] is String)
        }
    }

    @Test func headAnswersWithoutABody() async throws {
        try await RunningOrigin.serving { running async throws in
            let tokens = try await running.signIn()
            let body = try await running.get("/videos/1", tokens).body
            let reply = try await running.api.send("HEAD", "/videos/1", headers: tokens.header)
            #expect(reply.status == 200)
            #expect(reply.body.isEmpty)
            #expect(reply["Content-Length"] == String(body.count))
        }
    }

    @Test func aTicketForOneselfBuysAPackage() async throws {
        try await RunningOrigin.serving { running async throws in
            let tokens = try await running.signIn()
            let reply = try await running.api.send(
                "POST", "/packages/3/tickets", headers: tokens.header,
                body: "user%5Bemail%5D=viewer%40demo.example&send_email=1")
            #expect(reply.status == 201)
            #expect((reply.json["package"] as? [String: Any])?["id"] as? Int == 3)
            #expect((reply.json["user"] as? [String: Any])?["email"] as? String == "viewer@demo.example")
            #expect(try await running.get("/videos/30/files", tokens).status == 200)
            let missing = try await running.api.send("POST", "/packages/3/tickets", headers: tokens.header)
            #expect(missing.status == 400)
        }
    }
}
