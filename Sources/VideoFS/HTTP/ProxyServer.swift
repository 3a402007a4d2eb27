/// A proxy through which requests go.
struct ProxyServer: Hashable, Sendable {
    var kind: Kind
    var host: String
    var port: Int
    /// User name and password, where the proxy asks for them.
    var credentials: Credentials?

    enum Kind: Hashable, Sendable {
        /// A tunnel is asked for with CONNECT, where the library speaks to it for plain http too.
        case http
        case socks
    }

    struct Credentials: Hashable, Sendable {
        var user: String
        var password: Secret
    }

    /// Reads a proxy as `curl` and its relatives write it: `[scheme://][user:password@]host[:port][/]`.
    ///
    /// - Throws: ``TransportSetupError/proxyUnusable(_:)``, without the text: it may hold a password.
    init(_ text: String) throws(TransportSetupError) {
        var rest = Substring(text)
        var defaultPort = 80
        kind = .http
        if let separator = rest.firstRange(of: "://") {
            switch rest[..<separator.lowerBound].lowercased() {
            case "http": break
            case "socks5", "socks5h", "socks": (kind, defaultPort) = (.socks, 1080)
            default: throw .proxyUnusable("its address must start with http:// or socks5://")
            }
            rest = rest[separator.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            credentials = Credentials(
                user: PercentEncoding.decode(parts[0]),
                password: Secret(parts.count > 1 ? PercentEncoding.decode(parts[1]) : ""))
            rest = rest[rest.index(after: at)...]
        }
        guard kind == .http || credentials == nil else {
            throw .proxyUnusable("a SOCKS proxy with a password is not supported")
        }
        do {
            let address = try WebAddress("http://" + rest)
            host = address.host.text
            // WebAddress cannot tell an absent port from 80, which is what an http proxy without one means.
            port = rest.hasSuffix(":\(address.port)") ? address.port : defaultPort
        } catch { throw .proxyUnusable("\(error)") }
    }
}

/// Why the way to the network could not be set up: a wrong setting.
enum TransportSetupError: Error, Hashable, CustomStringConvertible {
    case certificateUnreadable(path: String)
    case proxyUnusable(String)

    var description: String {
        switch self {
        case .certificateUnreadable(let path):
            "The certificates in \(path) (setting ca-certificate) cannot be read; it must be a PEM file."
        case .proxyUnusable(let reason):
            "The proxy (setting proxy, or https_proxy in the environment) cannot be used: \(reason)."
        }
    }
}
