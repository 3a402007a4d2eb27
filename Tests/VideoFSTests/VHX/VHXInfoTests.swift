import Testing

@testable import VideoFS

struct VHXInfoTests {
    private func clean(_ text: String) throws -> JSON {
        VHXInfo.clean(try JSONParser.parse(Array(text.utf8)))
    }

    private func clean(string: String) throws -> String? {
        VHXInfo.clean(.string(string)).string
    }

    @Test(
        "what grants access is cut out of an address",
        arguments: [
            "https://cdn.example/a.mp4?token=MARKER", "https://cdn.example/a.mp4?x=1&Signature=MARKER&y=2",
            "https://cdn.example/a?sig=MARKER", "https://cdn.example/a?Expires=MARKER",
            "https://cdn.example/a?exp=MARKER",
            "https://cdn.example/a?Policy=MARKER", "https://cdn.example/a?Key-Pair-Id=MARKER",
            "https://cdn.example/a?hdnea=exp=1~acl=/*~hmac=MARKER", "https://cdn.example/a?hdnts=MARKER",
            "https://mymovie.vhx.tv/watch?auth_token=MARKER", "https://cdn.example/a?access_token=MARKER",
            "https://s3.example/a?X-Amz-Credential=MARKER&X-Amz-Signature=MARKER",
            "https://cdn.example/a?md5=MARKER",
            "https://cdn.example/a?hash=MARKER", "HTTPS://CDN.example/a?TOKEN=MARKER",
            "https://cdn.example/a?%74oken=MARKER",
            "https://user:MARKER@cdn.example/a", "https://MARKER@cdn.example",
            "https://cdn.example/a#access_token=MARKER",
            "//cdn.example/a?token=MARKER", "rtmp://cdn.example/a?token=MARKER",
            "https://cdn.example/exp=1~hmac=MARKER/a.mp4",
            "https://cdn.example/a;token=MARKER/b", "https://storage.example/a?X-Goog-Signature=MARKER",
            #"<iframe src="https://embed.example/1?token=MARKER" width="1"></iframe>"#,
            "see https://cdn.example/a?token=MARKER, or https://u:MARKER@b.example/x",
            "https://cdn.example/a?jwt=MARKER", "https://cdn.example/a?refresh_token=MARKER",
            "https://cdn.example/a?next=1&amp;token=MARKER",
        ])
    func cuts(text: String) throws {
        let clean = try #require(try clean(string: text))
        #expect(!clean.contains("MARKER"), "\(clean)")
    }

    @Test(
        "what grants nothing stays as it is",
        arguments: [
            "https://api.vhx.example/videos/1/files?quality=720p&format=mp4",
            "https://www.youtube.com/watch?v=dINgx0y4GqM",
            "https://cdn.vhx.example/assets/vhx-disco-240x135.png", "no address // at all", "a//b",
            "https://example.com/a?x=https://b.example/c", "A film about tokens: token=1", "", "http://",
        ])
    func keeps(text: String) throws {
        #expect(VHXInfo.clean(.string(text)) == .string(text))
    }

    @Test func keepsTheWordsAroundAnAddress() throws {
        #expect(
            try clean(string: #"<iframe src="https://e.example/1?token=M" width="1">"#)
                == #"<iframe src="https://e.example/1" width="1">"#)
    }

    @Test("the signed address and every token are gone, whatever the depth")
    func dropsMembers() throws {
        let text = #"""
            {"_links": {"self": {"href": "https://a.example/1"}, "source": {"href": "https://cdn.example/MARKER"}},
             "a": [{"_links": {"source": "MARKER"}, "token": "MARKER", "keep": 1}],
             "access_token": "MARKER", "Refresh_Token": "MARKER", "client_secret": "MARKER", "password": "MARKER",
             "auth_user_token": 17171717, "tokens_count": 3, "token": null}
            """#
        let json = try clean(text)
        let printed = String(decoding: json.pretty, as: UTF8.self)
        #expect(!printed.contains("MARKER"))
        #expect(!printed.contains("17171717"))
        #expect(json["tokens_count"]?.integer == 3)
        #expect(json["a"]?.array?.first?["keep"]?.integer == 1)
        #expect(json["_links"]?["self"]?["href"]?.string == "https://a.example/1")
    }

    @Test("info.json of each kind of resource holds no secret")
    func cleansRecords() async throws {
        let text = #"""
            {"id": 1, "z": 1, "a": "https://cdn.example/x?token=MARKER",
             "files": [{"quality": "720p", "format": "mp4", "_links": {"source": {"href": "https://MARKER"}},
                        "uri": "https://api.vhx.example/videos/1/files?quality=720p&format=mp4"}],
             "packages": [], "videos": []}
            """#
        let fixture = try VHXFixture([
            "/videos/1": .json(text), "/packages/1": .json(text), "/sites/1": .json(text),
        ])
        let service = fixture.service
        let infos = [
            try await service.video(VideoID(rawValue: "1"), ifChangedSince: nil).value?.info,
            try await service.package(PackageID(rawValue: "1"), ifChangedSince: nil).value?.info,
            try await service.site(SiteID(rawValue: "1"), ifChangedSince: nil).value?.info,
        ]
        for info in infos {
            let printed = String(decoding: info ?? [], as: UTF8.self)
            #expect(printed.hasPrefix("{\n  \"a\": \"https://cdn.example/x\",\n"))
            #expect(printed.hasSuffix("\"z\": 1\n}\n"))
            #expect(!printed.contains("MARKER"))
            #expect(printed.contains("/videos/1/files?quality=720p&format=mp4"))
        }
    }
}
