import Foundation
import Testing

@testable import VideoFS

@Suite("The catalog's file", .timeLimit(.minutes(2)))
struct CatalogStoreTests {
    typealias Directory = CatalogFixture.Directory

    let directory: Directory

    init() throws {
        directory = try Directory()
    }

    @Test("the next run knows the same without a request")
    func restart() async throws {
        try await directory.learn()
        let fixture = CatalogFixture(store: directory.store())
        let catalog = fixture.catalog
        let known = [ResourceKey.account, .site("1"), .package("3"), .video("7")].map {
            catalog.known($0)?.value
        }
        let learnt: [LibraryRecord] = [
            .sample(account: ["3"]), .sample(site: "1", packages: ["3"]),
            .sample(package: "3", videos: ["7", "8"]), .sample(video: "7"),
        ]
        #expect(known == learnt)
        #expect(catalog.knownVideo("7")?.checkedAt == CatalogFixture.start)
        #expect(catalog.fileFact(Directory.factKey) == Directory.fact)
        #expect(catalog.knownDocumentSize(Directory.document) == 13)
        #expect(catalog.knownDocument(Directory.document) == [UInt8]("WEBVTT MARKER".utf8))
        #expect(
            catalog.summary
                == CatalogSummary(
                    sites: 1, packages: 1, videos: 2, refreshedAt: CatalogFixture.start, staleness: nil,
                    entries: 4))
        #expect(fixture.service.asked.isEmpty)
    }

    @Test("an ended run leaves one file, with everything in it")
    func oneFile() async throws {
        let store = directory.store()
        let resource = StoredResource(
            encoded: EncodedRecord(.sample(video: "7")), checkedAt: CatalogFixture.start,
            changedAt: CatalogFixture.start, children: [])
        store.change { $0.put(resource, for: .video("7")) }
        // Somebody has read, so there is more than one connection.
        #expect(store.resource(.video("7")) != nil)
        await store.flush()
        #expect(store.resource(.video("7")) != nil)
        await store.close()
        let file = URL(filePath: try directory.file())
        let names = try FileManager.default.contentsOfDirectory(
            atPath: file.deletingLastPathComponent().path)
        #expect(names == ["catalog.sqlite"])
        // What comes late is nobody's error.
        store.change { $0.put(resource, for: .video("8")) }
        #expect(store.resource(.video("7")) == nil)
        #expect(CatalogFixture(store: directory.store()).catalog.knownVideo("7") != nil)
    }

    @Test("validators survive a restart")
    func validators() async throws {
        try await directory.learn()
        let fixture = CatalogFixture(store: directory.store())
        fixture.service.reply(.unlessKnown(.sample(video: "7"), Directory.tag), to: .video("7"))
        try await fixture.catalog.refresh(.video("7"))
        #expect(fixture.service.asked.map(\.validators) == [Directory.tag])
        #expect(fixture.catalog.knownVideo("7")?.value.info.count == 16)
    }

    @Test("what left the library left the disk, with all it owned")
    func removal() async throws {
        try await directory.learn()
        do {
            let fixture = CatalogFixture(store: directory.store())
            fixture.service.reply(.record(.sample(package: "3", videos: ["8"])), to: .package("3"))
            try await fixture.catalog.refresh(.package("3"))
            #expect(fixture.catalog.knownDocumentSize(Directory.document) == nil)
            #expect(fixture.catalog.fileFact(Directory.factKey) == nil)
            await fixture.catalog.flush()
        }
        let catalog = CatalogFixture(store: directory.store()).catalog
        #expect(catalog.knownVideo("7") == nil)
        #expect(catalog.knownDocumentSize(Directory.document) == nil)
        #expect(catalog.fileFact(Directory.factKey) == nil)
    }

    @Test("documents that belong to nothing in the library are cleared away, and no others")
    func orphans() async throws {
        try await directory.learn()
        let orphan = DocumentKey(owner: "video:99", part: "thumbnail", version: "1")
        do {
            let catalog = CatalogFixture(store: directory.store()).catalog
            _ = try await catalog.document(orphan) { [1, 2, 3] }
            await catalog.flush()
        }
        do {
            let catalog = CatalogFixture(store: directory.store()).catalog
            #expect(catalog.knownDocumentSize(orphan) == 3)
            catalog.removeOrphans()
            #expect(catalog.knownDocumentSize(orphan) == nil)
            await catalog.flush()
        }
        let catalog = CatalogFixture(store: directory.store()).catalog
        #expect(catalog.knownDocumentSize(orphan) == nil)
        #expect(catalog.knownDocument(Directory.document) == [UInt8]("WEBVTT MARKER".utf8))
        // One that comes back is kept again, whatever was written first.
        _ = try await catalog.document(orphan) { [4] }
        catalog.removeOrphans()
        _ = try await catalog.document(orphan) { [5] }
        await catalog.flush()
        #expect(CatalogFixture(store: directory.store()).catalog.knownDocument(orphan) == [5])
    }

    @Test("of an account that is not known nothing is an orphan")
    func unknownLibrary() async throws {
        let catalog = CatalogFixture(store: directory.store()).catalog
        _ = try await catalog.document(Directory.document) { [1] }
        catalog.removeOrphans()
        #expect(catalog.knownDocumentSize(Directory.document) == 1)
    }

    @Test("only its owner may look into it", arguments: ["", "-wal", "-shm", "/..", "/../.."])
    func modes(path: String) throws {
        let cache = directory.path + "/cache"
        let store = CatalogStore(cacheDirectory: cache, provider: "stub", account: "ann", address: "") {
            Issue.record("\($0)")
        }
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: cache).first)
        let item =
            switch path {
            case "/..": "\(cache)/\(name)"
            case "/../..": cache
            default: "\(cache)/\(name)/catalog.sqlite\(path)"
            }
        let attributes = try FileManager.default.attributesOfItem(atPath: item)
        let mode = try #require(attributes[.posixPermissions] as? NSNumber).intValue
        #expect(mode == (path.hasPrefix("/") ? 0o700 : 0o600))
        withExtendedLifetime(store) {}
    }

    @Test("two accounts do not share a file")
    func identity() throws {
        let first = directory.store()
        let other = CatalogStore(
            cacheDirectory: directory.path, provider: "stub", account: "bob", address: "https://api.example"
        ) { Issue.record("\($0)") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 2)
        withExtendedLifetime((first, other)) {}
    }
}
