internal import Foundation

/// How an application shows who it is when it asks for tokens (RFC 6749, section 2.3.1).
enum ClientAuthentication: Sendable, Hashable {
    /// Identifier and secret as fields of the form.
    case body
    /// Identifier and secret in a header (RFC 7617).
    case basic
}

extension ClientAuthentication {
    /// The header's value.
    ///
    /// The RFC wants both form-encoded first. Services that check what their own clients send compare the
    /// words as they are, and for letters, digits, `.`, `_` and `-` both agree; so a secret with other
    /// characters is sent plain too. Only what Basic cannot carry is encoded: a colon in the identifier, and
    /// control characters.
    static func basic(id: String, secret: Secret?) -> Secret {
        let word = secret?.value ?? ""
        let isPlain = !id.contains(":") && (id + word).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
        let pair =
            isPlain ? "\(id):\(word)" : "\(PercentEncoding.encode(id)):\(PercentEncoding.encode(word))"
        return Secret("Basic " + Data(pair.utf8).base64EncodedString())
    }
}

/// Why no token was given (RFC 6749, section 5.2).
struct OAuthRefusal: Sendable, Hashable {
    /// Whose offer was refused.
    enum Party: Sendable, Hashable {
        case user(String)
        case application
        case token
    }

    var party: Party
    var status: Int
    /// `invalid_grant`, `invalid_client` and the like, where the answer has such a word.
    var code: String?
    /// The service's words, fit to be shown.
    var message: String?
    var host: String

    init(_ answer: HTTPAnswer, to offer: TokenGrant.Offer, from host: String) {
        party =
            switch offer {
            case .password(let username, _): .user(username)
            case .application: .application
            case .refresh: .token
            }
        status = answer.head.status
        let error = (try? JSONParser.parse(answer.body))?["error"]?.string
        // Of a known form only: it may end up in a sentence.
        code = error.flatMap { $0.utf8.allSatisfy(Self.isOfCode) && $0.utf8.count <= 40 ? $0 : nil }
        message = AnswerBody(answer, from: host).message
        self.host = host
    }

    private static func isOfCode(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || byte == UInt8(ascii: "_")
    }

    /// The service's own words, else that it refused.
    var words: String { message ?? "\(host) refused the sign-in" }
}
