import Foundation
import Synchronization
import Testing

@testable import VideoFS

/// Reads of a stream that has something on disk.
@Suite(.timeLimit(.minutes(1)))
struct KeptReadTests {
    private static let size: Int64 = 1 << 20
    private static let identity = IndexPieces.identity(size: size, entityTag: nil)

    /// A stream of one mount, over a CDN that has the film.
    private final class Fixture: Sendable {
        let transport: FilmTransport
        let totals = StreamTotals()
        let cache: IndexCache
        let stream: FileStream

        init(directory: String, refusals: Int = 0) async {
            let transport = FilmTransport(size: KeptReadTests.size, refusals: refusals)
            self.transport = transport
            cache = IndexCache(directory: directory) { _ in }
            await cache.flush()
            let leases = LinkLeases(
                source: { _ async throws(ServiceError) in
                    FreshLink(address: SignedAddress("https://cdn.example/film"))
                }, totals: totals.cdn, now: { .now })
            let kept = IndexPieces.kept(KeptReadTests.identity, in: cache)
            stream = FileStream(
                facts: FileVersionFacts(size: KeptReadTests.size), isConfirmed: true,
                settings: StreamSettings(), pool: BlockPool(limit: 16 << 20), leases: leases,
                transport: transport, totals: totals,
                listener: .init(
                    learned: { _, _ in }, replaced: { kept.drop() }, listingIsStale: {}, needsMemory: {}),
                kept: kept, now: { .now })
        }

        func read(_ range: Range<Int64>) async -> Result<[UInt8], OperationError> {
            await withCheckedContinuation { continuation in
                _ = stream.read(range, by: .scanner) { outcome in
                    continuation.resume(returning: outcome.map(\.joined))
                }
            }
        }

        func end() async {
            await transport.settled()
            stream.close()
            await cache.flush()
        }
    }

    /// What a first mount reads.
    private static func scan(in directory: String) async {
        let first = await Fixture(directory: directory)
        #expect(await first.read(0..<100_000) == .success(FilmBytes.bytes(0..<100_000)))
        #expect(await first.read(900_000..<size) == .success(FilmBytes.bytes(900_000..<size)))
        #expect(first.totals.cdn.links.count == 1)
        await first.end()
    }

    @Test("what was read once costs no link, no request and no place that is followed")
    func free() async throws {
        try await withTemporaryDirectory { directory in
            await Self.scan(in: directory)
            let second = await Fixture(directory: directory)
            for range in [0..<100_000, 5..<6, 900_000..<Self.size] as [Range<Int64>] {
                let outcome = await second.read(range)
                #expect(outcome == .success(FilmBytes.bytes(range)))
            }
            let overEnd = await second.read(1_000_000..<2_000_000)
            #expect(overEnd == .success(FilmBytes.bytes(1_000_000..<Self.size)))
            #expect(second.totals.cdn.links.count == 0)
            #expect(second.totals.cdn.requests.count == 0)
            #expect(second.totals.fromDisk.count == 100_001 + 2 * Self.size - 1_900_000)
            #expect(second.stream.inspect { $0.cursors.isEmpty })
            await second.end()
        }
    }

    @Test("of a read that begins in what is kept only the rest is fetched")
    func rest() async throws {
        try await withTemporaryDirectory { directory in
            await Self.scan(in: directory)
            // Rounded outwards, the head ends here.
            let end: Int64 = 131_072
            let second = await Fixture(directory: directory)
            let outcome = await second.read(50_000..<end + 50_000)
            #expect(outcome == .success(FilmBytes.bytes(50_000..<end + 50_000)))
            #expect(second.totals.cdn.requests.count == 1)
            await second.transport.settled()
            #expect(second.totals.cdn.bytes.count < 300_000)
            await second.end()
        }
    }

    @Test("whoever has read what is kept of a film that was replaced gets no more of it")
    func replaced() async throws {
        try await withTemporaryDirectory { directory in
            await Self.scan(in: directory)
            let second = await Fixture(directory: directory)
            let before = await second.read(0..<10)
            #expect(before == .success(FilmBytes.bytes(0..<10)))
            // Other bytes than those that were fetched: another film.
            second.stream.seed([UInt8](repeating: 1, count: 10), at: 300_000)
            second.stream.seed([UInt8](repeating: 2, count: 10), at: 300_000)
            let after = await second.read(0..<10)
            #expect(after == .failure(.contentReplaced))
            await second.end()
            #expect(second.cache.usage.used == 0)
        }
    }
}
