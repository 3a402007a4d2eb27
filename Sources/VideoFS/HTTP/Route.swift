internal import NIOCore
internal import NIOHTTP1

/// Where a connection leads, and which way: connections of one route are interchangeable.
struct Route: Hashable, Sendable {
    let scheme: WebAddress.Scheme
    /// As in ``Host/text``.
    let host: String
    let port: Int
    /// An HTTP proxy; the other kind is left to the library.
    let proxy: ProxyServer?

    init(to address: WebAddress, through proxy: ProxyServer?) {
        scheme = address.scheme
        host = address.host.text
        port = address.port
        self.proxy = proxy
    }

    /// Where the socket goes.
    var peer: (host: String, port: Int) {
        proxy.map { ($0.host, $0.port) } ?? (host, port)
    }

    /// The name for SNI, which an address literal is not (RFC 6066, section 3); the certificate is then
    /// held against the peer's address.
    var serverName: String? {
        (try? SocketAddress(ipAddress: host, port: port)) == nil ? host : nil
    }

    /// Whether the proxy passes bytes on instead of requests (RFC 9110, section 9.3.6).
    var needsTunnel: Bool { proxy != nil && scheme == .https }

    /// Whether the proxy reads the requests: plain http is asked for in absolute form (RFC 9112, section
    /// 3.2.2).
    var asksProxy: Bool { proxy != nil && scheme == .http }

    /// The value of `Host`, and the target of a tunnel where the port is always written.
    func authority(withPort: Bool) -> String {
        let name = host.contains(":") ? "[\(host)]" : host
        return withPort || port != scheme.port ? "\(name):\(port)" : name
    }
}

extension HTTPRequestHead {
    /// A request as it goes out on a connection of that route.
    init(_ request: HTTPRequest, to address: WebAddress, by route: Route, userAgent: String) {
        var headers = HTTPHeaders([("Host", route.authority(withPort: false))])
        for header in request.headers { headers.add(name: header.name, value: header.value) }
        // Bytes of a film must arrive as they are, and nothing else is large enough to gain from packing.
        if !headers.contains(name: "Accept-Encoding") {
            headers.add(name: "Accept-Encoding", value: "identity")
        }
        if !headers.contains(name: "User-Agent") { headers.add(name: "User-Agent", value: userAgent) }
        // RFC 9110, section 8.6: also where nothing is sent by a method that sends something.
        if request.body != nil || ["POST", "PUT", "PATCH"].contains(request.method) {
            headers.replaceOrAdd(name: "Content-Length", value: String(request.body?.count ?? 0))
        }
        if route.asksProxy, let credentials = route.proxy?.credentials {
            headers.add(name: "Proxy-Authorization", value: credentials.basic)
        }
        self.init(
            version: .http1_1, method: HTTPMethod(rawValue: request.method),
            uri: route.asksProxy ? address.text : address.target, headers: headers)
    }
}
