import NIOCore
import Synchronization

@testable import VideoFS

/// A small library behind a tree, as the kernel would walk it.
struct ScriptedLibrary {
    let service = StubService()
    let catalog: Catalog
    let tree: VideoTree
    /// What the catalog said of itself.
    let changes: CatalogFixture.Collected<CatalogChange>

    init(store: CatalogStore = CatalogStore()) {
        let transport = SilentTransport()
        let changes = CatalogFixture.Collected<CatalogChange>()
        self.changes = changes
        catalog = Catalog(
            service: service, store: store, timeToLive: .seconds(300),
            now: { Timestamp(rawValue: 1_700_000_000) }, onChange: { changes.add($0) })
        let media = MediaFiles(
            service: service, transport: transport, catalog: catalog, pool: BlockPool(limit: 16 << 20),
            settings: StreamSettings(), index: IndexCache(directory: nil) { _ in },
            origin: MediaOrigin(path: nil), now: { .now })
        tree = VideoTree(
            catalog: catalog, media: media,
            documents: DocumentFetch(service: service, transport: transport), rules: .portable,
            control: { Array($0.rawValue.utf8) })
        script()
    }

    private func script() {
        let site = SiteID(rawValue: "1")
        let owned = [
            PackageSummary(id: PackageID(rawValue: "10"), site: site, title: "Offered and owned"),
            PackageSummary(id: PackageID(rawValue: "12"), site: site, title: "Only owned"),
        ]
        let offered = [
            owned[0], PackageSummary(id: PackageID(rawValue: "11"), site: site, title: "Only offered"),
        ]
        let summary = SiteSummary(id: site, title: "Site 1", updatedAt: Timestamp(rawValue: 5))
        service.reply(
            .record(.account(AccountRecord(name: "Ann", sites: [summary], packages: owned))), to: .account)
        service.reply(
            .record(.site(SiteRecord(summary: summary, packages: offered, info: Array("{}\n".utf8)))),
            to: .site("1"))
        service.reply(.record(package), to: .package("10"))
        service.reply(.record(withNeighbour), to: .video("7"))
        service.reply(.record(withoutNeighbour), to: .video("8"))
    }

    private var package: LibraryRecord {
        .package(
            PackageRecord(
                summary: PackageSummary(
                    id: PackageID(rawValue: "10"), title: "Offered and owned",
                    thumbnail: "https://cdn.example/a/poster.PNG?size=large"),
                videos: ["7", "8"].map { VideoSummary(id: VideoID(rawValue: $0), title: "Film \($0)") },
                info: Array("{\"package\": \"10\"}\n".utf8)))
    }

    /// Its burned-in subtitle's video stands beside it.
    private var withNeighbour: LibraryRecord {
        guard case .video(var record) = LibraryRecord.sample(video: "7", title: "Film 7") else {
            return package
        }
        record.subtitles = [
            Subtitle(language: "English", kind: .subRip, address: "https://cdn.example/7.srt"),
            Subtitle(language: "German", kind: .burnedIn(VideoID(rawValue: "8")), address: ""),
        ]
        return .video(record)
    }

    /// Its burned-in subtitle's video is in no package.
    private var withoutNeighbour: LibraryRecord {
        .video(
            VideoRecord(
                summary: VideoSummary(id: VideoID(rawValue: "8"), title: "Film 8"), files: [],
                subtitles: [
                    Subtitle(language: "en", kind: .subRip, address: "https://cdn.example/8.srt"),
                    Subtitle(language: "fr", kind: .burnedIn(VideoID(rawValue: "99")), address: ""),
                ], info: []))
    }

    // MARK: - Walking

    func entry(_ path: String) async throws -> Entry {
        var entry = Entry(
            inode: .root, attributes: try await tree.attributes(of: InodeNumber.root).value(), lifetime: .zero
        )
        for name in path.split(separator: "/") {
            entry = try await tree.lookup(String(name), in: entry.inode).value()
        }
        return entry
    }

    func names(_ path: String = "") async throws -> [String] {
        let directory = try await entry(path)
        return try await tree.list(directory.inode).value().items.map(\.name).sorted()
    }

    func content(of inode: InodeNumber) async throws -> [UInt8] {
        let opened = try await tree.open(inode, for: nil).value()
        defer { opened.file.close() }
        return try await withCheckedThrowingContinuation { continuation in
            _ = opened.file.read(0..<1 << 20) { outcome in
                continuation.resume(with: outcome.map(\.joined))
            }
        }
    }
}

/// A network on which nothing answers.
struct SilentTransport: HTTPTransport {
    func answer(
        to request: HTTPRequest, bodyLimit: Int, deadline: Duration
    ) async throws(HTTPError) -> HTTPAnswer {
        throw .unreachable("nothing is there")
    }

    func open(_ request: HTTPRequest, for receiver: any BodyReceiver) -> any RunningBody {
        receiver.ended(.failure(.unreachable("nothing is there")))
        return SilentBody()
    }

    private struct SilentBody: RunningBody {
        func resume() {}
        func cancel() {}
    }
}

/// What a tree told the kernel.
final class NoticeList: KernelNotices {
    private struct State {
        var attributes: [InodeNumber] = []
        var contents: [InodeNumber] = []
        var entries: [String] = []
        var deliveries = 0
    }

    private let state = Mutex(State())

    var attributes: [InodeNumber] { state.withLock { $0.attributes } }
    var contents: [InodeNumber] { state.withLock { $0.contents } }
    var entries: [String] { state.withLock { $0.entries } }

    /// How often somebody waited until everything was told.
    var deliveries: Int { state.withLock { $0.deliveries } }

    func clear() {
        state.withLock { $0 = State() }
    }

    func delivered() async {
        state.withLock { $0.deliveries += 1 }
    }

    func attributesChanged(of inode: InodeNumber) {
        state.withLock { $0.attributes.append(inode) }
    }

    func sizeChanged(of inode: InodeNumber, at path: String) {
        attributesChanged(of: inode)
    }

    func bytesChanged(of inode: InodeNumber) {
        state.withLock { $0.contents.append(inode) }
    }

    func contentsChanged(of inode: InodeNumber) {
        state.withLock { $0.contents.append(inode) }
    }

    func entryChanged(_ name: String, in directory: InodeNumber) {
        state.withLock { $0.entries.append(name) }
    }
}
