import Testing

@testable import VideoFS

/// What a read tells the CDN's connections before it has a link.
@Suite(.timeLimit(.minutes(1)))
struct AnnouncementTests {
    private static let address = SignedAddress("https://cdn.example/film")
    private static let size: Int64 = 1 << 20

    @Test("a request that gets its link was announced, and nothing is taken back")
    func announces() async throws {
        let transport = FilmTransport(size: Self.size, refusals: 0)
        let stream = Self.stream(over: transport) { _ async throws(ServiceError) in
            FreshLink(address: Self.address)
        }
        #expect(await Self.fails(stream) == false)
        await transport.settled()
        #expect(transport.prepared.isEmpty == false)
        #expect(transport.withdrawn.isEmpty)
        stream.close()
    }

    @Test("requests that get no link take their announcement back")
    func withdraws() async throws {
        let transport = FilmTransport(size: Self.size, refusals: 0)
        let stream = Self.stream(over: transport) { _ async throws(ServiceError) in
            throw .budgetSpent(until: nil)
        }
        for _ in 0..<3 { #expect(await Self.fails(stream)) }
        #expect(transport.prepared.isEmpty == false)
        #expect(transport.withdrawn == transport.prepared)
        #expect(transport.ranges.isEmpty)
        stream.close()
    }

    @Test("a try that should have another link, and gets none, takes its announcement back")
    func withdrawsWhereRenewalFails() async throws {
        let transport = FilmTransport(size: Self.size, refusals: 1)
        let stream = Self.stream(over: transport) { refused async throws(ServiceError) in
            guard refused == nil else { throw .budgetSpent(until: nil) }
            return FreshLink(address: Self.address)
        }
        #expect(await Self.fails(stream))
        await transport.settled()
        #expect(transport.ranges.count == 1)
        #expect(transport.prepared.count == 2)
        #expect(transport.withdrawn.count == 1)
        stream.close()
    }

    /// A stream that knows where links lead, and gets them as the source says.
    private static func stream(
        over transport: FilmTransport, source: @escaping LinkLeases.Source
    ) -> FileStream {
        let origin = MediaOrigin(path: nil)
        origin.note(address)
        return FileStream(
            facts: FileVersionFacts(size: size), isConfirmed: false, settings: StreamSettings(),
            pool: BlockPool(limit: 16 << 20),
            leases: LinkLeases(source: source, origin: origin, now: { .now }),
            transport: transport, totals: StreamTotals(),
            listener: .init(learned: { _, _ in }, replaced: {}, listingIsStale: {}, needsMemory: {}),
            now: { .now })
    }

    private static func fails(_ stream: FileStream) async -> Bool {
        await withCheckedContinuation { continuation in
            _ = stream.read(0..<4096) { outcome in
                let isFailure = if case .failure = outcome { true } else { false }
                continuation.resume(returning: isFailure)
            }
        }
    }
}
