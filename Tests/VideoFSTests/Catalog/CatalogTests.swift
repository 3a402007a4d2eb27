import Testing

@testable import VideoFS

@Suite("The catalog asks as little as it can", .timeLimit(.minutes(1)))
struct CatalogTests {
    let fixture = CatalogFixture()
    var catalog: Catalog { fixture.catalog }
    var service: StubService { fixture.service }

    @Test("a hundred callers share one question")
    func sharesOneFlight() async throws {
        service.reply(.record(.sample(video: "7")), to: .video("7"))
        service.hold()
        try await withThrowingTaskGroup(of: Known<VideoRecord>.self) { group in
            for _ in 0..<100 { group.addTask { [catalog] in try await catalog.video("7") } }
            // Each caller's deadline runs: all of them wait.
            await CatalogFixture.eventually { fixture.clock.sleepers == 100 }
            service.release()
            for try await known in group { #expect(known.value.summary.id.rawValue == "7") }
        }
        #expect(service.questions(about: .video("7")) == 1)
    }

    @Test("what was never seen is absent and asks nothing by being looked at")
    func absent() {
        #expect(catalog.knownVideo("7") == nil)
        #expect(catalog.failure(of: .video("7")) == nil)
        #expect(service.asked.isEmpty)
    }

    @Test("within its time to live nothing is asked again")
    func fresh() async throws {
        service.reply(.record(.sample(video: "7")), to: .video("7"))
        let first = try await catalog.video("7")
        fixture.advance(seconds: 299)
        let second = try await catalog.video("7")
        #expect(first == second)
        #expect(catalog.knownVideo("7") == first)
        #expect(service.asked.count == 1)
    }

    @Test("what is old is given at once and asked for once in the background")
    func stale() async throws {
        service.reply(.record(.sample(video: "7", title: "Old")), to: .video("7"))
        let first = try await catalog.video("7")
        service.reply(.record(.sample(video: "7", title: "New")), to: .video("7"))
        service.hold()
        fixture.advance(seconds: 300)
        for _ in 0..<10 { #expect(catalog.knownVideo("7")?.value.summary.title == "Old") }
        let old = try await catalog.video("7")
        #expect(old.version == first.version)
        service.release()
        await CatalogFixture.eventually { fixture.changes.all == [.video("7")] }
        let new = try #require(catalog.knownVideo("7"))
        #expect(new.value.summary.title == "New")
        #expect(new.version > first.version)
        #expect(new.changedAt.rawValue == first.changedAt.rawValue + 300)
        #expect(service.asked.count == 2)
    }

    @Test("a failed refresh keeps what is known and is not tried again at once")
    func failureKeepsTheKnown() async throws {
        service.reply(.record(.sample(video: "7")), to: .video("7"))
        let first = try await catalog.video("7")
        service.reply(.failure(.unreachable("no route")), to: .video("7"))
        fixture.advance(seconds: 10_000)
        #expect(!catalog.summary.stale)
        #expect(catalog.knownVideo("7") == first)
        await fixture.quiet()
        #expect(catalog.knownVideo("7") == first)
        #expect(catalog.summary.stale)
        #expect(catalog.failure(of: .video("7")) == nil)
        fixture.advance(seconds: 9)
        #expect(catalog.knownVideo("7") == first)
        await fixture.quiet()
        #expect(service.asked.count == 2)
        fixture.advance(seconds: 1)
        service.reply(.record(.sample(video: "7")), to: .video("7"))
        #expect(catalog.knownVideo("7") == first)
        await fixture.quiet()
        #expect(service.asked.count == 3)
        #expect(!catalog.summary.stale)
    }

    @Test("a refresh by hand asks although it is fresh, and tells of its failure")
    func refreshes() async throws {
        service.reply(.record(.sample(video: "7")), to: .video("7"))
        try await catalog.refresh(.video("7"))
        try await catalog.refresh(.video("7"))
        #expect(service.asked.count == 2)
        service.reply(.failure(.timedOut), to: .video("7"))
        await #expect(throws: CatalogError.timedOut) { try await catalog.refresh(.video("7")) }
        #expect(catalog.knownVideo("7") != nil)
    }

    @Test("an answer of not changed moves only the time of the check")
    func notModified() async throws {
        let tag = Validators(entityTag: "\"a\"", lastModified: nil)
        service.reply(.unlessKnown(.sample(video: "7"), tag), to: .video("7"))
        let first = try await catalog.video("7")
        fixture.advance(seconds: 400)
        try await catalog.refresh(.video("7"))
        let second = try #require(catalog.knownVideo("7"))
        #expect(service.asked.map(\.validators) == [nil, tag])
        #expect(second.checkedAt.rawValue == first.checkedAt.rawValue + 400)
        #expect((second.version, second.changedAt) == (first.version, first.changedAt))
        #expect(second.value == first.value)
    }

    @Test("content that is the same although the service calls it modified is no change")
    func unchangedBody() async throws {
        service.reply(.record(.sample(video: "7"), Validators(entityTag: "\"a\"")), to: .video("7"))
        let first = try await catalog.video("7")
        service.reply(.record(.sample(video: "7"), Validators(entityTag: "\"b\"")), to: .video("7"))
        fixture.advance(seconds: 400)
        try await catalog.refresh(.video("7"))
        let second = try #require(catalog.knownVideo("7"))
        #expect((second.version, second.changedAt) == (first.version, first.changedAt))
        #expect(second.checkedAt > first.checkedAt)
        #expect(fixture.changes.all.isEmpty)
        try await catalog.refresh(.video("7"))
        #expect(service.asked.last?.validators?.entityTag == "\"b\"")
    }

    @Test("a service that confirms what it was not asked about is not believed")
    func unaskedConfirmation() async {
        service.reply(.notModified, to: .video("7"))
        await #expect(throws: CatalogError.self) { try await catalog.video("7") }
        #expect(catalog.knownVideo("7") == nil)
    }

    @Test(
        "a failure of what was never seen is remembered",
        arguments: [
            (ServiceError.unreachable("x"), 10), (.timedOut, 10), (.notFound, 60), (.notPaid, 60),
            (.forbidden, 60), (.unusable("x"), 10), (.refused(status: 400, message: "x"), 10),
            (.budgetSpent(until: Timestamp(rawValue: 1_700_000_090)), 90), (.signedOut("x"), 10),
        ] as [(ServiceError, Int64)])
    func remembersFailures(error: ServiceError, seconds: Int64) async {
        service.reply(.failure(error), to: .video("7"))
        let expected = CatalogError(error)
        await #expect(throws: expected) { try await catalog.video("7") }
        fixture.advance(seconds: seconds - 1)
        await #expect(throws: expected) { try await catalog.video("7") }
        #expect(catalog.failure(of: .video("7")) == expected)
        #expect(service.asked.count == 1)
        fixture.advance(seconds: 1)
        #expect(catalog.failure(of: .video("7")) == nil)
        service.reply(.record(.sample(video: "7")), to: .video("7"))
        await #expect(throws: Never.self) { try await catalog.video("7") }
    }

    @Test("a caller waits five seconds, and the question goes on")
    func deadline() async throws {
        service.reply(.record(.sample(video: "7")), to: .video("7"))
        service.hold()
        let caller = Task { [catalog] in try await catalog.video("7") }
        await CatalogFixture.eventually { fixture.clock.sleepers == 1 }
        fixture.clock.advance(by: .milliseconds(4_999))
        #expect(fixture.clock.sleepers == 1)
        fixture.clock.advance(by: .milliseconds(1))
        await #expect(throws: CatalogError.timedOut) { try await caller.value }
        service.release()
        await fixture.quiet()
        #expect(catalog.knownVideo("7") != nil)
        #expect(service.asked.count == 1)
    }

    @Test("a caller who leaves takes nothing from the others")
    func cancellation() async throws {
        service.reply(.record(.sample(video: "7")), to: .video("7"))
        service.hold()
        let leaving = Task { [catalog] in try await catalog.video("7") }
        let staying = Task { [catalog] in try await catalog.video("7") }
        await CatalogFixture.eventually { fixture.clock.sleepers == 2 }
        leaving.cancel()
        await #expect(throws: CatalogError.timedOut) { try await leaving.value }
        service.release()
        #expect(try await staying.value.value.summary.id.rawValue == "7")
        #expect(service.asked.count == 1)
    }

    @Test("the summary counts what is listed and what is known")
    func summary() async throws {
        service.reply(.record(.sample(account: ["3", "4"], sites: ["1"])), to: .account)
        service.reply(.record(.sample(site: "1", packages: ["3", "5"])), to: .site("1"))
        service.reply(.record(.sample(package: "3", videos: ["7", "8"])), to: .package("3"))
        _ = try await catalog.account()
        _ = try await catalog.site("1")
        fixture.advance(seconds: 5)
        _ = try await catalog.package("3")
        let expected = CatalogSummary(
            sites: 1, packages: 3, videos: 2,
            refreshedAt: Timestamp(rawValue: CatalogFixture.start.rawValue + 5), staleness: nil, entries: 3)
        #expect(catalog.summary == expected)
    }
}
