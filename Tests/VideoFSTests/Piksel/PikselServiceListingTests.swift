import Testing

@testable import VideoFS

@Suite(.timeLimit(.minutes(10)))
struct PikselServiceListingTests {
    private typealias Service = PikselServiceTests

    /// Shows of 99 episodes each, and five assets for every content.
    private static func tenant(contents: Int) throws -> PikselServiceFixture {
        let items = (0..<contents).map { number in
            let show = number / 100 * 100
            return PikselItem(
                "c\(number)",
                number == show
                    ? #""type": "show", "title": "S\#(number)""#
                    : #""type": "episode", "title": "E\#(number)", "parentRef": "acme:c\#(show)""#,
                at: number % 3_600)
        }
        let fixture = try PikselServiceFixture(items: ["contents": items, "assets": [PikselItem("a")]])
        fixture.change { state in
            state.assetsOf = { ref in
                let content = String(ref.dropFirst("acme:".count))
                return (0..<5).map { PikselItem("\(content)-\($0)", Service.asset(of: content)) }
            }
        }
        return fixture
    }

    @Test(
        "a tenant of 20,000 contents and 100,000 assets is listed in one request for each hundred contents, one for each ten contents' assets, and a few; and again for three"
    )
    func countsRequests() async throws {
        let fixture = try Self.tenant(contents: 20_000)
        var kept = PikselServiceFixture.Kept()
        let first = try await fixture.walk(&kept)
        #expect(first.videos == 19_800)
        #expect(first.files == 99_000)
        #expect(fixture.count("GET metadata.example/data/contents") == 200 + 1)
        #expect(fixture.count("GET metadata.example/data/assets") == 2_000 + 1)
        #expect(fixture.lines.count <= 200 + 2_000 + 10)
        let before = fixture.lines.count
        fixture.time.advance(by: .seconds(301))
        let second = try await fixture.walk(&kept)
        #expect(second.unchanged == 19_800)
        // The question who is signed in, and the three marks.
        #expect(fixture.lines.count - before == 1 + 3)
    }

    @Test func aChangeIsFetchedAlone() async throws {
        let fixture = try Self.tenant(contents: 400)
        var kept = PikselServiceFixture.Kept()
        _ = try await fixture.walk(&kept)
        fixture.change { state in
            state.items["contents"]?[5] = PikselItem(
                "c5", #""type": "episode", "title": "New", "parentRef": "acme:c0""#, at: 1_000)
        }
        let before = fixture.lines.count
        fixture.time.advance(by: .seconds(301))
        let again = try await fixture.walk(&kept)
        #expect(again.unchanged == again.videos - 1)
        let asked = fixture.transport.requests.dropFirst(before).map(\.address.secret)
        #expect(asked.count { $0.contains("withUpdatedAt=") } == 1)
        #expect(asked.count { $0.contains("/data/contents") } == 2)
    }

    @Test func aDeletionIsFoundByBrowsingAnew() async throws {
        let fixture = try Self.tenant(contents: 400)
        var kept = PikselServiceFixture.Kept()
        let before = try await fixture.walk(&kept).videos
        fixture.change { $0.items["contents"]?.remove(at: 5) }
        fixture.time.advance(by: .seconds(301))
        #expect(try await fixture.walk(&kept).videos == before - 1)
        #expect(fixture.count("GET metadata.example/data/contents") == 2 * (4 + 1) + 1)
    }

    @Test("a changed asset costs only its own video")
    func changedAsset() async throws {
        let fixture = try PikselServiceFixture(items: Service.small)
        var kept = PikselServiceFixture.Kept()
        _ = try await fixture.walk(&kept)
        fixture.change { state in
            state.items["assets"]?.append(PikselItem("a3", Service.asset(of: "e2"), at: 120))
        }
        fixture.time.advance(by: .seconds(301))
        let again = try await fixture.walk(&kept)
        #expect(again.unchanged == 1)
        #expect(again.files == 2)
    }

    @Test func aServiceThatDoesNotCountIsBrowsedAnew() async throws {
        let fixture = try PikselServiceFixture(items: Service.small)
        fixture.change { $0.refusesCount = true }
        let first = try await fixture.service.site(Service.acme, ifChangedSince: nil)
        #expect(first.validators == nil)
        let counted = fixture.count("GET metadata.example/data/contents")
        fixture.time.advance(by: .seconds(301))
        _ = try await fixture.service.site(Service.acme, ifChangedSince: nil)
        #expect(fixture.count("GET metadata.example/data/contents") == counted + 1)
    }

    @Test func afterARestartNothingThatIsUnchangedIsRead() async throws {
        let fixture = try PikselServiceFixture(items: Service.small)
        let site = try await fixture.service.site(Service.acme, ifChangedSince: nil).validators
        let package = try await fixture.service.package(Service.show, ifChangedSince: nil).validators
        let video = try await fixture.service.video(Service.e1, ifChangedSince: nil).validators
        let next = try PikselServiceFixture(items: Service.small)
        #expect(try await next.service.site(Service.acme, ifChangedSince: site).isNotModified)
        #expect(try await next.service.package(Service.show, ifChangedSince: package).isNotModified)
        #expect(try await next.service.video(Service.e1, ifChangedSince: video).isNotModified)
        #expect(next.count("GET metadata.example/data/") == 3)
    }

    @Test func oneVideoOfALargeTenantIsReadAlone() async throws {
        let fixture = try Self.tenant(contents: 1_000)
        let video = try await fixture.service.video(VideoID(rawValue: "acme:c205"), ifChangedSince: nil)
        #expect(video.value?.files.count == 5)
        #expect(fixture.count("GET metadata.example/data/") <= 3 + 5)
    }

    @Test("questions at the same time share one reading, also when one of them leaves")
    func oneFlight() async throws {
        let fixture = try PikselServiceFixture(items: Service.small)
        let service = fixture.service
        let callers = (0..<20).map { _ in
            Task { try await service.package(Service.show, ifChangedSince: nil).value?.videos.count }
        }
        callers[0].cancel()
        for caller in callers.dropFirst() { #expect(try await caller.value == 2) }
        #expect(fixture.count("GET metadata.example/data/contents") == 2)
        #expect(fixture.count("GET metadata.example/data/assets") == 2)
        #expect(fixture.count("POST identity.example/oauth/token") == 1)
    }

    @Test func pagesAreFollowedByNumberToo() async throws {
        let fixture = try Self.tenant(contents: 250)
        fixture.change { $0.usesPageMode = true }
        var kept = PikselServiceFixture.Kept()
        #expect(try await fixture.walk(&kept).videos == 247)
    }

    @Test(
        "a list that does not end, or goes on elsewhere, is none",
        arguments: [
            "/data/contents?owner=acme&continue=true&perPage=100", "https://evil.example/data/contents",
            "//evil.example/data/contents", "http://metadata.example/data/contents",
        ])
    func refusesOddLinks(link: String) async throws {
        let fixture = try PikselServiceFixture(items: Service.small)
        fixture.change { state in
            state.overrides["GET metadata.example/data/contents"] = .json(
                #"{"meta": {"continue": "\#(link)", "totalCount": 1}, "contents": [{"ref": "acme:x", "version": "1"}]}"#
            )
        }
        let error = await fixture.error { service throws(ServiceError) in
            try await service.site(Service.acme, ifChangedSince: nil)
        }
        guard case .unusable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!fixture.lines.contains { $0.contains("evil") })
        #expect(!fixture.transport.lines.contains { $0.contains("http://") })
    }

    @Test(
        "odd documents are read as far as they make sense",
        arguments: [
            (#"{"contents": []}"#, 0), (#"{"meta": null, "contents": [null, 3, {"ref": 7}, {}]}"#, 0),
            (
                #"{"meta": {"continue": null, "totalCount": "x"}, "contents": [{"ref": "acme:m", "type": "movie"}]}"#,
                1
            ),
        ])
    func readsOddDocuments(text: String, packages: Int) async throws {
        let fixture = try PikselServiceFixture()
        fixture.change { $0.overrides["GET metadata.example/data/contents"] = .json(text) }
        #expect(
            try await fixture.service.site(Service.acme, ifChangedSince: nil).value?.packages.count
                == packages)
    }

    @Test(
        "a document without a list is an error, not an empty library",
        arguments: [HTTPAnswer.json("{}"), .json("[]"), .json(#"{"contents": {}}"#), .html()])
    func refusesOtherDocuments(answer: HTTPAnswer) async throws {
        let fixture = try PikselServiceFixture()
        fixture.change { $0.overrides["GET metadata.example/data/contents"] = answer }
        let error = await fixture.error { service throws(ServiceError) in
            try await service.site(Service.acme, ifChangedSince: nil)
        }
        guard case .unusable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "the descriptor decides where resources are; a wrong or missing one leaves the documented places",
        arguments: [
            (
                #"{"resourcefuls": {"contents": {"path": "/v2", "hyphenatedPluralName": "all-contents", "pluralName": "allContents"}}}"#,
                "/v2/all-contents"
            ),
            (
                #"{"resourcefuls": {"contents": {"path": "//evil.example", "hyphenatedPluralName": "contents"}}}"#,
                "/data/contents"
            ),
            (#"{"resourcefuls": {"contents": {"hyphenatedPluralName": "../x"}}}"#, "/data/contents"),
            ("[]", "/data/contents"), ("{}", "/data/contents"),
        ])
    func readsTheDescriptor(text: String, path: String) throws {
        let paths = PikselPaths(try JSONParser.parse(Array(text.utf8)))
        #expect(paths.path(of: .contents) == path)
    }

    @Test func aServiceThatMovedIsFoundAgain() async throws {
        let fixture = try PikselServiceFixture(items: Service.small)
        _ = try await fixture.service.site(Service.acme, ifChangedSince: nil)
        fixture.time.advance(by: .seconds(301))
        fixture.change { state in
            state.services["metadata"] = "https://metadata2.example"
            state.overrides["GET metadata.example/data/contents"] = .status(404)
        }
        #expect(try await fixture.service.site(Service.acme, ifChangedSince: nil).value != nil)
        #expect(fixture.count("GET metadata2.example/") > 0)
    }
}
