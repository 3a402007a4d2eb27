import Foundation
import Testing

@testable import VideoFS

@Suite("A file that cannot be used fails nothing", .timeLimit(.minutes(2)))
struct CatalogDamageTests {
    typealias Directory = CatalogFixture.Directory

    let directory: Directory

    init() throws {
        directory = try Directory()
    }

    @Test("a file that is no database is moved aside and begun anew", arguments: [0, 1])
    func damagedFile(kind: Int) async throws {
        try await directory.learn()
        let file = try await directory.closed()
        // From its first byte on, or only from its second page on.
        let intact = kind == 0 ? Data() : try Data(contentsOf: URL(filePath: file)).prefix(4_096)
        try (intact + Data(repeating: 0x5a, count: 40_000)).write(to: URL(filePath: file))
        let reports = CatalogFixture.Collected<String>()
        let fixture = CatalogFixture(store: directory.store { reports.add($0) })
        #expect(reports.all.count == 1)
        #expect(FileManager.default.fileExists(atPath: file + ".damaged"))
        #expect(fixture.catalog.knownAccount() == nil)
        fixture.service.reply(.record(.sample(video: "7")), to: .video("7"))
        try await fixture.catalog.refresh(.video("7"))
        await fixture.catalog.flush()
        #expect(CatalogFixture(store: directory.store()).catalog.knownVideo("7") != nil)
    }

    @Test("a record whose bytes changed on disk counts as never seen")
    func damagedRecord() async throws {
        try await directory.learn()
        try replace("Site 1", by: "Sita 1", in: try await directory.closed())
        let fixture = CatalogFixture(store: directory.store())
        #expect(fixture.catalog.knownSite("1") == nil)
        fixture.service.reply(.record(.sample(site: "1", packages: ["3"])), to: .site("1"))
        #expect(try await fixture.catalog.site("1").value.summary.title == "Site 1")
        #expect(fixture.service.asked.map(\.validators) == [nil])
    }

    @Test("a document whose bytes changed on disk counts as absent")
    func damagedDocument() async throws {
        try await directory.learn()
        try replace("MARKER", by: "MORKER", in: try await directory.closed())
        let catalog = CatalogFixture(store: directory.store()).catalog
        #expect(catalog.knownDocument(Directory.document) == nil)
        #expect(catalog.knownDocumentSize(Directory.document) == nil)
        let fetched = try await catalog.document(Directory.document) { [1, 2, 3] }
        #expect(fetched == [1, 2, 3])
        #expect(catalog.knownDocumentSize(Directory.document) == 3)
    }

    @Test("a newer program's file stays as it is, and the library in memory")
    func newerSchema() async throws {
        try await directory.learn()
        let file = try await directory.closed()
        try replace("catalog 1", by: "catalog 9", in: file)
        try await expectMemoryOnly(leaving: file)
    }

    @Test("another program's database stays as it is, and the library in memory")
    func foreignFile() async throws {
        try await directory.learn()
        let file = try await directory.closed()
        try replace("VFSC", by: "OTHR", in: file)
        try await expectMemoryOnly(leaving: file)
    }

    @Test("a directory that cannot be made leaves the library in memory")
    func noDirectory() async throws {
        let file = directory.path + "/file"
        try Data([1]).write(to: URL(filePath: file))
        let reports = CatalogFixture.Collected<String>()
        let store = CatalogStore(
            cacheDirectory: file + "/cache", provider: "stub", account: "ann", address: ""
        ) { reports.add($0) }
        try await expectMemoryOnly(store, reports)
    }

    @Test("something else in the file's place leaves the library in memory")
    func notAFile() async throws {
        try await directory.learn()
        let file = try await directory.closed()
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        let reports = CatalogFixture.Collected<String>()
        try await expectMemoryOnly(directory.store { reports.add($0) }, reports)
    }

    @Test("a full disk costs one sentence, and nothing that is known")
    func fullDisk() async throws {
        let reports = CatalogFixture.Collected<String>()
        let fixture = CatalogFixture(store: directory.store(sizeLimit: 256 << 10) { reports.add($0) })
        // More than the cache of decoded records holds, so that some must come from the store.
        for id in 0..<40 {
            fixture.service.reply(
                .record(.sample(video: "\(id)", infoSize: 1 << 20)), to: .video("\(id)"))
            try await fixture.catalog.refresh(.video("\(id)"))
            await fixture.catalog.flush()
        }
        for id in 0..<40 {
            #expect(fixture.catalog.knownVideo("\(id)")?.value.info.count == 1 << 20)
        }
        #expect(reports.all.count == 1)
    }

    @Test("damage met while the file is open costs one sentence, and the file at the next start")
    func damageWhileOpen() async throws {
        try await directory.learn()
        let file = try await directory.closed()
        let reports = CatalogFixture.Collected<String>()
        let fixture = CatalogFixture(store: directory.store { reports.add($0) })
        let handle = try #require(FileHandle(forWritingAtPath: file))
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: 4_096)
        try handle.write(contentsOf: Data(repeating: 0x5a, count: Int(size) - 4_096))
        try handle.close()
        #expect(fixture.catalog.knownVideo("7") == nil)
        #expect(fixture.catalog.knownSite("1") == nil)
        #expect(reports.all.count == 1)
        fixture.service.reply(.record(.sample(video: "7")), to: .video("7"))
        _ = try await fixture.catalog.video("7")
        await fixture.catalog.flush()
        #expect(fixture.catalog.knownVideo("7") != nil)
        let next = CatalogFixture.Collected<String>()
        #expect(CatalogFixture(store: directory.store { next.add($0) }).catalog.knownVideo("7") == nil)
        #expect(next.all.count == 1)
        #expect(FileManager.default.fileExists(atPath: file + ".damaged"))
        #expect(CatalogFixture(store: directory.store()).catalog.summary.entries == 0)
    }

    // MARK: -

    private func replace(_ old: String, by new: String, in file: String) throws {
        let url = URL(filePath: file)
        var data = try Data(contentsOf: url)
        let old = Data(old.utf8)
        var count = 0
        while let range = data.firstRange(of: old) {
            data.replaceSubrange(range, with: Data(new.utf8))
            count += 1
        }
        try #require(count > 0)
        try data.write(to: url)
    }

    private func expectMemoryOnly(leaving file: String) async throws {
        let before = try Data(contentsOf: URL(filePath: file))
        let reports = CatalogFixture.Collected<String>()
        try await expectMemoryOnly(directory.store { reports.add($0) }, reports)
        #expect(try Data(contentsOf: URL(filePath: file)) == before)
    }

    private func expectMemoryOnly(_ store: CatalogStore, _ reports: CatalogFixture.Collected<String>)
        async throws
    {
        let fixture = CatalogFixture(store: store)
        #expect(reports.all.count == 1)
        #expect(fixture.catalog.knownVideo("7") == nil)
        fixture.service.reply(.record(.sample(video: "7")), to: .video("7"))
        _ = try await fixture.catalog.video("7")
        let body = try await fixture.catalog.document(Directory.document) { [1] }
        #expect(body == [1])
        await fixture.catalog.flush()
        #expect(fixture.catalog.knownVideo("7") != nil)
        #expect(fixture.catalog.knownDocument(Directory.document) == [1])
        #expect(reports.all.count == 1)
    }
}
