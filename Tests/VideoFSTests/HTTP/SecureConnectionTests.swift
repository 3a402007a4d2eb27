import NIOCore
import Testing

@testable import VideoFS

/// TLS and proxies on connections of our own.
@Suite(.timeLimit(.minutes(1)))
struct SecureConnectionTests {
    private func outcome(
        of address: String, proxy: String? = nil, trusting path: String? = nil
    ) async throws -> Result<Int, HTTPError>? {
        let transport = try ClientTransport(proxy: proxy, caCertificate: path, environment: [:])
        let receiver = RecordingReceiver()
        _ = transport.open(ClientTransportTests.request(address), for: receiver)
        let outcome = await receiver.end()
        await transport.shutdown()
        #expect(receiver.ends == 1)
        return outcome
    }

    @Test func aTrustedCertificateIsEnough() async throws {
        let server = try await LoopbackServer(tls: TestCertificate.server) { _, connection in
            connection.say(httpText(body: String(repeating: "x", count: 1_000_000)))
        }
        try await TestCertificate.withFile { path in
            let outcome = try await outcome(of: "https://localhost:\(server.port)/", trusting: path)
            #expect(outcome == .success(1_000_000))
        }
    }

    @Test func oneConnectionIsAgreedOnForManyRequests() async throws {
        let server = try await LoopbackServer(tls: TestCertificate.server) { _, connection in
            connection.say(httpText(body: "x"))
        }
        try await TestCertificate.withFile { path in
            let transport = try ClientTransport(caCertificate: path, environment: [:])
            let address = "https://localhost:\(server.port)/"
            transport.prepare(for: SignedAddress(address))
            for _ in 0..<10 { #expect(await ConnectionTests.outcome(transport, address) == .success(1)) }
            #expect(server.connections <= 2)
            await transport.shutdown()
        }
    }

    @Test func aCertificateOfNobodyKnownIsRefused() async throws {
        let server = try await LoopbackServer(tls: TestCertificate.server) { _, connection in
            connection.say(httpText())
        }
        let outcome = try await outcome(of: "https://localhost:\(server.port)/")
        #expect(
            outcome
                == .failure(
                    .unreachable(
                        "its certificate is not trusted (setting ca-certificate names further authorities)")))
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        let server = try await LoopbackServer(tls: TestCertificate.server) { _, connection in
            connection.say(httpText())
        }
        try await TestCertificate.withFile { path in
            let outcome = try await outcome(of: "https://127.0.0.1:\(server.port)/", trusting: path)
            #expect(outcome == .failure(.unreachable("its certificate is for another name")))
        }
    }

    @Test("plain http is asked of a proxy by its whole address")
    func asksAProxy() async throws {
        let proxy = try await LoopbackServer.answering(httpText(206, body: "abc"))
        let address = "http://user:pass%20word@127.0.0.1:\(proxy.port)"
        #expect(try await outcome(of: "http://films.example/a%2Fb?c=d", proxy: address) == .success(3))
        let head = try #require(proxy.heads.first)
        #expect(head.hasPrefix("GET http://films.example/a%2Fb?c=d HTTP/1.1\r\n"))
        #expect(head.contains("\r\nHost: films.example\r\n"))
        // user:pass word
        #expect(head.contains("\r\nProxy-Authorization: Basic dXNlcjpwYXNzIHdvcmQ="))
    }

    @Test("a proxy's refusal is told as such", arguments: ["http", "https"])
    func proxyRefuses(scheme: String) async throws {
        let proxy = try await LoopbackServer.answering(httpText(407))
        let outcome = try await outcome(
            of: "\(scheme)://films.example/", proxy: "http://127.0.0.1:\(proxy.port)")
        #expect(outcome == .failure(.unreachable("the proxy asks for a user name and password")))
    }

    @Test(
        "what is no tunnel is refused",
        arguments: [httpText(502), "SSH-2.0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nearly", "HTTP/1.1\r\n\r\n"])
    func noTunnel(answer: String) async throws {
        let proxy = try await LoopbackServer.answering(answer)
        let outcome = try await outcome(
            of: "https://films.example/", proxy: "http://127.0.0.1:\(proxy.port)")
        #expect(outcome == .failure(.unreachable("the proxy refuses the connection")))
    }

    @Test func aTunnelLeadsToTheServersTLS() async throws {
        let server = try await LoopbackServer(tls: TestCertificate.server) { head, connection in
            connection.say(httpText(body: "secret"))
        }
        let proxy = try await TunnelServer(to: server.port)
        try await TestCertificate.withFile { path in
            let outcome = try await outcome(
                of: "https://films.test/", proxy: "http://127.0.0.1:\(proxy.port)", trusting: path)
            #expect(outcome == .success(6))
        }
        #expect(proxy.questions.value >= 1)
        try await proxy.stop()
    }
}
