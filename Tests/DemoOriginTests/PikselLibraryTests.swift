import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct PikselLibraryTests {
    @Test func aSiteIsATenantAndItsPackagesAreShows() async throws {
        try await PikselOrigin.serving { piksel async throws in
            let token = try await piksel.signIn()
            let reply = try await piksel.get("/data/contents?owner=harbour", token)
            let package = reply.resource("p1")
            #expect(package["type"] as? String == "show")
            #expect(package["title"] as? String == "Harbour Lights")
            let video = reply.resource("v1")
            #expect(video["ref"] as? String == "harbour:v1")
            #expect(video["type"] as? String == "movie")
            #expect(video["parentRef"] as? String == "harbour:p1")
            #expect(video["duration"] as? String == "PT6S")
            #expect(video["releaseYear"] == nil)
            #expect(reply.resource("v28")["title"] == nil)
            // The same film in another site is another content.
            let other = try await piksel.get("/data/contents?owner=patterns", token).resource("v3")
            #expect(other["parentRef"] as? String == "patterns:p4")
        }
    }

    @Test func aSharedVideoHasOneParentAndIsAMemberElsewhere() async throws {
        var library = DemoLibrary.embedded
        library.sites[0].packages[1].videos.append(library.sites[0].packages[0].videos[0])
        let served = library
        try await PikselOrigin.serving({ $0.library = served }) { piksel async throws in
            let reply = try await piksel.get("/data/contents?owner=harbour", piksel.signIn())
            #expect(reply.resource("p1")["type"] as? String == "show")
            #expect(reply.resource("p2")["type"] as? String == "collection")
            #expect(reply.resource("p2")["memberRefs"] as? [String] == ["harbour:v1"])
            #expect(reply.resource("v1")["parentRef"] as? String == "harbour:p1")
            #expect(reply.resources.count { $0["name"] as? String == "v1" } == 1)
        }
    }

    @Test func filesAreAssetsWithOpenAddresses() async throws {
        try await PikselOrigin.serving { piksel async throws in
            let token = try await piksel.signIn()
            let reply = try await piksel.get("/data/assets?owner=harbour&withContentRef=harbour:v1", token)
            let file = reply.resource("v1-720p-mp4")
            #expect(file["type"] as? String == "video")
            #expect(file["fileFormat"] as? String == "mp4")
            let bytes = try #require(EmbeddedMedia.file(named: "harbour-720p.mp4")?.bytes)
            #expect(file["fileSize"] as? Int == bytes.count)
            #expect((file["mediaInfo"] as? [String: Any])?["resolution"] as? String == "720p")
            #expect((file["mediaInfo"] as? [String: Any])?["width"] as? Int == 1_280)
            let url = try #require(file["url"] as? String)
            #expect(url == piksel.origin.cdnAddress + "/open/media/1/720p.mp4")
            #expect(try await piksel.running.cdn.send("GET", "/open/media/1/720p.mp4").body == bytes)
            #expect(
                reply.resource("v1-720p-mp4-2")["url"] as? String == url.replacing("720p", with: "720p-dash"))
            #expect(reply.resource("v1-1080p-webm")["fileFormat"] == nil)
            #expect(reply.resource("v1-adaptive-m3u8")["fileFormat"] as? String == "m3u8")
            #expect(try await piksel.running.cdn.send("GET", "/open/hls/1/low/index.m3u8").status == 200)

            let vtt = reply.resource("v1-english-webvtt")
            #expect(vtt["type"] as? String == "text")
            #expect(vtt["fileFormat"] as? String == "webvtt")
            #expect(vtt["languages"] as? [String] == ["en"])
            let srt = reply.resource("v1-spanish-srt")
            #expect(srt["fileFormat"] == nil)
            #expect((srt["url"] as? String)?.hasSuffix(".srt") == true)
            let picture = reply.resource("v1-large")
            #expect(picture["type"] as? String == "image")
            #expect(picture["tags"] as? [String] == ["landscape", "large"])
            #expect(try await piksel.names("/data/assets?owner=harbour&withName=p1-*", token).count == 3)
        }
    }

    @Test func whatIsNotOwnedIsListedAndItsMediaAreRefused() async throws {
        try await PikselOrigin.serving { piksel async throws in
            let token = try await piksel.signIn()
            #expect(try await piksel.names("/data/contents?owner=harbour&withName=v30", token) == ["v30"])
            #expect(try await piksel.running.cdn.send("GET", "/open/media/30/360p.mp4").status == 403)
            #expect(try await piksel.running.cdn.send("GET", "/open/media/20/360p.mp4").status == 200)
            #expect(try await piksel.running.cdn.send("GET", "/open/media/20/none.mp4").status == 404)
        }
        // The other provider has no such folder.
        try await RunningOrigin.serving { running async throws in
            #expect(try await running.cdn.send("GET", "/open/media/20/360p.mp4").status == 404)
        }
    }

    @Test func everyAddressOfTheShowcaseIsServed() async throws {
        try await PikselOrigin.serving { piksel async throws in
            let assets = try await piksel.get("/data/assets?owner=lantern", piksel.signIn()).resources
            #expect(assets.count == 13)
            for asset in assets {
                let url = try #require(asset["url"] as? String)
                let path = url.dropFirst(piksel.origin.cdnAddress.count)
                #expect(try await piksel.running.cdn.send("HEAD", String(path)).status == 200)
            }
        }
    }

    @Test func documentsSayAnythingThatATestWants() async throws {
        let tenant = DemoPikselTenant(
            owner: "acme",
            contents: [
                .content("m", type: "movie", title: nil, ["title": 7, "active": false, "releaseYear": "x"])
            ],
            assets: [
                .asset("s3", of: "m", format: nil, ["url": "s3://bucket/key"]), .asset("none", of: "m"),
                .asset("shut", of: "m", media: .bytes([1, 2]), ["tags": ["trailer  "], "fileSize": 1_024]),
                .asset("old", of: "m", ["type": .null, "mediaType": "video"]),
            ])
        try await PikselOrigin.serving(tenant) { piksel, token async throws in
            let content = try await piksel.get("/data/contents/acme:m?owner=acme", token).resource("m")
            #expect(content["title"] as? Int == 7)
            #expect(content["active"] as? Bool == false)
            let assets = try await piksel.get("/data/assets?owner=acme", token)
            #expect(assets.resource("s3")["url"] as? String == "s3://bucket/key")
            #expect(assets.resource("none")["url"] == nil)
            #expect(assets.resource("old")["type"] is NSNull)
            #expect(assets.resource("shut")["tags"] as? [String] == ["trailer  "])
            let path = "/open/documents/acme/shut/media.mp4"
            #expect(assets.resource("shut")["url"] as? String == piksel.origin.cdnAddress + path)
            #expect(try await piksel.running.cdn.send("GET", path).body == [1, 2])
            piksel.origin.edit { $0.changeTenant("acme") { $0.changeAsset("shut") { $0.refusal = 410 } } }
            #expect(try await piksel.running.cdn.send("GET", path).status == 410)
        }
    }

    @Test func anEditMovesTheVersionAndTheDateOfWhatChanged() async throws {
        try await PikselOrigin.serving { piksel async throws in
            let token = try await piksel.signIn()
            let target = "/data/contents?owner=harbour&fields=name,version,updatedAt"
            let before = try await piksel.get(target, token)
            piksel.origin.edit { $0.changeVideo(20) { $0.title = "Renamed" } }
            let after = try await piksel.get(target, token)
            let changed = before.resources.compactMap { $0["name"] as? String }.filter {
                before.resource($0)["version"] as? String != after.resource($0)["version"] as? String
            }
            #expect(changed == ["v20"])
            #expect(after.resource("v20")["updatedAt"] as? String == "2014-05-13T16:53:20.000Z")

            let assets = "/data/assets?owner=lantern&fields=name,version,updatedAt&sort=-updatedAt"
            let old = try await piksel.get(assets, token)
            piksel.origin.edit { library in
                library.changeTenant("lantern") {
                    $0.changeAsset("test-card-360p") { $0.media = .bytes([1]) }
                }
            }
            let new = try await piksel.get(assets, token)
            #expect(new.resources[0]["name"] as? String == "test-card-360p")
            let version = new.resources[0]["version"] as? String
            #expect(version != old.resource("test-card-360p")["version"] as? String)
        }
    }

    @Test func mediaMoveAndMayWantAToken() async throws {
        try await PikselOrigin.serving({
            $0.mediaNeedsToken = true
            $0.mediaIsRegistered = true
        }) { piksel async throws in
            let token = try await piksel.signIn()
            let bearer = ["Authorization": "Bearer \(token)"]
            let registry = try await piksel.registry.send("GET", "/services/demo/media")
            #expect(registry.text.contains(piksel.origin.cdnAddress))
            let path = "/open/media/1/720p.mp4"
            #expect(try await piksel.running.cdn.send("GET", path).status == 401)
            #expect(try await piksel.running.cdn.send("GET", path, headers: bearer).status == 200)
            piksel.origin.edit { $0.openFolder = "moved" }
            #expect(try await piksel.running.cdn.send("GET", path, headers: bearer).status == 404)
            let asset = try await piksel.get("/data/assets/harbour:v1-720p-mp4?owner=harbour", token)
            #expect(
                asset.resources[0]["url"] as? String == piksel.origin.cdnAddress + "/moved/media/1/720p.mp4")
        }
    }

    @Test func aLargeTenantIsListedByPages() async throws {
        try await PikselOrigin.serving({
            $0.library = DemoLibrary(piksel: [DemoLibrary.pikselTenant(contents: 20_000, assetsPerContent: 5)]
            )
        }) { piksel async throws in
            let token = try await piksel.signIn()
            for (kind, count, newest) in [("contents", 20_000, "c19999"), ("assets", 100_000, "c19999-a04")] {
                let reply = try await piksel.get(
                    "/data/\(kind)?owner=archive&sort=-updatedAt,-name&perPage=1&count=true", token)
                #expect(reply.meta["totalCount"] as? Int == count)
                #expect(reply.resources.map { $0["name"] as? String } == [newest])
            }
            var target: String? =
                "/data/assets?owner=archive&continue=true&fields=ref&withContentRef=archive:c00001"
            var refs: [String] = []
            while let this = target {
                let reply = try await piksel.get(this, token)
                refs += reply.resources.compactMap { $0["ref"] as? String }
                target = reply.meta["continue"] as? String
            }
            #expect(refs == (0..<5).map { "archive:c00001-a0\($0)" })
            piksel.origin.edit { library in
                library.changeTenant("archive") { tenant in
                    tenant.changeContent("c00007") { $0.fields["title"] = "Changed" }
                    tenant.bulk?.removed = ["c00008"]
                }
            }
            let changed = try await piksel.get(
                "/data/contents?owner=archive&withUpdatedAt=2014-05-01T00:00:00.000Z/&count=true", token)
            #expect(changed.resources.map { $0["title"] as? String } == ["Changed"])
            let all = try await piksel.get("/data/contents?owner=archive&count=true&perPage=10", token)
            #expect(all.meta["totalCount"] as? Int == 19_999)
            #expect(all.resources.map { $0["name"] as? String }.contains("c00008") == false)
        }
    }
}
