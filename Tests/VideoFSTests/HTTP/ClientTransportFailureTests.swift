import Testing

@testable import VideoFS

@Suite(.timeLimit(.minutes(1)))
struct ClientTransportFailureTests {
    private func failure(
        of address: String, proxy: String? = nil, idle: Duration = .seconds(10)
    ) async throws -> HTTPError? {
        let receiver = RecordingReceiver()
        var outcome: Result<Int, HTTPError>?
        try await ClientTransportTests.withTransport(proxy: proxy) { transport in
            _ = transport.open(ClientTransportTests.request(address, idle: idle), for: receiver)
            outcome = await receiver.end()
        }
        #expect(receiver.ends == 1)
        #expect(receiver.afterEnd == 0)
        guard case .failure(let error)? = outcome else { return nil }
        return error
    }

    @Test func aBodyThatEndsEarlyIsCut() async throws {
        let server = try await LoopbackServer { _, connection in
            connection.say(httpText(body: "short", length: 100))
            connection.hangUp()
        }
        let error = try await failure(of: server.address)
        guard case .cut? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aConnectionClosedWithoutAnAnswerIsCut() async throws {
        let server = try await LoopbackServer { _, connection in connection.hangUp() }
        #expect(try await failure(of: server.address) == .cut("the connection ended without an answer"))
    }

    @Test func whatIsNotHTTPIsCut() async throws {
        let server = try await LoopbackServer.answering("SSH-2.0-server\r\n\r\n")
        #expect(
            try await failure(of: server.address) == .cut("the answer is not valid HTTP, or ends too early"))
    }

    @Test("silence ends by the idle time, before and after the head")
    func timesOut() async throws {
        let silent = try await LoopbackServer { _, _ in }
        #expect(try await failure(of: silent.address, idle: .milliseconds(50)) == .timedOut)
        let stalling = try await LoopbackServer.answering(httpText(body: "x", length: 100))
        #expect(try await failure(of: stalling.address, idle: .milliseconds(50)) == .timedOut)
    }

    @Test func aRefusedConnectionIsUnreachableAtOnce() async throws {
        let server = try await LoopbackServer.answering("")
        try await server.stop()
        #expect(try await failure(of: server.address) == .unreachable("the connection was refused"))
    }

    @Test func aPortWithoutTLSIsUnreachableByHTTPS() async throws {
        let server = try await TalkingServer()
        let error = try await failure(of: "https://127.0.0.1:\(server.port)/")
        #expect(error == .unreachable("it does not speak TLS at that port"))
        try await server.stop()
    }

    @Test(
        "an address that cannot be asked is refused",
        arguments: [
            "ftp://127.0.0.1/", "http://", "http://user:word@127.0.0.1/", "http://0x7f.1/", "nonsense",
        ])
    func refuses(address: String) async throws {
        let error = try await failure(of: address)
        guard case .addressRefused(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.contains("word"))
    }

    @Test("a proxy is asked for a tunnel, and its refusal is told")
    func goesThroughAProxy() async throws {
        let proxy = try await LoopbackServer.answering(httpText(407))
        let address = "http://user:pass%20word@127.0.0.1:\(proxy.port)"
        let error = try await failure(of: "https://films.example/a", proxy: address)
        #expect(error == .unreachable("the proxy asks for a user name and password"))
        let head = try #require(proxy.heads.first)
        #expect(head.hasPrefix("CONNECT films.example:443 HTTP/1.1"))
        // user:pass word
        #expect(head.contains("dXNlcjpwYXNzIHdvcmQ="))
    }

    @Test func loopbackNeverGoesThroughAProxy() async throws {
        let server = try await LoopbackServer.answering(httpText(body: "direct"))
        let proxy = "http://127.0.0.1:1"
        try await ClientTransportTests.withTransport(proxy: proxy) { transport in
            let answer = try await ClientTransportTests.answer(transport, server.address)
            #expect(answer.body == Array("direct".utf8))
        }
    }

    @Test func afterShutdownARequestEndsAtOnce() async throws {
        let server = try await LoopbackServer.answering(httpText())
        let transport = try ClientTransport(environment: [:])
        await transport.shutdown()
        let receiver = RecordingReceiver()
        _ = transport.open(ClientTransportTests.request(server.address), for: receiver)
        #expect(await receiver.end() == .failure(.cancelled))
        #expect(receiver.ends == 1)
    }

    @Test func aCertificateFileThatCannotBeReadIsNamed() {
        #expect(throws: TransportSetupError.certificateUnreadable(path: "/nonexistent/ca.pem")) {
            try ClientTransport(caCertificate: "/nonexistent/ca.pem", environment: [:])
        }
    }
}
