import NIOCore
import Synchronization
import Testing

@testable import VideoFS

/// Against a real socket, because the promises are about when its bytes are taken.
@Suite(.timeLimit(.minutes(1)))
struct ClientTransportTests {
    /// A transport for the length of one test.
    static func withTransport(
        proxy: String? = nil, _ body: (ClientTransport) async throws -> Void
    ) async throws {
        let transport = try ClientTransport(proxy: proxy, version: "9.9", environment: [:])
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(transport)) } catch { outcome = .failure(error) }
        await transport.shutdown()
        try outcome.get()
    }

    static func request(_ address: String, idle: Duration = .seconds(10)) -> HTTPRequest {
        HTTPRequest(address: SignedAddress(address), idleTimeout: idle)
    }

    static func answer(
        _ transport: ClientTransport, _ address: String, limit: Int = 1_000, deadline: Duration = .seconds(20)
    ) async throws(HTTPError) -> HTTPAnswer {
        try await transport.answer(to: request(address), bodyLimit: limit, deadline: deadline)
    }

    @Test func answersWithStatusHeadersAndBody() async throws {
        let server = try await LoopbackServer.answering(
            httpText(203, ["X-One: 1", "x-one: 2"], body: "hello"))
        try await Self.withTransport { transport in
            let answer = try await Self.answer(transport, server.address + "/a?b=c")
            #expect(answer.head.status == 203)
            #expect(answer.head["X-ONE"] == "1")
            #expect(answer.body == Array("hello".utf8))
            let head = try #require(server.heads.first)
            #expect(head.hasPrefix("GET /a?b=c HTTP/1.1\r\n"))
            #expect(head.lowercased().contains("\r\naccept-encoding: identity"))
            #expect(head.contains("vidfs/9.9"))
        }
    }

    @Test("a signed address arrives as the service wrote it")
    func keepsTheAddress() async throws {
        let server = try await LoopbackServer.answering(httpText())
        let target = "/f%20ilm/a%2Fb.mp4?Signature=aB1~-_.!*'();:@&=+$,/?%2B%3d&Policy=e30__&x%5B%5D=1"
        try await Self.withTransport { transport in
            _ = try await Self.answer(transport, server.address + target)
            #expect(server.heads.first?.hasPrefix("GET \(target) HTTP/1.1\r\n") == true, "\(server.heads)")
        }
    }

    @Test("whatever characters an address has, it is sent as its text says", arguments: 0x20...0x7e)
    func sendsTheText(code: UInt8) async throws {
        guard code != UInt8(ascii: "#"), code != UInt8(ascii: "\\") else { return }
        let character = Character(UnicodeScalar(code))
        let server = try await LoopbackServer.answering(httpText())
        try await Self.withTransport { transport in
            let address = try WebAddress(server.address + "/a%2Fb\(character)c?d=%2B\(character)e")
            _ = try await Self.answer(transport, address.text)
            #expect(
                server.heads.first?.hasPrefix("GET \(address.target) HTTP/1.1\r\n") == true, "\(server.heads)"
            )
            #expect(address.target.contains("%2Fb"))
        }
    }

    @Test func sendsABodyWithItsLength() async throws {
        let server = try await LoopbackServer.answering(httpText())
        try await Self.withTransport { transport in
            var request = Self.request(server.address)
            request.method = "POST"
            request.body = []
            _ = try await transport.answer(to: request, bodyLimit: 10, deadline: .seconds(20))
            #expect(server.heads.first?.lowercased().contains("content-length: 0") == true)
        }
    }

    @Test("a redirect is an answer, and is not followed", arguments: [301, 302, 303, 307, 308])
    func doesNotFollow(status: Int) async throws {
        let server = try await LoopbackServer.answering(httpText(status, ["Location: /elsewhere"]))
        try await Self.withTransport { transport in
            let answer = try await Self.answer(transport, server.address + "/here")
            #expect(answer.head.status == status)
            #expect(answer.head["Location"] == "/elsewhere")
            #expect(server.heads.count == 1)
        }
    }

    @Test func keepsAConnectionForTheNextRequest() async throws {
        let server = try await LoopbackServer.answering(httpText(body: "x"))
        try await Self.withTransport { transport in
            for _ in 0..<5 { _ = try await Self.answer(transport, server.address) }
            #expect(server.connections == 1)
        }
    }

    @Test func doesNotUnpackABody() async throws {
        let server = try await LoopbackServer.answering(
            httpText(200, ["Content-Encoding: gzip"], body: "raw"))
        try await Self.withTransport { transport in
            let answer = try await Self.answer(transport, server.address)
            #expect(answer.body == Array("raw".utf8))
        }
    }

    @Test("a body beyond the limit is not collected, announced or not")
    func limitsABody() async throws {
        let announced = try await LoopbackServer.answering(httpText(body: String(repeating: "x", count: 11)))
        let chunked = try await LoopbackServer.answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\nghijk\r\n0\r\n\r\n")
        try await Self.withTransport { transport in
            for server in [announced, chunked] {
                await #expect(throws: HTTPError.bodyTooLarge(limit: 10)) {
                    try await Self.answer(transport, server.address, limit: 10)
                }
                let answer = try await Self.answer(transport, server.address, limit: 11)
                #expect(answer.body.count == 11)
            }
        }
    }

    @Test func givesUpAtTheDeadlineThoughBytesArrive() async throws {
        let server = try await LoopbackServer { _, connection in
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            _ = connection.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(10)) {
                task in
                if connection.isActive { connection.say("x") } else { task.cancel() }
            }
        }
        try await Self.withTransport { transport in
            await #expect(throws: HTTPError.timedOut) {
                try await Self.answer(transport, server.address, limit: 100_000, deadline: .milliseconds(200))
            }
        }
    }

    @Test func endsWhenTheCallersTaskIsCancelled() async throws {
        let (started, startedContinuation) = AsyncStream<Void>.makeStream()
        let server = try await LoopbackServer { _, _ in startedContinuation.yield() }
        try await Self.withTransport { transport in
            let task = Task { () -> HTTPError? in
                do throws(HTTPError) {
                    _ = try await Self.answer(transport, server.address)
                    return nil
                } catch { return error }
            }
            for await _ in started { break }
            task.cancel()
            #expect(await task.value == .cancelled)
        }
    }
}
