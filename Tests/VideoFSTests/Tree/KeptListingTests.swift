import GRDB
import Testing

@testable import VideoFS

@Suite("Listings kept over a restart", .timeLimit(.minutes(2)))
struct KeptListingTests {
    static let folder = "sites/Site 1/Offered and owned"

    let directory: CatalogFixture.Directory

    init() throws {
        directory = try CatalogFixture.Directory()
    }

    /// Takes away what listings are made of.
    private func loseRecords() async throws {
        let database = try DatabaseQueue(path: try directory.file())
        try await database.write { try $0.execute(sql: "DELETE FROM records WHERE kind = 'package'") }
        try database.close()
    }

    @Test("are given without their records being read")
    func kept() async throws {
        let path = Self.folder
        let first = ScriptedLibrary(store: directory.store())
        let names = try await first.names(path)
        let head = try await first.entry(path + "/info.json").attributes
        await first.catalog.close()
        try await loseRecords()
        let second = ScriptedLibrary(store: directory.store())
        #expect(try await second.names(path) == names)
        #expect(try await second.entry(path + "/info.json").attributes == head)
        #expect(second.service.asked.isEmpty)
        await second.catalog.close()
    }

    @Test("are made anew once something else is known")
    func changed() async throws {
        let first = ScriptedLibrary(store: directory.store())
        _ = try await first.names(Self.folder)
        await first.catalog.close()
        let second = ScriptedLibrary(store: directory.store())
        second.service.reply(.record(.sample(package: "10", videos: ["8", "9"])), to: .package("10"))
        try await second.catalog.refresh(.package("10"))
        let names = ["Film 8", "Film 9", "info.json"]
        #expect(try await second.names(Self.folder) == names)
        await second.catalog.close()
        let third = ScriptedLibrary(store: directory.store())
        #expect(try await third.names(Self.folder) == names)
        #expect(third.service.asked.isEmpty)
        await third.catalog.close()
    }

    /// A library of four packages, whose site is "1".
    private func fourPackages() -> ScriptedLibrary {
        let library = ScriptedLibrary(store: directory.store())
        let site = SiteID(rawValue: "1")
        let ids = ["10", "11", "12", "13"]
        let packages = ids.map { PackageSummary(id: PackageID(rawValue: $0), site: site, title: "P \($0)") }
        let summary = SiteSummary(id: site, title: "Site 1")
        library.service.reply(
            .record(.site(SiteRecord(summary: summary, packages: packages, info: []))), to: .site("1"))
        for id in ids {
            library.service.reply(.record(.sample(package: id, videos: ["7\(id)"])), to: .package(id))
        }
        return library
    }

    private static func package(_ id: String) -> NodeID {
        .package(SiteID(rawValue: "1"), PackageID(rawValue: id))
    }

    @Test("are all read when somebody comes to a second package, save those of which something else is known")
    func walk() async throws {
        let first = fourPackages()
        for id in ["10", "11", "12", "13"] { _ = try await first.names("sites/Site 1/P \(id)") }
        await first.catalog.close()
        let second = fourPackages()
        second.service.reply(.record(.sample(package: "12", videos: ["8"])), to: .package("12"))
        try await second.catalog.refresh(.package("12"))
        _ = try await second.names("sites/Site 1/P 10")
        #expect(second.tree.listings.known(Self.package("13")) == nil)
        _ = try await second.names("sites/Site 1/P 11")
        await CatalogFixture.eventually { second.tree.listings.known(Self.package("13")) != nil }
        #expect(second.tree.listings.known(Self.package("12")) == nil)
        #expect(try await second.names("sites/Site 1/P 12") == ["Film 8", "info.json"])
        #expect(try await second.names("sites/Site 1/P 13") == ["Film 713", "info.json"])
        #expect(second.service.asked.map(\.key) == [.package("12")])
        await second.catalog.close()
    }

    @Test("are taken before anybody asks only as far as there is room, and never in place of another")
    func room() {
        let cache = ListingCache(limit: 4_000)
        let listing = { (id: String) in
            DirectoryListing(of: Self.package(id), [.init(name: id, node: .sites, kind: .directory)])
        }
        let first = cache.listing(of: Self.package("0"), versions: [2]) { listing("0") }
        let isRoom = cache.offer(listing("0"), versions: [1])
        #expect(isRoom)
        #expect(cache.known(Self.package("0")) === first)
        let taken = (1..<100).count { cache.offer(listing("\($0)"), versions: [1]) }
        #expect(taken > 0)
        #expect(taken < 10)
    }

    @Test("that are damaged are made anew")
    func damaged() async throws {
        let first = ScriptedLibrary(store: directory.store())
        let names = try await first.names(Self.folder)
        await first.catalog.close()
        let database = try DatabaseQueue(path: try directory.file())
        try await database.write { try $0.execute(sql: "UPDATE document_bodies SET body = x'01'") }
        try database.close()
        let second = ScriptedLibrary(store: directory.store())
        #expect(try await second.names(Self.folder) == names)
        #expect(second.service.asked.isEmpty)
        await second.catalog.close()
    }
}
