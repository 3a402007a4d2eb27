import Foundation
import GRDB
import Testing

@testable import VideoFS

@Suite("A library that an older release knew", .timeLimit(.minutes(2)))
struct CatalogUpgradeTests {
    typealias Directory = CatalogFixture.Directory

    static let tag = Validators(entityTag: "\"a\"")
    let directory: Directory

    init() throws {
        directory = try Directory()
    }

    /// A file as release 0.1 left it: records and children as JSON.
    private func oldFile() async throws {
        let store = directory.store()
        for (key, record) in Self.records {
            let resource = StoredResource(
                encoded: try .asJSON(record), validators: Self.tag, checkedAt: CatalogFixture.start,
                changedAt: CatalogFixture.start, children: record.children)
            store.change { $0.put(resource, for: key) }
        }
        await store.close()
        let database = try DatabaseQueue(path: try directory.file())
        try await database.write { db in
            for (key, record) in Self.records {
                let names = record.children.map { "\"\($0.text)\"" }.joined(separator: ",")
                try db.execute(
                    sql: "UPDATE resources SET children = ? WHERE kind = ? AND id = ?",
                    arguments: [names.isEmpty ? nil : "[\(names)]", key.kind.rawValue, key.id])
            }
        }
        try database.close()
    }

    private static let records: [(ResourceKey, LibraryRecord)] = [
        (.account, .sample(account: ["3"])), (.package("3"), .sample(package: "3", videos: ["7", "8"])),
        (.video("7"), .sample(video: "7")),
    ]

    private func form(of key: ResourceKey) throws -> UInt8? {
        let database = try DatabaseQueue(path: try directory.file())
        defer { try? database.close() }
        return try database.read { db in
            try Data.fetchOne(
                db, sql: "SELECT record FROM records WHERE kind = ? AND id = ?",
                arguments: [key.kind.rawValue, key.id])?.first
        }
    }

    @Test("is known without a request")
    func known() async throws {
        try await oldFile()
        let fixture = CatalogFixture(store: directory.store())
        for (key, record) in Self.records { #expect(fixture.catalog.known(key)?.value == record) }
        #expect(fixture.catalog.summary.videos == 2)
        #expect(fixture.service.asked.isEmpty)
    }

    @Test(
        "has not changed because it is written in another form, whether it is confirmed or told again",
        arguments: [0, 1])
    func unchanged(how: Int) async throws {
        try await oldFile()
        #expect(try form(of: .video("7")) == UInt8(ascii: "{"))
        let fixture = CatalogFixture(store: directory.store())
        fixture.advance(seconds: 1_000)
        let record = LibraryRecord.sample(video: "7")
        fixture.service.reply(how == 0 ? .unlessKnown(record, Self.tag) : .record(record), to: .video("7"))
        let before = try #require(fixture.catalog.knownVideo("7"))
        let isOther = try await fixture.catalog.refresh(.video("7"))
        #expect(!isOther)
        let after = try #require(fixture.catalog.knownVideo("7"))
        #expect(after.version == before.version)
        #expect(after.changedAt == CatalogFixture.start)
        #expect(after.checkedAt == CatalogFixture.start.advanced(bySeconds: 1_000))
        #expect(fixture.changes.all.isEmpty)
        await fixture.catalog.close()
        #expect(try form(of: .video("7")) == 1)
        #expect(try form(of: .package("3")) == UInt8(ascii: "{"))
        let next = CatalogFixture(store: directory.store())
        // By an earlier clock it would be old, and asked about.
        next.advance(seconds: 1_000)
        #expect(next.catalog.knownVideo("7")?.value == before.value)
        #expect(next.catalog.knownVideo("7")?.changedAt == CatalogFixture.start)
    }

    @Test("has changed where the service says something else")
    func changed() async throws {
        try await oldFile()
        let fixture = CatalogFixture(store: directory.store())
        fixture.advance(seconds: 1_000)
        fixture.service.reply(.record(.sample(video: "7", title: "New")), to: .video("7"))
        let isOther = try await fixture.catalog.refresh(.video("7"))
        #expect(isOther)
        #expect(fixture.catalog.knownVideo("7")?.changedAt == CatalogFixture.start.advanced(bySeconds: 1_000))
    }
}
