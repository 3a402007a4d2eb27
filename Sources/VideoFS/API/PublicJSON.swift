/// A service's document made fit to be read by anybody: its own words, less all that grants access.
enum PublicJSON {
    static func clean(_ json: JSON) -> JSON {
        switch json {
        case .null, .bool, .number: json
        case .string(let text): .string(clean(text))
        case .array(let elements): .array(elements.map(clean))
        case .object(let members):
            .object(members.filter { !isSecret($0.key) || $0.value.isPlain }.mapValues(clean))
        }
    }

    /// Cuts every address in a text that carries a signature, also inside of other text (an embed code).
    private static func clean(_ text: String) -> String {
        guard text.contains("//") else { return text }
        var result = ""
        var rest = text[...]
        while let slashes = rest.firstRange(of: "//") {
            result += rest[..<slashes.upperBound]
            let address = rest[slashes.upperBound...].prefix { !endsAddress($0) }
            result += clean(address: address)
            rest = rest[address.endIndex...]
        }
        return result + rest
    }

    /// Cuts the signature of an address that is relative to nobody knows what: `/film.mp4?token=…`. Only for what
    /// is known to be an address; other texts have question marks too.
    static func clean(relative address: String) -> String {
        guard !address.contains("//") else { return clean(address) }
        return String(clean(address: Substring("/" + address)).dropFirst())
    }

    private static func endsAddress(_ character: Character) -> Bool {
        character.isWhitespace || "\"'<>\\`".contains(character)
    }

    /// Takes what follows `//`.
    private static func clean(address: Substring) -> String {
        let authority = address.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let rest = address[authority.endIndex...]
        let path = rest.prefix { $0 != "?" && $0 != "#" }
        let tail = rest[path.endIndex...]
        // Some networks sign in the path: /exp=…~hmac=…/film.mp4
        guard !path.split(whereSeparator: { "/~;,".contains($0) }).contains(where: isSigned) else {
            return host + "/"
        }
        let parameters = tail.split(whereSeparator: { "?&#;~".contains($0) })
        return host + path + (parameters.contains(where: isSigned) ? "" : String(tail))
    }

    /// Whether this is `name=value` with the name of a signature or one of its companions.
    private static func isSigned(_ parameter: Substring) -> Bool {
        guard let equals = parameter.firstIndex(of: "=") else { return false }
        let name = PercentEncoding.decode(parameter[..<equals]).lowercased()
        return signatureNames.contains(name) || name.hasPrefix("x-amz-") || name.hasPrefix("x-goog-")
            || isSecret(name)
    }

    private static let signatureNames: Set<String> = [
        "token", "signature", "sig", "sign", "expires", "exp", "expire", "expiry", "policy", "key-pair-id",
        "hdnea", "hdnts", "hdntl", "hmac", "acl", "md5", "hash", "auth", "jwt", "ticket", "code",
        "googleaccessid", "awsaccesskeyid", "verify",
    ]

    /// Whether a member or parameter of that name holds what grants access.
    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return secretNames.contains(name) || name.hasSuffix("_token") || name.hasSuffix("_secret")
            || name.hasSuffix("-token")
    }

    private static let secretNames: Set<String> = [
        "token", "secret", "password", "api_key", "apikey", "signature", "jwt", "authorization",
        "accesstoken", "refreshtoken", "authtoken",
    ]
}

extension JSON {
    /// Neither text nor number: cannot be a secret itself, whatever its name.
    fileprivate var isPlain: Bool {
        switch self {
        case .null, .bool, .array, .object: true
        case .number, .string: false
        }
    }
}
