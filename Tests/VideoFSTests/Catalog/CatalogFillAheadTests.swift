import Synchronization
import Testing

@testable import VideoFS

@Suite("The catalog fills in what was looked at", .timeLimit(.minutes(1)))
struct CatalogFillAheadTests {
    let fixture = CatalogFixture()
    var catalog: Catalog { fixture.catalog }
    var service: StubService { fixture.service }

    private func library() async throws {
        service.reply(.record(.sample(account: ["3"])), to: .account)
        service.reply(.record(.sample(package: "3", videos: ["7", "8", "9"])), to: .package("3"))
        for id in ["7", "8", "9"] { service.reply(.record(.sample(video: id)), to: .video(id)) }
        _ = try await catalog.account()
        _ = try await catalog.package("3")
    }

    private func filling(
        _ allowance: @escaping @Sendable () -> FillAhead.Allowance = { .init() }
    ) -> Task<Void, Never> {
        Task { [catalog] in await catalog.fillAhead(allowance) }
    }

    @Test("a package that is looked at has its videos asked for, and they are asked for once")
    func fills() async throws {
        try await library()
        let filling = filling()
        catalog.looked(at: PackageID(rawValue: "3"))
        await CatalogFixture.eventually { ["7", "8", "9"].allSatisfy { catalog.knownVideo($0) != nil } }
        catalog.looked(at: PackageID(rawValue: "3"))
        await fixture.quiet()
        filling.cancel()
        await filling.value
        #expect(service.asked.count == 5)
    }

    @Test("nothing is asked for while the budget has nothing to spare, and it goes on when it has")
    func budget() async throws {
        try await library()
        let isAllowed = Mutex(false)
        let filling = filling {
            .init(
                isAllowed: isAllowed.withLock { $0 }, reopensAt: CatalogFixture.start.advanced(bySeconds: 30))
        }
        catalog.looked(at: PackageID(rawValue: "3"))
        await CatalogFixture.eventually { fixture.clock.sleepers == 1 }
        #expect(service.asked.count == 2)
        isAllowed.withLock { $0 = true }
        fixture.advance(seconds: 30)
        fixture.clock.advance(by: .seconds(30))
        await CatalogFixture.eventually { catalog.knownVideo("9") != nil }
        filling.cancel()
        await filling.value
    }

    @Test("what somebody did not get for want of budget is got later")
    func missed() async throws {
        try await library()
        service.reply(.failure(.budgetSpent(until: nil)), to: .site("1"))
        await #expect(throws: CatalogError.budgetSpent(until: nil)) { try await catalog.site("1") }
        service.reply(.record(.sample(site: "1", packages: [])), to: .site("1"))
        let filling = filling()
        await CatalogFixture.eventually { catalog.knownSite("1") != nil }
        filling.cancel()
        await filling.value
    }

    @Test("what is known and could not be asked about is asked about again by itself")
    func recovers() async throws {
        try await library()
        service.reply(.failure(.unreachable("down")), to: .account)
        fixture.advance(seconds: 400)
        _ = catalog.knownAccount()
        await fixture.quiet()
        #expect(catalog.summary.staleness?.reason == .unreachable("down"))
        #expect(catalog.summary.staleness?.since == CatalogFixture.start.advanced(bySeconds: 400))
        service.reply(.record(.sample(account: ["3"])), to: .account)
        let filling = filling()
        await CatalogFixture.eventually { catalog.summary.staleness == nil }
        filling.cancel()
        await filling.value
    }

    @Test("it ends at once when it is told to, whatever is on its way")
    func ends() async throws {
        try await library()
        service.hold()
        let filling = filling()
        catalog.looked(at: PackageID(rawValue: "3"))
        await CatalogFixture.eventually { service.asked.count == 4 }
        filling.cancel()
        await filling.value
        #expect(service.asked.count == 4)
        service.release()
    }

    @Test("a refresh of a package asks about it and those of its videos that are known")
    func refreshes() async throws {
        try await library()
        _ = try await catalog.video("8")
        service.reply(.record(.sample(video: "8", title: "New")), to: .video("8"))
        let report = try await catalog.refreshAll(under: .package("3"))
        #expect(report == RefreshReport(asked: 2, changed: 1))
        #expect(service.questions(about: .video("7")) == 0)
    }

    @Test("a refresh ends at the first failure that may pass, and says which")
    func refreshFails() async throws {
        try await library()
        for id in ["7", "8", "9"] { _ = try await catalog.video(id) }
        for id in ["7", "8", "9"] { service.reply(.failure(.unreachable("down")), to: .video(id)) }
        await #expect(throws: CatalogError.unreachable("down")) {
            try await catalog.refreshAll(under: .package("3"))
        }
        #expect(catalog.knownVideo("7") != nil)
    }

    @Test(
        "what the account may not look at is known over a restart without the service, and asked for anew later"
    )
    func refusals() async throws {
        let directory = try CatalogFixture.Directory()
        let first = CatalogFixture(store: directory.store())
        first.service.reply(.failure(.forbidden), to: .site("1"))
        #expect(!first.catalog.isRefused(.site("1")))
        await #expect(throws: CatalogError.notEntitled) { try await first.catalog.site("1") }
        #expect(first.catalog.isRefused(.site("1")))
        first.advance(seconds: 299)
        #expect(first.catalog.isRefused(.site("1")))
        #expect(first.service.asked.count == 1)
        await first.catalog.flush()

        let second = CatalogFixture(store: directory.store())
        second.service.reply(.failure(.unreachable("down")), to: .site("1"))
        #expect(second.catalog.isRefused(.site("1")))
        await second.quiet()
        #expect(second.catalog.isRefused(.site("1")))
        second.advance(seconds: 10)
        second.service.reply(.record(.sample(site: "1", packages: [])), to: .site("1"))
        #expect(second.catalog.isRefused(.site("1")))
        await second.quiet()
        #expect(!second.catalog.isRefused(.site("1")))
        #expect(second.catalog.knownSite("1") != nil)
    }
}
