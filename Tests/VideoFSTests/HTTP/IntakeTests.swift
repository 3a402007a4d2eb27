import NIOCore
import Testing

@testable import VideoFS

/// Long bodies on their way past the parser.
@Suite(.timeLimit(.minutes(1)))
struct IntakeTests {
    private static let length = 9_000_001
    private static let body: [UInt8] = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) }

    /// Not compared by the expectation itself: where they differ it would look for the least difference between
    /// two lists of millions, for minutes.
    private static func isWhole(_ receiver: RoomReceiver) -> Bool { receiver.bytes == body }

    private static func head(_ length: Int, _ fields: [String] = []) -> ByteBuffer {
        ByteBuffer(string: httpText(206, fields, length: length))
    }

    private static func server(
        length: Int = length, then rest: String = "", hangsUp: Bool = false, headers: [String] = []
    ) async throws -> LoopbackServer {
        try await LoopbackServer { _, connection in
            var answer = head(length, headers)
            answer.writeBytes(body)
            answer.writeString(rest)
            connection.writeAndFlush(answer).whenComplete { _ in if hangsUp { connection.hangUp() } }
        }
    }

    private static func ask(_ transport: ClientTransport, _ address: String, _ receiver: RoomReceiver)
        -> any RunningBody
    {
        transport.open(ClientTransportTests.request(address), for: receiver)
    }

    @Test("a long body comes whole, most of it without a copy, and its connection is used again")
    func goesPastTheParser() async throws {
        let server = try await Self.server()
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<3 {
                let receiver = RoomReceiver()
                _ = Self.ask(transport, server.address, receiver)
                #expect(await receiver.end() == .success(Self.length))
                #expect(Self.isWhole(receiver))
                #expect(receiver.placed > Self.length / 2)
            }
            #expect(server.heads.count == 3)
            // One, and the spare that is opened beside it.
            #expect(server.connections <= 2)
        }
    }

    @Test("a receiver that pauses gets the rest once it resumes")
    func pauses() async throws {
        let server = try await Self.server()
        try await ClientTransportTests.withTransport { transport in
            let receiver = RoomReceiver([.more, .pause, .more, .pause])
            let body = Self.ask(transport, server.address, receiver)
            var pauses = 0
            for await _ in receiver.pauses {
                pauses += 1
                body.resume()
            }
            #expect(pauses == 2)
            #expect(await receiver.end() == .success(Self.length))
            #expect(Self.isWhole(receiver))
        }
    }

    @Test("a receiver that has enough hears the end at once, and the next request is answered")
    func stops() async throws {
        let server = try await Self.server()
        try await ClientTransportTests.withTransport { transport in
            let receiver = RoomReceiver([.more, .stop])
            _ = Self.ask(transport, server.address, receiver)
            #expect(await receiver.end() == .failure(.cancelled))
            #expect(receiver.bytes.count < Self.length && Self.body.starts(with: receiver.bytes))
            let next = RoomReceiver()
            _ = Self.ask(transport, server.address, next)
            #expect(await next.end() == .success(Self.length))
        }
    }

    @Test("a body that stops early is a failure, and what came of it is right")
    func isCut() async throws {
        let server = try await Self.server(length: Self.length + 100, hangsUp: true)
        try await ClientTransportTests.withTransport { transport in
            let receiver = RoomReceiver()
            _ = Self.ask(transport, server.address, receiver)
            guard case .failure = await receiver.end() else {
                Issue.record("a short body was taken for a whole one")
                return
            }
            #expect(Self.isWhole(receiver))
        }
    }

    @Test("what follows a body unasked is no answer to the next request")
    func isFollowed() async throws {
        let forged = httpText(200, body: "forged")
        let server = try await Self.server(then: forged)
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<3 {
                let receiver = RoomReceiver()
                _ = Self.ask(transport, server.address, receiver)
                #expect(await receiver.end() == .success(Self.length))
                #expect(Self.isWhole(receiver))
            }
        }
    }

    @Test("a connection that the server wants closed is not used again")
    func closes() async throws {
        let server = try await Self.server(headers: ["Connection: close"])
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<2 {
                let receiver = RoomReceiver()
                _ = Self.ask(transport, server.address, receiver)
                #expect(await receiver.end() == .success(Self.length))
            }
            #expect(server.connections >= 2)
        }
    }
}
