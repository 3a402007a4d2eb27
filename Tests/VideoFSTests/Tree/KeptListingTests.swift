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
