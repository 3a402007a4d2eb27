import Synchronization
import Testing

@testable import VideoFS

@Suite("Documents and facts", .timeLimit(.minutes(1)))
struct CatalogDocumentTests {
    let fixture = CatalogFixture()
    var catalog: Catalog { fixture.catalog }
    let key = DocumentKey(owner: "video:7", part: "subtitle:0", version: "1")

    @Test("many callers share one fetch, and the result is kept")
    func sharesOneFetch() async throws {
        let fetches = CatalogFixture.Collected<Int>()
        let gate = Gate()
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<20 {
                group.addTask { [catalog, key] in
                    try await catalog.document(key) { () async throws(CatalogError) in
                        fetches.add(number)
                        await gate.wait()
                        return [1, 2, 3]
                    }
                }
            }
            await CatalogFixture.eventually { fixture.clock.sleepers == 20 }
            gate.open()
            for try await body in group { #expect(body == [1, 2, 3]) }
        }
        #expect(fetches.all.count == 1)
        #expect(catalog.knownDocumentSize(key) == 3)
        #expect(catalog.knownDocument(key) == [1, 2, 3])
    }

    @Test("a failed fetch is remembered briefly")
    func remembersFailure() async throws {
        let fetches = CatalogFixture.Collected<Int>()
        let fetch: @Sendable () async throws(CatalogError) -> [UInt8] = { () async throws(CatalogError) in
            fetches.add(0)
            throw .unreachable("x")
        }
        for _ in 0..<3 {
            await #expect(throws: CatalogError.unreachable("x")) {
                try await catalog.document(key, fetch: fetch)
            }
        }
        #expect(fetches.all.count == 1)
        fixture.advance(seconds: 10)
        let body = try await catalog.document(key) { [9] }
        #expect(body == [9])
    }

    @Test("a fetch that is late is kept all the same")
    func deadline() async throws {
        let gate = Gate()
        let caller = Task { [catalog, key] in
            try await catalog.document(key) { () async throws(CatalogError) in
                await gate.wait()
                return [1]
            }
        }
        await CatalogFixture.eventually { fixture.clock.sleepers == 1 }
        fixture.clock.advance(by: .seconds(5))
        await #expect(throws: CatalogError.timedOut) { try await caller.value }
        gate.open()
        await CatalogFixture.eventually { catalog.knownDocument(key) == [1] }
    }

    @Test("a new version takes the place of the old one")
    func versions() async throws {
        let newer = DocumentKey(owner: key.owner, part: key.part, version: "2")
        _ = try await catalog.document(key) { [1] }
        #expect(catalog.knownDocument(newer) == nil)
        _ = try await catalog.document(newer) { [2, 2] }
        #expect(catalog.knownDocumentSize(key) == nil)
        #expect(catalog.knownDocumentSize(newer) == 2)
    }

    @Test("an empty document is a document")
    func empty() async throws {
        _ = try await catalog.document(key) { [] }
        #expect(catalog.knownDocumentSize(key) == 0)
        #expect(catalog.knownDocument(key) == [])
    }

    @Test("a fact holds for one version of a file")
    func facts() {
        let file = MediaFileID(rawValue: "720p.mp4")
        let old = FileFactKey(video: VideoID(rawValue: "7"), file: file, version: "1")
        let new = FileFactKey(video: VideoID(rawValue: "7"), file: file, version: "2")
        #expect(catalog.fileFact(old) == nil)
        catalog.record(FileFact(size: 10, entityTag: nil), for: old)
        #expect(catalog.fileFact(old)?.size == 10)
        #expect(catalog.fileFact(new) == nil)
        catalog.record(FileFact(size: 20, entityTag: "\"b\""), for: new)
        #expect(catalog.fileFact(new) == FileFact(size: 20, entityTag: "\"b\""))
        #expect(catalog.fileFact(old) == nil)
    }

    @Test(
        "facts of more videos than are held in memory are all known, with a disk and without",
        arguments: [true, false])
    func manyFacts(hasDisk: Bool) throws {
        let directory = try CatalogFixture.Directory()
        let catalog = CatalogFixture(store: hasDisk ? directory.store() : CatalogStore()).catalog
        let keys = (0..<10_000).map { number in
            FileFactKey(
                video: VideoID(rawValue: "\(number)"), file: MediaFileID(rawValue: "720p.mp4"), version: "1")
        }
        for (size, key) in keys.enumerated() {
            catalog.record(FileFact(size: Int64(size), entityTag: nil), for: key)
        }
        #expect(keys.count * 128 > FactShelf.limit, "some are not in memory")
        #expect(keys.map { catalog.fileFact($0)?.size } == keys.indices.map { Int64($0) })
    }
}

/// Holds tasks until it is opened.
private final class Gate: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]?>([])

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = waiting.withLock { waiting in
                waiting?.append(continuation)
                return waiting == nil
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let held = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting ?? []
        }
        for one in held { one.resume() }
    }
}
