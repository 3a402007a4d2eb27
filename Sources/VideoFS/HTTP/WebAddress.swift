/// An absolute `http` or `https` address, taken apart strictly.
///
/// Everything that two readers could understand differently is refused: a user part, a backslash, control
/// characters, an unusual number for a host. What this type accepts is sent as ``text``.
struct WebAddress: Hashable, Sendable {
    let scheme: Scheme
    let host: Host
    let port: Int
    /// Percent-encoded; starts with `/`, keeps the query, drops the fragment.
    let target: String

    enum Scheme: String, Sendable {
        case http
        case https
    }

    /// - Throws: ``HTTPError/addressRefused(_:)`` with the reason; the address is not in it.
    init(_ text: some StringProtocol) throws(HTTPError) {
        guard text.utf8.count <= Self.longest else { throw .addressRefused("an address that is too long") }
        guard text.utf8.allSatisfy({ $0 > 0x1f && $0 != 0x7f && $0 != UInt8(ascii: "\\") }) else {
            throw .addressRefused("an address with control characters or backslashes")
        }
        guard let separator = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
        else { throw .addressRefused("an address that is neither http nor https") }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { throw .addressRefused("an address with a user name in it") }
        let (host, port) = Self.split(authority)
        self.scheme = scheme
        self.host = try Host(host)
        switch port {
        case nil: self.port = scheme.port
        case let port?:
            guard port.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
                let number = UInt16(port), number > 0
            else { throw .addressRefused("an address with an invalid port") }
            self.port = Int(number)
        }
        let target = rest[authority.endIndex...].prefix { $0 != "#" }
        self.target = Self.encoded(target.hasPrefix("/") ? String(target) : "/" + target)
    }

    /// 16 KiB: longer than any signed address seen (2 KiB), and than servers accept (8 KiB).
    private static let longest = 16_384

    private static func split(_ authority: some StringProtocol) -> (host: String, port: String?) {
        let afterBrackets = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : authority.startIndex
        guard let start = afterBrackets, let colon = authority[start...].firstIndex(of: ":") else {
            return (String(authority), nil)
        }
        return (String(authority[..<colon]), String(authority[authority.index(after: colon)...]))
    }

    var origin: Origin { Origin(scheme: scheme, host: host.text, port: port) }

    /// The address to send, complete and in one form.
    var text: String { originText + target }

    /// Scheme, host and port, as text.
    var originText: String {
        let host = host.isIPv6 ? "[\(host.text)]" : host.text
        return "\(scheme.rawValue)://\(host)\(port == scheme.port ? "" : ":\(port)")"
    }

    /// The target without its query.
    var path: Substring { target.prefix { $0 != "?" } }

    /// Understands an address relative to this one (RFC 3986, section 5.2, less dot segments, which no
    /// server sends and the receiving one takes apart itself).
    func resolve(_ reference: String) throws(HTTPError) -> WebAddress {
        if reference.hasPrefix("//") { return try WebAddress("\(scheme.rawValue):\(reference)") }
        if reference.hasPrefix("/") { return try WebAddress(originText + reference) }
        if reference.hasPrefix("?") { return try WebAddress(originText + path + reference) }
        let start = reference.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if start.contains(":") { return try WebAddress(reference) }
        let directory = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return try WebAddress(originText + directory + reference)
    }
}

extension WebAddress {
    /// Where a credential may travel: nothing of it may differ (RFC 6454).
    struct Origin: Hashable, Sendable {
        let scheme: Scheme
        let host: String
        let port: Int
    }

    /// Encodes what may not stand in an address, and leaves every other byte alone: signatures are made
    /// over the text as the service wrote it.
    ///
    /// Nothing invalid may be left over: the HTTP library's own reader, once it finds something to mend,
    /// encodes the whole text anew, so that `%2B` becomes `%252B`.
    private static func encoded(_ target: String) -> String {
        var bytes: [UInt8] = []
        let source = Array(target.utf8)
        for (position, byte) in source.enumerated() {
            let isStray =
                byte == UInt8(ascii: "%")
                && PercentEncoding.value(source.dropFirst(position + 1).prefix(2)) == nil
            if byte >= 0x80 || isStray || invalid.contains(byte) {
                bytes += [
                    UInt8(ascii: "%"), PercentEncoding.digit(byte >> 4), PercentEncoding.digit(byte & 15),
                ]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Characters outside of RFC 3986, section 3.3 and 3.4.
    private static let invalid = Set(" \"<>[]^`{|}".utf8)
}

extension WebAddress.Scheme {
    /// The port where none is written.
    var port: Int {
        switch self {
        case .http: 80
        case .https: 443
        }
    }
}
