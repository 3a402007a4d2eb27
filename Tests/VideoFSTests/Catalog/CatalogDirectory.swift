import Foundation
import Testing

@testable import VideoFS

extension CatalogFixture {
    /// A directory for the length of one test.
    final class Directory: Sendable {
        let path: String

        init() throws {
            let url = FileManager.default.temporaryDirectory.appending(
                path: "vidfs-catalog-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            path = url.path
        }

        deinit {
            try? FileManager.default.removeItem(atPath: path)
        }

        func store(
            sizeLimit: Int? = nil, report: @escaping @Sendable (String) -> Void = { Issue.record("\($0)") }
        ) -> CatalogStore {
            CatalogStore(
                cacheDirectory: path, provider: "stub", account: "ann", address: "https://api.example",
                sizeLimit: sizeLimit, report: report)
        }

        /// The catalog's file, once a store has made it.
        func file() throws -> String {
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            return "\(path)/\(try #require(names.first))/catalog.sqlite"
        }

        /// Waits until the last connection is closed, which moves everything into the one file.
        func closed() async throws -> String {
            let file = try file()
            await CatalogFixture.eventually { !FileManager.default.fileExists(atPath: file + "-wal") }
            return file
        }
    }
}

/// A small library, learnt in a run that ended.
extension CatalogFixture.Directory {
    static let tag = Validators(entityTag: "\"a\"", lastModified: "Tue, 14 Nov 2023 22:13:20 GMT")
    static let fact = FileFact(size: 1_000, entityTag: "\"x\"")
    static let factKey = FileFactKey(
        video: VideoID(rawValue: "7"), file: MediaFileID(rawValue: "720p.mp4"), version: "1073741824")
    static let document = DocumentKey(owner: "video:7", part: "subtitle:0", version: "1")

    func learn() async throws {
        let fixture = CatalogFixture(store: store())
        let service = fixture.service
        service.reply(.record(.sample(account: ["3"])), to: .account)
        service.reply(.record(.sample(site: "1", packages: ["3"])), to: .site("1"))
        service.reply(.record(.sample(package: "3", videos: ["7", "8"])), to: .package("3"))
        service.reply(.record(.sample(video: "7"), Self.tag), to: .video("7"))
        for key: ResourceKey in [.account, .site("1"), .package("3"), .video("7")] {
            try await fixture.catalog.refresh(key)
        }
        fixture.catalog.record(Self.fact, for: Self.factKey)
        _ = try await fixture.catalog.document(Self.document) { [UInt8]("WEBVTT MARKER".utf8) }
        await fixture.catalog.flush()
    }
}
