internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// The way out: whole answers over AsyncHTTPClient, bodies that flow over ``Connections`` of our own.
///
/// A way that those do not know, a SOCKS proxy, is the library's for bodies too; then its delegate interface
/// is used and never its asynchronous body sequence, which costs three to four times the CPU.
final class ClientTransport: HTTPTransport {
    private let rules: ProxyRules
    /// The library knows one proxy per client, so there is one client for each way out. The one without
    /// a proxy is always there.
    private let clients: [ProxyServer?: HTTPClient]
    private let direct: HTTPClient
    private let connections: Connections
    private let trust: Trust
    private let userAgent: String

    /// - Parameters:
    ///   - proxy: the proxy for everything; `nil` leaves it to the environment.
    ///   - caCertificate: path of a PEM file with authorities to trust beside the system's.
    ///   - version: of this program, for the `User-Agent` header.
    ///   - environment: where `https_proxy`, `http_proxy` and `no_proxy` are looked up.
    /// - Throws: ``TransportSetupError``.
    init(
        proxy: String? = nil, caCertificate: String? = nil, version: String = "dev",
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(TransportSetupError) {
        rules = try ProxyRules(setting: proxy, environment: environment)
        userAgent = "vidfs/\(version)"
        var configuration = Self.configuration
        trust = try Trust(caCertificate: caCertificate)
        configuration.tlsConfiguration = trust.configuration
        connections = Connections(trusting: trust)
        direct = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var clients: [ProxyServer?: HTTPClient] = [nil: direct]
        for server in rules.servers {
            configuration.proxy = HTTPClient.Configuration.Proxy(server)
            clients[server] = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        }
        self.clients = clients
    }

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        // One HTTP/2 connection would share one small window among all streams of a host.
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.idleTimeout = .seconds(60)
        // Streams that pause keep their connections: with fewer than there are readers, one would wait for
        // another that waits for nobody.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 512
        // A refused connection is news for the retry policy above, not something to sit on for 10 s.
        configuration.connectionPool.retryConnectionEstablishment = false
        // The library's 64 KiB halve the throughput of plain http.
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.setOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 16_384, maximum: 262_144))
        }
        return configuration
    }

    /// A forgotten ``shutdown()`` leaves open sockets, and is a crash in debug builds of the library.
    deinit {
        for client in clients.values { _ = client.shutdown() as EventLoopFuture<Void> }
    }

    /// Lets go of all connections; requests under way end as cancelled. Later requests fail at once.
    func shutdown() async {
        await connections.shutDown()
        for client in clients.values {
            // Its only error is a second shutdown, which changes nothing.
            try? await client.shutdown()
        }
    }

    func answer(
        to request: HTTPRequest, bodyLimit: Int, deadline: Duration
    ) async throws(HTTPError) -> HTTPAnswer {
        // A service that speaks https has links to https, and the first film should not wait for it.
        if request.address.secret.hasPrefix("https:") { trust.prepare() }
        let collector = AnswerCollector(limit: bodyLimit)
        let body = open(request, for: collector, deadline: deadline)
        let result: Result<HTTPAnswer, HTTPError> = await withTaskCancellationHandler {
            do throws(HTTPError) { return .success(try await collector.answer()) } catch {
                return .failure(error)
            }
        } onCancel: {
            body.cancel()
        }
        return try result.get()
    }

    func open(_ request: HTTPRequest, for receiver: any BodyReceiver) -> any RunningBody {
        guard let address = try? WebAddress(request.address.secret) else {
            return open(request, for: receiver, deadline: nil)
        }
        let proxy = rules.proxy(for: address)
        guard proxy?.kind != .socks else { return open(request, for: receiver, deadline: nil) }
        return connections.open(request, to: address, through: proxy, userAgent: userAgent, for: receiver)
    }

    func prepare(for address: SignedAddress) {
        guard let address = try? WebAddress(address.secret) else { return }
        let proxy = rules.proxy(for: address)
        if proxy?.kind != .socks { connections.prepare(for: address, through: proxy) }
    }

    func withdraw(for address: SignedAddress) {
        guard let address = try? WebAddress(address.secret) else { return }
        let proxy = rules.proxy(for: address)
        if proxy?.kind != .socks { connections.withdraw(for: address, through: proxy) }
    }

    private func open(
        _ request: HTTPRequest, for receiver: any BodyReceiver, deadline: Duration?
    ) -> any RunningBody {
        let body = ClientBody(
            for: receiver, on: direct.eventLoopGroup.any(), idleTimeout: request.idleTimeout)
        do throws(HTTPError) {
            let address = try WebAddress(request.address.secret)
            let client = clients[rules.proxy(for: address)] ?? direct
            body.start(try libraryRequest(request, to: address), on: client, deadline: deadline)
        } catch {
            body.refuse(error)
        }
        return body
    }

    private func libraryRequest(
        _ request: HTTPRequest, to address: WebAddress
    ) throws(HTTPError) -> HTTPClient.Request {
        var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        // Bytes of a film must arrive as they are, and nothing else is large enough to gain from packing.
        if !headers.contains(name: "Accept-Encoding") {
            headers.add(name: "Accept-Encoding", value: "identity")
        }
        if !headers.contains(name: "User-Agent") { headers.add(name: "User-Agent", value: userAgent) }
        do {
            return try HTTPClient.Request(
                url: address.text, method: HTTPMethod(rawValue: request.method), headers: headers,
                body: request.body.map { .bytes($0) })
        } catch { throw HTTPError(error, answered: false) }
    }
}

extension HTTPClient.Configuration.Proxy {
    fileprivate init(_ server: ProxyServer) {
        self =
            switch server.kind {
            case .socks: .socksServer(host: server.host, port: server.port)
            case .http:
                .server(
                    host: server.host, port: server.port,
                    authorization: server.credentials.map {
                        .basic(username: $0.user, password: $0.password.value)
                    })
            }
    }
}
