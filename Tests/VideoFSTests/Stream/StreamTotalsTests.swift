import Synchronization
import Testing

@testable import VideoFS

@Suite(.timeLimit(.minutes(1)))
struct StreamTotalsTests {
    private static let size: Int64 = 1 << 20

    @Test func whatAStreamDidIsStillCountedWhenItHasEnded() async throws {
        let fixture = Fixture()
        let stream = fixture.stream()
        #expect(await Self.count(of: stream, 0..<4096) == 4096)
        await fixture.transport.settled()
        #expect(await Self.count(of: stream, 100_000..<101_000) == 1000)
        stream.close()
        let totals = fixture.totals
        #expect(totals.fromNetwork.count == 4096)
        #expect(totals.fromMemory.count == 1000)
        #expect(totals.waits.count == 1)
        #expect(totals.cdn.bytes.count == Self.size)
        #expect(totals.cdn.requests.count == 1)
        #expect(totals.cdn.links.count == 1)
        #expect(totals.cdn.renewals.count == 0)
        #expect(totals.latency.count == 2)
        #expect(totals.retries == [:])
    }

    @Test func aLinkThatIsRefusedIsCountedAsRenewedAndItsRequestAsRetried() async throws {
        let fixture = Fixture(refusals: 1)
        let stream = fixture.stream()
        #expect(await Self.count(of: stream, 0..<4096) == 4096)
        await fixture.transport.settled()
        stream.close()
        #expect(fixture.totals.cdn.links.count == 2)
        #expect(fixture.totals.cdn.renewals.count == 1)
        #expect(fixture.totals.cdn.requests.count == 2)
        #expect(fixture.totals.retries == [.linkRefused: 1])
    }

    @Test func aReadThatFailsIsTimedToo() async throws {
        let fixture = Fixture(refusals: 2)
        let stream = fixture.stream()
        #expect(await Self.count(of: stream, 0..<4096) == nil)
        stream.close()
        #expect(fixture.totals.latency.count == 1)
        #expect(fixture.totals.fromNetwork.count == 0)
    }

    /// Bytes that a read brings; `nil` where it fails.
    private static func count(of stream: FileStream, _ range: Range<Int64>) async -> Int? {
        await withCheckedContinuation { continuation in
            _ = stream.read(range) { continuation.resume(returning: (try? $0.get())?.count) }
        }
    }

    private struct Fixture {
        let totals = StreamTotals()
        let transport: FilmTransport

        init(refusals: Int = 0) {
            transport = FilmTransport(size: StreamTotalsTests.size, refusals: refusals)
        }

        func stream() -> FileStream {
            let leases = LinkLeases(
                source: { _ async throws(ServiceError) in
                    FreshLink(address: SignedAddress("https://cdn.example/film"))
                }, totals: totals.cdn, now: { .now })
            return FileStream(
                facts: FileVersionFacts(size: StreamTotalsTests.size), isConfirmed: false,
                settings: StreamSettings(), pool: BlockPool(limit: 16 << 20), leases: leases,
                transport: transport, totals: totals,
                listener: .init(
                    learned: { _, _ in }, replaced: {}, listingIsStale: {}, needsMemory: {}), now: { .now })
        }
    }
}

/// A CDN that has one film, and refuses the first links it is shown.
final class FilmTransport: HTTPTransport {
    private struct State {
        var refusals: Int
        var running = 0
        var prepared: [SignedAddress] = []
        var withdrawn: [SignedAddress] = []
        var ranges: [String] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private struct Body: RunningBody {
        func resume() {}
        func cancel() {}
    }

    private let size: Int64
    private let state: Mutex<State>

    init(size: Int64, refusals: Int) {
        self.size = size
        state = Mutex(State(refusals: refusals))
    }

    func answer(
        to request: HTTPRequest, bodyLimit: Int, deadline: Duration
    ) async throws(HTTPError) -> HTTPAnswer {
        throw .unreachable("only ranges are served")
    }

    func open(_ request: HTTPRequest, for receiver: any BodyReceiver) -> any RunningBody {
        let refuses = state.withLock { state in
            state.running += 1
            state.refusals -= 1
            state.ranges.append(request.header("Range") ?? "")
            return state.refusals >= 0
        }
        Task {
            if refuses { refuse(receiver) } else { serve(request, to: receiver) }
            end()
        }
        return Body()
    }

    func prepare(for address: SignedAddress) {
        state.withLock { $0.prepared.append(address) }
    }

    func withdraw(for address: SignedAddress) {
        state.withLock { $0.withdrawn.append(address) }
    }

    /// Where no request followed.
    var withdrawn: [SignedAddress] { state.withLock { $0.withdrawn } }

    /// Where connections were opened to in advance.
    var prepared: [SignedAddress] { state.withLock { $0.prepared } }

    /// What was asked for, in its order.
    var ranges: [String] { state.withLock { $0.ranges } }

    /// Returns once every answer has come to its end.
    func settled() async {
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state in
                if state.running > 0 { state.waiting.append(continuation) }
                return state.running == 0
            }
            if isSettled { continuation.resume() }
        }
    }

    private func end() {
        let settled = state.withLock { state in
            state.running -= 1
            guard state.running == 0 else { return [] as [CheckedContinuation<Void, Never>] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in settled { continuation.resume() }
    }

    private func refuse(_ receiver: any BodyReceiver) {
        _ = receiver.received(HTTPHead(status: 403, headers: []))
        receiver.ended(.failure(.cancelled))
    }

    private func serve(_ request: HTTPRequest, to receiver: any BodyReceiver) {
        let bounds = (request.header("Range") ?? "").dropFirst("bytes=".count).split(separator: "-")
        let start = bounds.first.flatMap { Int64($0) } ?? 0
        let last = min(bounds.count > 1 ? Int64(bounds[1]) ?? size : size, size - 1)
        let head = HTTPHead(
            status: 206,
            headers: [
                ("Content-Range", "bytes \(start)-\(last)/\(size)"),
                ("Content-Length", "\(last + 1 - start)"),
            ])
        guard receiver.received(head) else { return receiver.ended(.failure(.cancelled)) }
        _ = receiver.received(FilmBytes.buffer(start..<last + 1))
        receiver.ended(.success(()))
    }
}
