import NIOCore
import Synchronization
import Testing

@testable import VideoFS

/// Slowing down, going on, and ending on the way.
@Suite(.timeLimit(.minutes(1)))
struct ClientTransportFlowTests {
    /// More than all buffers between two ends of a loopback connection hold.
    private static let large = 64 << 20

    /// Says a large body, and counts what the network took of it.
    private static func largeServer() async throws -> (LoopbackServer, taken: @Sendable () -> Int) {
        let taken = Counter()
        let server = try await LoopbackServer { head, connection in
            guard head.contains("/large") else { return connection.say(httpText()) }
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: \(large)\r\n\r\n")
            let part = ByteBuffer(repeating: 0x5a, count: 1 << 20)
            for _ in 0..<(large >> 20) {
                connection.writeAndFlush(part).whenSuccess { taken.add(1 << 20) }
            }
        }
        return (server, { taken.value })
    }

    /// A body whose receiver paused at its first part. On a busy machine the idle time may be over before that
    /// arrives: then it is asked for again.
    private static func pausedBody(
        _ transport: ClientTransport, _ address: String
    ) async throws -> (RecordingReceiver, any RunningBody) {
        for _ in 0..<10 {
            let paused = Mutex(false)
            let receiver = RecordingReceiver { _ in
                paused.withLock { paused in
                    defer { paused = true }
                    return paused ? .more : .pause
                }
            }
            let body = transport.open(
                ClientTransportTests.request(address + "/large", idle: .seconds(4)), for: receiver)
            if await receiver.part() { return (receiver, body) }
        }
        throw CancellationError()
    }

    @Test("a paused body stays with the sender, and comes whole after resuming")
    func pauses() async throws {
        let (server, taken) = try await Self.largeServer()
        try await ClientTransportTests.withTransport { transport in
            let (receiver, body) = try await Self.pausedBody(transport, server.address)
            // Other requests make more time pass than the idle time.
            let silent = try await LoopbackServer { _, _ in }
            for _ in 0..<3 {
                await #expect(throws: HTTPError.timedOut) {
                    try await ClientTransportTests.answer(
                        transport, silent.address, deadline: .milliseconds(1_500))
                }
            }
            #expect(receiver.bytes < 1 << 20)
            #expect(taken() < Self.large / 2)
            #expect(receiver.ends == 0)
            body.resume()
            #expect(await receiver.end() == .success(Self.large))
            #expect(receiver.ends == 1)
        }
    }

    @Test func resumingWithoutAPauseIsHarmless() async throws {
        let server = try await LoopbackServer.answering(httpText(body: "abc"))
        try await ClientTransportTests.withTransport { transport in
            let receiver = RecordingReceiver()
            let body = transport.open(ClientTransportTests.request(server.address), for: receiver)
            for _ in 0..<10 { body.resume() }
            #expect(await receiver.end() == .success(3))
            body.resume()
            body.cancel()
            _ = try await ClientTransportTests.answer(transport, server.address)
            #expect(receiver.ends == 1)
        }
    }

    @Test("a receiver may end it at the head, or at any part")
    func stops() async throws {
        let (server, _) = try await Self.largeServer()
        try await ClientTransportTests.withTransport { transport in
            let request = ClientTransportTests.request(server.address + "/large")
            let atHead = RecordingReceiver(wantsBody: false)
            _ = transport.open(request, for: atHead)
            #expect(await atHead.end() == .failure(.cancelled))
            #expect(atHead.bytes == 0)
            let atPart = RecordingReceiver { $0 > 100_000 ? .stop : .more }
            _ = transport.open(request, for: atPart)
            #expect(await atPart.end() == .failure(.cancelled))
            #expect(atPart.bytes > 100_000)
            for receiver in [atHead, atPart] {
                #expect(receiver.ends == 1)
                #expect(receiver.afterEnd == 0)
            }
        }
    }

    @Test("a short answer that is declined at its head leaves the connection for the next request")
    func drains() async throws {
        let server = try await LoopbackServer.answering(
            httpText(403, body: String(repeating: "x", count: 30_000)))
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<5 {
                let receiver = RecordingReceiver(wantsBody: false)
                _ = transport.open(ClientTransportTests.request(server.address), for: receiver)
                #expect(await receiver.end() == .failure(.cancelled))
                #expect(receiver.bytes == 0)
                #expect(receiver.ends == 1)
            }
            // The one that is drained, and the spare beside it.
            #expect(server.connections <= 2)
        }
    }

    @Test func cancellingEndsAPausedBody() async throws {
        let (server, _) = try await Self.largeServer()
        try await ClientTransportTests.withTransport { transport in
            let receiver = RecordingReceiver { _ in .pause }
            let body = transport.open(ClientTransportTests.request(server.address + "/large"), for: receiver)
            try #require(await receiver.part())
            body.cancel()
            body.cancel()
            #expect(await receiver.end() == .failure(.cancelled))
            #expect(receiver.ends == 1)
        }
    }

    @Test func cancellingASmallBodyThatWaitsWholeEndsItOnce() async throws {
        // The whole answer has arrived and lies behind the pause.
        let server = try await LoopbackServer.answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n")
        try await ClientTransportTests.withTransport { transport in
            let receiver = RecordingReceiver { _ in .pause }
            let body = transport.open(ClientTransportTests.request(server.address), for: receiver)
            try #require(await receiver.part())
            body.cancel()
            #expect(await receiver.end() == .failure(.cancelled))
            _ = try await ClientTransportTests.answer(transport, server.address)
            #expect(receiver.ends == 1)
        }
    }

    @Test("whenever it is cancelled, the end is told once and nothing comes after it")
    func cancelsAtAnyMoment() async throws {
        let server = try await LoopbackServer { _, connection in
            connection.say(httpText(body: String(repeating: "x", count: 20_000)))
        }
        try await ClientTransportTests.withTransport { transport in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let receiver = RecordingReceiver { _ in number % 3 == 0 ? .pause : .more }
                        let body = transport.open(ClientTransportTests.request(server.address), for: receiver)
                        for _ in 0..<(number % 50) { await Task.yield() }
                        body.resume()
                        body.cancel()
                        _ = await receiver.end()
                        body.cancel()
                        #expect(receiver.ends == 1)
                        #expect(receiver.afterEnd == 0)
                    }
                }
            }
        }
    }
}

/// A number that several threads count up.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    @discardableResult
    func add(_ number: Int = 1) -> Int {
        count.withLock {
            $0 += number
            return $0
        }
    }
}
