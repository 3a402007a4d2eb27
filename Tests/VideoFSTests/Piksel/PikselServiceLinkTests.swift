import Testing

@testable import VideoFS

struct PikselServiceLinkTests {
    private typealias Service = PikselServiceTests

    private static func file(_ url: String) -> MediaFile {
        MediaFile(id: MediaFileID(rawValue: "acme:a1"), address: url)
    }

    private static func refused(_ url: String, _ token: Secret? = nil) -> FreshLink {
        FreshLink(address: SignedAddress(url), life: nil, size: nil, authorization: token)
    }

    @Test func aLinkIsTheAssetsAddressAtNoRequest() async throws {
        let fixture = try PikselServiceFixture()
        let link = try await fixture.service.link(
            to: Self.file("https://cdn.example/f.mp4"), of: Service.e1, insteadOf: nil)
        #expect(link == Self.refused("https://cdn.example/f.mp4"))
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test("a refused address of the platform's own is tried with the token; of anybody else never")
    func sendsTheTokenHome() async throws {
        let fixture = try PikselServiceFixture(items: Service.small)
        _ = try await fixture.service.account(ifChangedSince: nil)
        let own = "https://metadata.example/f.mp4"
        let link = try await fixture.service.link(
            to: Self.file(own), of: Service.e1, insteadOf: Self.refused(own))
        #expect(link == Self.refused(own, "token-1"))
        let foreign = "https://cdn.example/old.mp4"
        let other = try await fixture.service.link(
            to: Self.file(foreign), of: Service.e1, insteadOf: Self.refused(foreign))
        #expect(other == Self.refused("https://cdn.example/f.mp4"))
        #expect(fixture.count("GET metadata.example/data/assets/") == 1)
    }

    @Test func anAssetThatIsGoneIsNotFound() async throws {
        let fixture = try PikselServiceFixture()
        let url = "https://cdn.example/f.mp4"
        let error = await fixture.error { service throws(ServiceError) in
            try await service.link(to: Self.file(url), of: Service.e1, insteadOf: Self.refused(url))
        }
        #expect(error == .notFound)
    }

    @Test(
        "addresses that lead nowhere or into a private network are not followed",
        arguments: ["s3://bucket/key", "/f.mp4", "", "https://10.0.0.1/f.mp4", "http://cdn.example/f.mp4"])
    func refusesAddresses(url: String) async throws {
        let fixture = try PikselServiceFixture()
        let error = await fixture.error { service throws(ServiceError) in
            try await service.link(to: Self.file(url), of: Service.e1, insteadOf: nil)
        }
        guard case .unusable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func plainHTTPIsFollowedWhereAPersonAllowsIt() async throws {
        let url = "http://cdn.example/f.mp4"
        for fixture in [
            try PikselServiceFixture { $0.allowInsecureHTTP = true },
            try PikselServiceFixture { $0.mediaOrigins = ["http://cdn.example"] },
        ] {
            let link = try await fixture.service.link(to: Self.file(url), of: Service.e1, insteadOf: nil)
            #expect(link == Self.refused(url))
        }
    }

    @Test func documentsComeWithoutTheTokenUnlessThePlatformItselfWantsIt() async throws {
        let fixture = try PikselServiceFixture()
        _ = try await fixture.service.account(ifChangedSince: nil)
        fixture.change { state in
            state.overrides["GET cdn.example/a.vtt"] = .status(403)
            state.once["GET metadata.example/a.vtt"] = [.status(401), .json("WEBVTT")]
        }
        let error = await fixture.error { service throws(ServiceError) in
            try await service.document(at: "https://cdn.example/a.vtt", limit: 10)
        }
        #expect(error == .forbidden)
        #expect(fixture.transport.requests.last?.header("Authorization") == nil)
        let bytes = try await fixture.service.document(at: "https://metadata.example/a.vtt", limit: 10)
        #expect(bytes == Array("WEBVTT".utf8))
        #expect(
            fixture.transport.requests.suffix(2).map { $0.header("Authorization") } == [
                nil, "Bearer token-1",
            ])
        let foreign = fixture.transport.requests.filter { $0.address.secret.contains("cdn.example") }
        #expect(foreign.allSatisfy { $0.header("Authorization") == nil })
    }
}
