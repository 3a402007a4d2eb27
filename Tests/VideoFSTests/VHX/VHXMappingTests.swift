import Testing

@testable import VideoFS

struct VHXMappingTests {
    private func account(_ text: String) async throws -> AccountRecord {
        try await VHXFixture(["/me": .json(text)]).modified { try await $0.account(ifChangedSince: nil) }
    }

    @Test("sites are those of owned packages, then those sold on, each once")
    func readsAnAccount() async throws {
        let account = try await account(VHXFixture.me2014)
        #expect(account.name == "Kevin Sheurs")
        #expect(account.sites.map(\.id.rawValue) == ["7", "1", "9"])
        #expect(account.sites.map(\.title) == [nil, "My site", "Unsold"])
        #expect(account.sites[1].key == "mymovie")
        #expect(account.packages.map(\.id.rawValue) == ["1", "2", "3"])
        let package = account.packages[0]
        #expect(package.site == SiteID(rawValue: "7"))
        #expect(package.thumbnail == "https://cdn.vhx.example/l.png")
        #expect(package.videosCount == 10)
        #expect(package.key == "my-sku")
        #expect(package.createdAt == Timestamp(rawValue: 1_393_359_570))
        #expect(package.updatedAt == Timestamp(rawValue: 1_393_445_970))
    }

    @Test func readsAnAccountWithEmbeddedChildren() async throws {
        let account = try await account(VHXFixture.me2015)
        #expect(account.name == "me@example.com")
        #expect(account.sites.map(\.id.rawValue) == ["5", "8"])
        #expect(account.sites[1].title == "Eight")
        #expect(account.sites[1].key == "eight")
        #expect(account.packages.map(\.site?.rawValue) == ["5", "8"])
    }

    @Test(
        "nothing that a service leaves out, nulls or mistypes is fatal",
        arguments: [
            "{}", #"{"id": null, "name": 5, "packages": null, "sites": null}"#,
            #"{"packages": {"a": 1}, "sites": "none", "_embedded": []}"#,
            #"{"packages": [null, 5, "x", [], {}, {"title": "no id"}], "sites": [{"id": {}}, {"id": true}]}"#,
            #"{"_links": 7, "_embedded": {"packages": null}}"#,
        ])
    func survives(text: String) async throws {
        let account = try await account(text)
        #expect(account.packages.isEmpty)
        #expect(account.sites.isEmpty)
    }

    @Test("a resource must be an object", arguments: ["[]", "null", "7", #""x""#])
    func refusesOthers(text: String) async throws {
        await #expect(throws: ServiceError.self) { try await account(text) }
    }

    @Test("identifiers may be numbers or texts, and stand in the address alone")
    func readsIdentifiers() async throws {
        let account = try await account(
            #"""
            {"packages": [{"id": 12345678901234567890, "site_id": "a/b"}, {"id": "x y", "site_id": 1.0},
              {"_links": {"self": {"href": "https://api.vhx.example/packages/77?x=y"}}}]}
            """#)
        #expect(account.packages.map(\.id.rawValue) == ["12345678901234567890", "x y", "77"])
        #expect(account.packages.map(\.site?.rawValue) == ["a/b", "1.0", nil])
    }

    @Test func readsASiteWithItsPackages() async throws {
        let text = #"""
            {"id": 7, "title": "Site", "key": "site", "packages": [{"id": 1, "is_locked": true}, {"id": 2, "site_id": 7}],
             "videos": [{"id": 1}]}
            """#
        let site = try await VHXFixture(["/sites/7": .json(text)]).modified {
            try await $0.site(SiteID(rawValue: "7"), ifChangedSince: nil)
        }
        #expect(site.summary.title == "Site")
        #expect(site.packages.map(\.id.rawValue) == ["1", "2"])
        #expect(site.packages.map(\.site?.rawValue) == ["7", "7"])
        #expect(site.info.last == UInt8(ascii: "\n"))
        #expect(try JSONParser.parse(site.info) == JSONParser.parse(Array(text.utf8)))
    }

    @Test(
        "videos stand beside or inside of _embedded",
        arguments: [
            #"{"id": 1, "videos": [{"id": 3, "title": "A"}, {"id": 2}]}"#,
            #"{"id": 1, "_embedded": {"videos": [{"id": 3, "name": "A"}, {"id": 2}]}}"#,
            #"{"id": 1, "videos": null, "_embedded": {"videos": [{"id": "3", "title": "A"}, {"id": "2"}]}}"#,
        ])
    func readsAPackage(text: String) async throws {
        let package = try await VHXFixture(["/packages/1": .json(text)]).modified {
            try await $0.package(PackageID(rawValue: "1"), ifChangedSince: nil)
        }
        #expect(package.videos.map(\.id.rawValue) == ["3", "2"])
        #expect(package.videos[0].title == "A")
    }

    @Test("a list that is elsewhere is fetched page by page, inside of the origin")
    func followsAListing() async throws {
        let fixture = try VHXFixture([
            "/packages/1": .json(
                #"{"id": 1, "_links": {"videos": {"href": "https://api.vhx.example/packages/1/videos"}}}"#,
                [("ETag", "\"1\"")]),
            "/packages/1/videos": .json(
                #"{"_links": {"next": {"href": "/packages/1/videos?page=2"}}, "_embedded": {"videos": [{"id": 1}]}}"#
            ),
            "/packages/1/videos?page=2": .json(
                #"{"_links": {"next": {"href": "https://evil.example/p3"}}, "_embedded": {"videos": [{"id": 2}]}}"#
            ),
        ])
        let answer = try await fixture.service.package(PackageID(rawValue: "1"), ifChangedSince: nil)
        #expect(answer.value?.videos.map(\.id.rawValue) == ["1", "2"])
        // What was fetched apart is not vouched for by the package's validators.
        #expect(answer.validators == nil)
        #expect(fixture.transport.requests.allSatisfy { $0.address.secret.hasPrefix(VHXFixture.api) })
    }

    @Test(
        "a list that is elsewhere is a bare one, or a page under any of its names, and one that leads to itself ends",
        arguments: [
            #"[{"id": 1}, {"id": 2}, {"title": "no id"}]"#,
            #"{"_embedded": {"videos": [{"id": 1}, {"id": 2}]}, "_links": {"next": null}}"#,
            #"{"items": [{"id": 1}, {"id": 2}]}"#,
            #"{"videos": [{"id": 1}, {"id": 2}], "_links": {"next": {"href": "/packages/1/videos"}}}"#,
        ])
    func readsAListing(text: String) async throws {
        let fixture = try VHXFixture([
            "/packages/1": .json(#"{"id": 1, "_links": {"videos": {"href": "/packages/1/videos"}}}"#),
            "/packages/1/videos": .json(text),
        ])
        let answer = try await fixture.service.package(PackageID(rawValue: "1"), ifChangedSince: nil)
        #expect(answer.value?.videos.map(\.id.rawValue) == ["1", "2"])
        #expect(fixture.questions.count == 2)
    }

    @Test func aListAtAnotherOriginIsNotFetched() async throws {
        let fixture = try VHXFixture([
            "/packages/1": .json(#"{"id": 1, "_links": {"videos": {"href": "https://evil.example/v"}}}"#)
        ])
        let answer = try await fixture.service.package(PackageID(rawValue: "1"), ifChangedSince: nil)
        #expect(answer.value?.videos.isEmpty == true)
        #expect(fixture.questions.count == 1)
    }

    @Test func aResourceWithoutAnIdentifierHasTheOneThatWasAskedFor() async throws {
        let fixture = try VHXFixture(["/videos/5": .json("{}")])
        let video = try await fixture.service.video(VideoID(rawValue: "5"), ifChangedSince: nil)
        #expect(video.value?.summary == VideoSummary(id: VideoID(rawValue: "5")))
    }

    @Test(
        "identifiers are one part of the path, whatever is in them",
        arguments: [
            ("a/b", "/videos/a%2Fb"), ("a?b", "/videos/a%3Fb"), ("é", "/videos/%C3%A9"),
            ("a b", "/videos/a%20b"),
            ("../me", "/videos/..%2Fme"),
        ])
    func encodesIdentifiers(id: String, path: String) async throws {
        let fixture = try VHXFixture([path: .json("{}")])
        _ = try await fixture.service.video(VideoID(rawValue: id), ifChangedSince: nil)
        #expect(fixture.questions.map(\.address.secret) == [VHXFixture.api + path])
    }

    @Test("what cannot be an identifier is not asked for", arguments: ["", ".", "..", "a\nb"])
    func refusesIdentifiers(id: String) async throws {
        let fixture = try VHXFixture([:])
        await #expect(throws: ServiceError.notFound) {
            try await fixture.service.video(VideoID(rawValue: id), ifChangedSince: nil)
        }
        #expect(fixture.questions.isEmpty)
    }
}
