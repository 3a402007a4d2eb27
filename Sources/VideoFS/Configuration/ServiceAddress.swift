internal import Foundation

/// The rules for an address that somebody sets.
enum ServiceAddress {
    /// Checks the base address of a service.
    ///
    /// - Returns: the address without a slash at its end.
    /// - Throws: ``ConfigurationError/invalidSecretValue(place:expected:)`` unless it is `https` or `http`
    ///   with a host and a path at most (a user part would be a secret in a place where none is expected,
    ///   so the text is not repeated); ``ConfigurationError/insecureAddress(place:host:)`` for `http` to
    ///   anything but this machine.
    static func base(
        _ value: SettingValue, allowingInsecure: Bool
    ) throws(ConfigurationError) -> String {
        guard let parts = URLComponents(string: value.text), let host = parts.host, !host.isEmpty,
            let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else {
            let expected = "an address like https://api.example.com, without user, query or fragment"
            throw .invalidSecretValue(place: value.place, expected: expected)
        }
        guard scheme == "https" || allowingInsecure || isLoopback(host) else {
            throw .insecureAddress(place: value.place, host: host)
        }
        return value.text.trimmingSuffix { $0 == "/" }
    }

    /// Checks the address of a proxy, which may carry a user and a password.
    ///
    /// - Returns: the address with its scheme, `http` where it had none, as curl reads it.
    /// - Throws: ``ConfigurationError/invalidSecretValue(place:expected:)``.
    static func proxy(_ text: String, place: String) throws(ConfigurationError) -> Secret {
        let address = text.contains("://") ? text : "http://" + text
        guard let parts = URLComponents(string: address), parts.host?.isEmpty == false,
            let scheme = parts.scheme?.lowercased(), ["http", "https", "socks5"].contains(scheme)
        else {
            throw .invalidSecretValue(place: place, expected: "a proxy like http://proxy.example.com:3128")
        }
        return Secret(address)
    }

    /// Whether a host can only be this machine: a name that the resolver must keep here (RFC 6761,
    /// section 6.3), 127.0.0.0/8 or ::1. Anything that merely starts so, as `127.0.0.1.example.com`, is not.
    static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased().trimmingSuffix { $0 == "." }
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        if ["[::1]", "::1"].contains(name) { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { UInt8($0) != nil && !$0.hasPrefix("+") }
    }
}
