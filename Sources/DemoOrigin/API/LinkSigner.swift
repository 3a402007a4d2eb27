internal import Crypto
internal import Foundation

/// Signs the addresses of media files, and checks them.
struct LinkSigner: Sendable {
    let life: Duration
    let external: SecureLinkCDN?
    /// New in each run: a link of an earlier run is refused.
    private let key = SymmetricKey(size: .bits256)
    private let revoked = RevokedLinks()

    init(life: Duration, external: SecureLinkCDN?) {
        self.life = life
        self.external = external
    }

    /// Returns the address of a file on the CDN, good for ``life``.
    ///
    /// The second in which a link ends is rounded up: it lives for at least its life.
    func link(to path: String, on base: String, at now: Date) -> String {
        var expires = Int(now.addingTimeInterval(life / .seconds(1)).timeIntervalSince1970.rounded(.up))
        // The next link must be another one, even within the same second.
        while revoked.contains(path, expires) { expires += 1 }
        if let external { return external.link(to: path, expires: expires) }
        return base + path.percentEncodedPath
            + "?expires=\(expires)&signature=\(signature(of: path, expires))"
    }

    /// Whether a request for `path` comes with a signature of this run that has not ended.
    func accepts(_ path: String, parameters: FormFields, at now: Date) -> Bool {
        guard let signature = parameters["signature"], let expires = parameters["expires"].flatMap(Int.init),
            signature == self.signature(of: path, expires), !revoked.contains(path, expires)
        else { return false }
        return now.timeIntervalSince1970 <= Double(expires)
    }

    /// Ends the life of the link that a request came with.
    func revoke(_ path: String, parameters: FormFields) {
        if let expires = parameters["expires"].flatMap(Int.init) { revoked.insert(path, expires) }
    }

    private func signature(of path: String, _ expires: Int) -> String {
        HMAC<SHA256>.authenticationCode(for: Array("\(path)\n\(expires)".utf8), using: key).hexadecimal
    }
}

/// A CDN of its own whose links nginx checks with its `secure_link` module.
///
/// Its configuration: `secure_link $arg_md5,$arg_expires;` and
/// `secure_link_md5 "$secure_link_expires$uri SECRET";`. What it serves is written by
/// ``DemoLibrary/write(mediaTo:)``. Only `/media/…` and the master playlists are signed: `/hls/…` must be
/// readable without, for the variants and segments that playlists name.
public struct SecureLinkCDN: Sendable, Hashable {
    /// Such as `http://127.0.0.1:8081`, without a slash at the end.
    public var base: String
    public var secret: String

    public init(base: String, secret: String) {
        self.base = base
        self.secret = secret
    }

    /// Returns the signed address of a path.
    ///
    /// - Parameters:
    ///   - path: not percent-encoded, as nginx sees it in `$uri`.
    ///   - expires: seconds since 1970.
    /// - Returns: an address with `md5` and `expires` in its query.
    public func link(to path: String, expires: Int) -> String {
        let digest = Insecure.MD5.hash(data: Array("\(expires)\(path) \(secret)".utf8))
        let text = Data(digest).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return base + path.percentEncodedPath + "?md5=\(text)&expires=\(expires)"
    }
}

extension String {
    /// The path with everything escaped that has no place in one.
    var percentEncodedPath: String {
        addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? self
    }
}
