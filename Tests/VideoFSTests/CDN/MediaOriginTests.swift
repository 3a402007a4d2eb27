import Foundation
import Synchronization
import Testing

@testable import VideoFS

/// Where films came from last, over restarts.
@Suite(.timeLimit(.minutes(1)))
struct MediaOriginTests {
    private static let link = SignedAddress("https://CDN.example:8443/films/1.mp4?signature=secret#part")

    @Test("the next mount knows scheme, host and port, and nothing of a path or a signature is on disk")
    func nextMount() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/account/media-origin"
            let first = MediaOrigin(path: path)
            #expect(first.address == nil)
            first.note(Self.link)
            await first.flush()
            #expect(MediaOrigin(path: path).address == SignedAddress("https://cdn.example:8443/"))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "https://cdn.example:8443/")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("a mount writes one host down, however many its links lead to, and goes by the latest")
    func manyHosts() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/media-origin"
            let origin = MediaOrigin(path: path)
            for host in ["a", "b", "c"] { origin.note(SignedAddress("https://\(host).example/film")) }
            await origin.flush()
            #expect(origin.address == SignedAddress("https://c.example/"))
            #expect(MediaOrigin(path: path).address == SignedAddress("https://a.example/"))
        }
    }

    @Test(
        "a file that says something else says nothing",
        arguments: [
            "", "film", "ftp://cdn.example/", "https://user@cdn.example/", String(repeating: "x", count: 600),
        ])
    func strange(content: String) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/media-origin"
            try content.write(toFile: path, atomically: false, encoding: .utf8)
            #expect(MediaOrigin(path: path).address == nil)
        }
    }

    @Test("while the first link is asked for, connections are opened to where films came from last")
    func connects() async throws {
        let origin = MediaOrigin(path: nil)
        origin.note(Self.link)
        let film = Film(size: 8 << 20, origin: origin)
        await film.readTheBeginning()
        // For the head and the end.
        let address = SignedAddress("https://cdn.example:8443/")
        #expect(film.beforeLink.addresses.withLock { $0 } == [address, address])
        #expect(origin.address == SignedAddress("https://other.example/"))
        await film.end()
    }

    @Test("what is read first is asked for first, also under a link that has to come yet", arguments: 0..<20)
    func order(round: Int) async throws {
        let film = Film(size: 8 << 20, origin: MediaOrigin(path: nil))
        await film.readTheBeginning()
        await film.end()
        #expect(film.transport.ranges.prefix(2).map { $0.prefix(8) } == ["bytes=0-", "bytes=78"])
    }

    private final class Prepared: Sendable {
        let addresses = Mutex<[SignedAddress]>([])
    }

    /// A film whose index is asked for beside its head, and nobody knows where it lies.
    private final class Film: Sendable {
        let transport: FilmTransport
        let beforeLink = Prepared()
        private let stream: FileStream

        init(size: Int64, origin: MediaOrigin) {
            let transport = FilmTransport(size: size, refusals: 0)
            self.transport = transport
            let beforeLink = beforeLink
            let totals = StreamTotals()
            let leases = LinkLeases(
                source: { _ async throws(ServiceError) in
                    while transport.prepared.count < (origin.address == nil ? 0 : 2) { await Task.yield() }
                    beforeLink.addresses.withLock { $0 = transport.prepared }
                    return FreshLink(address: SignedAddress("https://other.example/film?signature=secret"))
                }, origin: origin, totals: totals.cdn, now: { .now })
            var settings = StreamSettings()
            settings.isMovie = true
            stream = FileStream(
                facts: FileVersionFacts(size: size), isConfirmed: true, settings: settings,
                pool: BlockPool(limit: 16 << 20), leases: leases, transport: transport, totals: totals,
                listener: .init(learned: { _, _ in }, replaced: {}, listingIsStale: {}, needsMemory: {}),
                now: { .now })
        }

        func readTheBeginning() async {
            let outcome = await withCheckedContinuation { continuation in
                _ = stream.read(0..<65_536) { continuation.resume(returning: $0.map(\.joined)) }
            }
            #expect(outcome == .success(FilmBytes.bytes(0..<65_536)))
        }

        func end() async {
            await transport.settled()
            stream.close()
        }
    }
}
