/// Which requests go through a proxy: the setting, else the environment as `curl` reads it.
struct ProxyRules: Sendable {
    /// For addresses with https, and with http.
    private let https: ProxyServer?
    private let http: ProxyServer?
    private let exceptions: [String]

    /// - Parameters:
    ///   - setting: the proxy for everything; `nil` or empty leaves it to the environment.
    ///   - environment: the process's environment.
    /// - Throws: ``TransportSetupError/proxyUnusable(_:)``.
    init(setting: String?, environment: [String: String]) throws(TransportSetupError) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let setting = setting.flatMap { $0.isEmpty ? nil : $0 }
        let everything = setting ?? value("all_proxy", "ALL_PROXY")
        // HTTP_PROXY in capitals is not read: a web server sets it from a request's Proxy header.
        https = try Self.server(setting ?? value("https_proxy", "HTTPS_PROXY") ?? everything)
        http = try Self.server(setting ?? value("http_proxy") ?? everything)
        exceptions = (value("no_proxy", "NO_PROXY") ?? "")
            .split { $0 == "," || $0 == " " }
            .map { $0.lowercased() }
    }

    private static func server(_ text: String?) throws(TransportSetupError) -> ProxyServer? {
        guard let text else { return nil }
        return try ProxyServer(text)
    }

    /// Every proxy that ``proxy(for:)`` can answer with.
    var servers: Set<ProxyServer> { Set([https, http].compactMap(\.self)) }

    /// - Returns: `nil` for a direct connection.
    func proxy(for address: WebAddress) -> ProxyServer? {
        // A proxy's loopback is not ours.
        guard address.host.reach != .loopback, !exceptions.contains(where: { Self.matches($0, address) })
        else { return nil }
        return address.scheme == .https ? https : http
    }

    /// `*`, a name with everything below it, an address, a network (`10.0.0.0/8`), each with a port or not.
    private static func matches(_ exception: String, _ address: WebAddress) -> Bool {
        if exception == "*" { return true }
        let host = address.host.text
        if let slash = exception.firstIndex(of: "/") {
            return isIn(
                network: exception[..<slash], length: exception[exception.index(after: slash)...], host)
        }
        var name = Substring(exception)
        if name.hasPrefix("["), let end = name.lastIndex(of: "]") {
            name = name[name.index(after: name.startIndex)..<end]
        } else if name.filter({ $0 == ":" }).count == 1, let colon = name.firstIndex(of: ":") {
            guard name[name.index(after: colon)...] == String(address.port) else { return false }
            name = name[..<colon]
        }
        if name.hasPrefix("*.") { name = name.dropFirst(1) }
        if name.hasPrefix(".") { name = name.dropFirst(1) }
        return !name.isEmpty && (host == name || host.hasSuffix("." + name))
    }

    private static func isIn(network: Substring, length: Substring, _ host: String) -> Bool {
        guard let length = UInt32(length), length <= 32,
            let network = IPv4.number(of: network.split(separator: ".", omittingEmptySubsequences: false)),
            let number = IPv4.number(of: host.split(separator: ".", omittingEmptySubsequences: false))
        else { return false }
        return length == 0 || network >> (32 - length) == number >> (32 - length)
    }
}
