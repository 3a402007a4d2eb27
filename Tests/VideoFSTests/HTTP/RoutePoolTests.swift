import NIOCore
import Testing

@testable import VideoFS

/// Which connection a request takes.
@Suite(.timeLimit(.minutes(1)))
struct RoutePoolTests {
    @Test func oneConnectionServesOneRequestAfterTheOther() async throws {
        let server = try await LoopbackServer.answering(httpText(body: "x"))
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<20 {
                #expect(await ConnectionTests.outcome(transport, server.address) == .success(1))
            }
            // One, and the spare.
            #expect(server.connections <= 2)
        }
    }

    @Test func beforeARequestAConnectionCanBeOpened() async throws {
        let server = try await LoopbackServer.answering(httpText(body: "x"))
        try await ClientTransportTests.withTransport { transport in
            transport.prepare(for: SignedAddress(server.address))
            await server.connection()
            #expect(server.heads.isEmpty)
            #expect(await ConnectionTests.outcome(transport, server.address) == .success(1))
            #expect(server.connections <= 2)
        }
    }

    @Test("each request that was announced finds a connection open")
    func opensAsManyAsAnnounced() async throws {
        let server = try await LoopbackServer.answering(httpText(body: "x"))
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<3 { transport.prepare(for: SignedAddress(server.address)) }
            for _ in 0..<3 { await server.connection() }
            #expect(server.heads.isEmpty)
            // One that is asked for again while three are there opens none.
            transport.prepare(for: SignedAddress(server.address))
            #expect(await ConnectionTests.outcome(transport, server.address) == .success(1))
            #expect(server.connections <= 4)
        }
    }

    @Test("announcements taken back open no more than one connection")
    func forgetsWhatIsWithdrawn() async throws {
        let server = try await LoopbackServer.answering(httpText(body: "x"))
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<6 {
                transport.prepare(for: SignedAddress(server.address))
                transport.withdraw(for: SignedAddress(server.address))
            }
            await server.connection()
            #expect(await ConnectionTests.outcome(transport, server.address) == .success(1))
            // It, and the spare.
            #expect(server.connections <= 2)
        }
    }

    @Test("while a body flows, a spare waits for the next request")
    func keepsASpare() async throws {
        let server = try await LoopbackServer { head, connection in
            guard head.contains("/film") else { return connection.say(httpText(body: "x")) }
            connection.say(httpText(body: "x", length: 1_000_000))
        }
        try await ClientTransportTests.withTransport { transport in
            let film = RecordingReceiver()
            let body = transport.open(
                ClientTransportTests.request(server.address + "/film", idle: .seconds(60)), for: film)
            try #require(await film.part())
            await server.connection()
            await server.connection()
            #expect(server.heads.count == 1)
            for _ in 0..<5 {
                #expect(await ConnectionTests.outcome(transport, server.address) == .success(1))
            }
            // The film's, the one that the others share, and the spare beside it.
            #expect(server.connections <= 3)
            body.cancel()
            #expect(await film.end() == .failure(.cancelled))
        }
    }

    @Test func aServerThatWantsToCloseIsNotAskedOnThatConnection() async throws {
        let server = try await LoopbackServer.answering(httpText(200, ["Connection: close"], body: "x"))
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<3 {
                #expect(await ConnectionTests.outcome(transport, server.address) == .success(1))
            }
            #expect(server.connections >= 3)
        }
    }

    @Test(
        "a request on a connection that was closed meanwhile goes out once more", arguments: ["GET", "HEAD"])
    func repeats(method: String) async throws {
        let requests = Counter()
        let server = try await LoopbackServer { _, connection in
            if requests.add() == 2 { return connection.hangUp() }
            connection.say("HTTP/1.1 204 No Content\r\n\r\n")
        }
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<2 {
                let outcome = await ConnectionTests.outcome(transport, server.address, method: method)
                #expect(outcome == .success(0))
            }
            #expect(server.heads.count == 3)
        }
    }

    @Test func aRequestGoesOutTwiceAtMost() async throws {
        let requests = Counter()
        let server = try await LoopbackServer { _, connection in
            if requests.add() > 1 { return connection.hangUp() }
            connection.say("HTTP/1.1 204 No Content\r\n\r\n")
        }
        try await ClientTransportTests.withTransport { transport in
            #expect(await ConnectionTests.outcome(transport, server.address) == .success(0))
            #expect(
                await ConnectionTests.outcome(transport, server.address)
                    == .failure(.cut("the connection ended without an answer")))
            #expect(server.heads.count == 3)
        }
    }

    @Test("what may not be said twice, or was answered in part, is not said again")
    func doesNotRepeat() async throws {
        let server = try await LoopbackServer { head, connection in
            if head.contains("/part") { connection.say("HTTP/1.1 20") }
            if head.contains("/bad") { return connection.hangUp() }
            connection.say("HTTP/1.1 204 No Content\r\n\r\n")
        }
        try await ClientTransportTests.withTransport { transport in
            for (method, path) in [("POST", "/bad"), ("GET", "/part/bad")] {
                #expect(await ConnectionTests.outcome(transport, server.address) == .success(0))
                let address = server.address + path
                let outcome = await ConnectionTests.outcome(transport, address, method: method)
                guard case .failure(.cut)? = outcome else {
                    Issue.record("\(path): \(String(describing: outcome))")
                    continue
                }
            }
            #expect(server.heads.count == 4)
        }
    }

    @Test("the rest of a short answer is taken, and its connection used again")
    func drains() async throws {
        let server = try await LoopbackServer.answering(
            httpText(body: String(repeating: "x", count: 300_000)))
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<10 {
                let receiver = RecordingReceiver { _ in .stop }
                let outcome = await ConnectionTests.outcome(transport, server.address, receiver)
                #expect(outcome == .failure(.cancelled))
            }
            #expect(await ConnectionTests.outcome(transport, server.address) == .success(300_000))
            // Those that are drained are not waited for, so that a few more may be opened.
            #expect(server.connections < 10)
        }
    }

    @Test("a connection lost during a pause is not given to those who wait for one")
    func givesNoDeadConnectionOn() async throws {
        let server = try await LoopbackServer { head, connection in
            guard head.contains("/lies") else { return connection.say(httpText(body: "x")) }
            // More than announced: the end of the answer and the end of the connection come in one piece.
            connection.say(httpText(body: "abc") + "more")
            connection.hangUp()
        }
        try await ClientTransportTests.withTransport { transport in
            for _ in 0..<5 {
                let lies = RecordingReceiver { _ in .pause }
                let body = transport.open(ClientTransportTests.request(server.address + "/lies"), for: lies)
                try #require(await lies.part())
                // More than there are connections by the time that the answer is let go on.
                let others = (0..<64).map { _ in RecordingReceiver() }
                for other in others {
                    _ = transport.open(ClientTransportTests.request(server.address), for: other)
                }
                body.resume()
                #expect(await lies.end() == .success(3))
                for other in others { #expect(await other.end() == .success(1)) }
            }
        }
    }

    @Test func manyRequestsAtOnceAllEnd() async throws {
        let server = try await LoopbackServer.answering(httpText(body: String(repeating: "x", count: 5_000)))
        try await ClientTransportTests.withTransport { transport in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        #expect(await ConnectionTests.outcome(transport, server.address) == .success(5_000))
                    }
                }
            }
        }
    }
}
