import Testing

@testable import VideoFS

/// Prints what a start costs; machines differ, so nothing passes or fails by time.
@Suite("A large library", .timeLimit(.minutes(5)))
struct CatalogLoadTests {
    @Test("a hundred thousand videos are there after a start")
    func load() async throws {
        let directory = try CatalogFixture.Directory()
        try await fill(directory)
        let clock = ContinuousClock()
        let started = clock.now
        let fixture = CatalogFixture(store: directory.store())
        let loaded = clock.now
        #expect(fixture.catalog.summary.videos == 100_000)
        #expect(fixture.catalog.summary.entries == 100_101)
        let package = try #require(fixture.catalog.knownPackage("50"))
        let listed = clock.now
        for video in package.value.videos {
            #expect(fixture.catalog.knownVideo(video.id) != nil)
        }
        let read = clock.now
        print(
            "100,000 videos: start \(started.duration(to: loaded)),",
            "first package of 1,000 \(loaded.duration(to: listed)),",
            "its 1,000 videos one by one \(listed.duration(to: read))")
        #expect(fixture.service.asked.isEmpty)
    }

    private func fill(_ directory: CatalogFixture.Directory) async throws {
        let store = directory.store()
        let packages = (0..<100).map { "\($0)" }
        put(.sample(account: packages), for: .account, to: store)
        for package in 0..<100 {
            let videos = (0..<1_000).map { "\(package * 1_000 + $0)" }
            put(.sample(package: "\(package)", videos: videos), for: .package("\(package)"), to: store)
            for video in videos { put(.sample(video: video, infoSize: 2_000), for: .video(video), to: store) }
            await store.flush()
        }
    }

    private func put(_ record: LibraryRecord, for key: ResourceKey, to store: CatalogStore) {
        let resource = StoredResource(
            encoded: EncodedRecord(record), validators: Validators(entityTag: "\"0123456789abcdef\""),
            checkedAt: CatalogFixture.start, changedAt: CatalogFixture.start, children: record.children)
        store.change { $0.put(resource, for: key) }
    }
}
