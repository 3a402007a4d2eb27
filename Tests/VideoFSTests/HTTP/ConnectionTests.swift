import NIOCore
import Testing

@testable import VideoFS

/// What a connection makes of an answer.
@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    /// Asks once over connections of our own.
    static func outcome(
        _ transport: ClientTransport, _ address: String, method: String = "GET",
        _ receiver: RecordingReceiver = RecordingReceiver()
    ) async -> Result<Int, HTTPError>? {
        var request = ClientTransportTests.request(address)
        request.method = method
        _ = transport.open(request, for: receiver)
        return await receiver.end()
    }

    @Test(
        "the length of a body is found by every rule there is",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 3),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", 3),
            ("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", 2),
            ("HTTP/1.1 204 No Content\r\n\r\n", 0),
            ("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n", 0),
            ("HTTP/1.1 206 Partial Content\r\nContent-Length: 0\r\n\r\n", 0),
        ])
    func findsTheEnd(answer: String, length: Int) async throws {
        let server = try await LoopbackServer.answering(answer)
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<3 { #expect(await Self.outcome(transport, server.address) == .success(length)) }
            #expect(server.connections <= 2)
        }
    }

    @Test func aBodyWithoutALengthEndsWithItsConnection() async throws {
        let server = try await LoopbackServer { _, connection in
            connection.say("HTTP/1.1 200 OK\r\n\r\nabcd")
            connection.hangUp()
        }
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<3 { #expect(await Self.outcome(transport, server.address) == .success(4)) }
        }
    }

    @Test func aHeadAloneHasNoBody() async throws {
        let server = try await LoopbackServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<2 {
                #expect(await Self.outcome(transport, server.address, method: "HEAD") == .success(0))
            }
        }
    }

    @Test func aHeadThatIsTooLongIsCut() async throws {
        let fields = (0..<200).map { "X-\($0): \(String(repeating: "x", count: 1_000))" }
        let server = try await LoopbackServer.answering(httpText(200, fields))
        try await ClientTransportTests.withTransport { transport in
            #expect(
                await Self.outcome(transport, server.address)
                    == .failure(.cut("the answer is not valid HTTP, or ends too early")))
        }
    }

    @Test func whatIsPackedArrivesPacked() async throws {
        let server = try await LoopbackServer.answering(
            httpText(200, ["Content-Encoding: gzip"], body: "raw"))
        try await ClientTransportTests.withTransport { transport in
            #expect(await Self.outcome(transport, server.address) == .success(3))
            #expect(server.heads.first?.contains("Accept-Encoding: identity") == true)
            #expect(server.heads.first?.contains("User-Agent: vidfs/9.9") == true)
            #expect(server.heads.first?.contains("Host: 127.0.0.1:\(server.port)") == true)
        }
    }

    @Test("a connection lost during a pause gives what arrived, then the error")
    func losesDuringAPause() async throws {
        let (said, saidContinuation) = AsyncStream<Void>.makeStream()
        let server = try await LoopbackServer { _, connection in
            connection.say(httpText(body: "ab", length: 100))
            connection.close().whenComplete { _ in saidContinuation.yield() }
        }
        try await ClientTransportTests.withTransport { transport in
            let receiver = RecordingReceiver { $0 == 2 ? .pause : .more }
            let body = transport.open(ClientTransportTests.request(server.address), for: receiver)
            try #require(await receiver.part())
            for await _ in said { break }
            // Time for the end to arrive behind the pause.
            _ = await Self.outcome(transport, server.address)
            #expect(receiver.ends == 0)
            body.resume()
            guard case .failure(.cut)? = await receiver.end() else {
                Issue.record("not cut")
                return
            }
            #expect(receiver.bytes == 2)
            #expect(receiver.ends == 1)
        }
    }

    @Test("a paused receiver that gives up lets its connection go, however it ended")
    func givesUpDuringAPause() async throws {
        let server = try await LoopbackServer { _, connection in
            connection.say(httpText(body: "ab", length: 10_000_000))
            connection.hangUp()
        }
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<3 {
                let receiver = RecordingReceiver { _ in .pause }
                let body = transport.open(ClientTransportTests.request(server.address), for: receiver)
                try #require(await receiver.part())
                body.cancel()
                #expect(await receiver.end() == .failure(.cancelled))
            }
        }
    }
}
