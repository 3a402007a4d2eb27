import Testing

@testable import VideoFS

@Suite("What leaves the library leaves the catalog", .timeLimit(.minutes(1)))
struct CatalogRemovalTests {
    let fixture = CatalogFixture()
    var catalog: Catalog { fixture.catalog }
    var service: StubService { fixture.service }

    /// A site with packages 3 (videos 7 and 8) and 4 (video 8), everything known.
    private func fill() async throws {
        service.reply(.record(.sample(account: ["3"])), to: .account)
        service.reply(.record(.sample(site: "1", packages: ["3", "4"])), to: .site("1"))
        service.reply(.record(.sample(package: "3", videos: ["7", "8"])), to: .package("3"))
        service.reply(.record(.sample(package: "4", videos: ["8"])), to: .package("4"))
        for id in ["7", "8"] { service.reply(.record(.sample(video: id)), to: .video(id)) }
        for key: ResourceKey in [
            .account, .site("1"), .package("3"), .package("4"), .video("7"), .video("8"),
        ] {
            try await catalog.refresh(key)
        }
    }

    @Test("a video that its package no longer lists is dropped")
    func droppedVideo() async throws {
        try await fill()
        service.reply(.record(.sample(package: "3", videos: [])), to: .package("3"))
        try await catalog.refresh(.package("3"))
        #expect(catalog.knownVideo("7") == nil)
        #expect(catalog.knownVideo("8") != nil, "another package lists it")
        await CatalogFixture.eventually { fixture.changes.all == [.package("3"), .video("7")] }
        #expect(catalog.summary.videos == 1)
    }

    @Test("a package takes along what only it listed")
    func droppedPackage() async throws {
        try await fill()
        service.reply(.record(.sample(site: "1", packages: ["4"])), to: .site("1"))
        try await catalog.refresh(.site("1"))
        #expect(catalog.knownPackage("3") != nil, "the account still lists it")
        service.reply(.record(.sample(account: [])), to: .account)
        try await catalog.refresh(.account)
        #expect(catalog.knownPackage("3") == nil)
        #expect(catalog.knownVideo("7") == nil)
        #expect(catalog.knownVideo("8") != nil)
        #expect(catalog.summary.entries == 4)
    }

    @Test("a resource on its way is answered, and leaves after that")
    func droppedInFlight() async throws {
        try await fill()
        service.hold()
        let asking = Task { [catalog] in try await catalog.refresh(.video("7")) }
        await CatalogFixture.eventually { service.questions(about: .video("7")) == 2 }
        service.reply(.record(.sample(package: "3", videos: ["8"])), to: .package("3"))
        let parent = Task { [catalog] in try await catalog.refresh(.package("3")) }
        await CatalogFixture.eventually { service.questions(about: .package("3")) == 2 }
        service.release()
        _ = try await asking.value
        _ = try await parent.value
        await fixture.quiet()
        #expect(catalog.knownVideo("7") == nil)
    }

    @Test("a listed video that the service does not know loses its record, and its package is asked")
    func unknownThoughListed() async throws {
        try await fill()
        fixture.advance(seconds: 100)
        service.reply(.failure(.notFound), to: .video("7"))
        await #expect(throws: CatalogError.noSuchResource) { try await catalog.refresh(.video("7")) }
        #expect(catalog.knownVideo("7") == nil)
        await fixture.quiet()
        #expect(service.questions(about: .package("3")) == 2)
        #expect(service.questions(about: .package("4")) == 1)
        await #expect(throws: CatalogError.noSuchResource) { try await catalog.video("7") }
        #expect(service.questions(about: .video("7")) == 2)
        await CatalogFixture.eventually { fixture.changes.all == [.video("7")] }
    }

    @Test("many dead videos ask their package once a minute")
    func patience() async throws {
        try await fill()
        fixture.advance(seconds: 100)
        for id in ["7", "8"] {
            service.reply(.failure(.notFound), to: .video(id))
            await #expect(throws: CatalogError.noSuchResource) { try await catalog.refresh(.video(id)) }
            await fixture.quiet()
        }
        #expect(service.questions(about: .package("3")) == 2)
    }

    @Test("an account that is not found stays known")
    func account() async throws {
        try await fill()
        service.reply(.failure(.notFound), to: .account)
        await #expect(throws: CatalogError.noSuchResource) { try await catalog.refresh(.account) }
        #expect(catalog.knownAccount() != nil)
    }

    @Test("a video that is forbidden now stays listed as it was")
    func forbidden() async throws {
        try await fill()
        service.reply(.failure(.forbidden), to: .video("7"))
        await #expect(throws: CatalogError.notEntitled) { try await catalog.refresh(.video("7")) }
        #expect(catalog.knownVideo("7") != nil)
    }
}
