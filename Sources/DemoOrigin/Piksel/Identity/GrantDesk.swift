internal import Foundation

/// `POST /oauth/token` and `POST /oauth/revoke` (RFC 6749, RFC 7009), as the platform answers them.
///
/// There is no refresh token: a client runs its grant again.
struct GrantDesk: Sendable {
    let tokens: TokenStore
    let credentials: DemoCredentials

    func grant(_ request: IncomingRequest, at now: Date) -> Answer {
        guard isApplication(request) else { return Self.refusal(401, "invalid_client") }
        let form = FormFields(String(decoding: request.body, as: UTF8.self))
        switch form["grant_type"] {
        case "client_credentials":
            return Self.answer(tokens.grant(to: .application, at: now))
        case "password":
            guard form["username"] == credentials.username, form["password"] == credentials.password else {
                return Self.refusal(400, "invalid_grant")
            }
            return Self.answer(tokens.grant(to: .user, at: now))
        case nil:
            return Self.refusal(400, "invalid_request")
        default:
            return Self.refusal(400, "unsupported_grant_type")
        }
    }

    /// Unknown tokens are revoked as well as any (RFC 7009, section 2.2).
    func revoke(_ request: IncomingRequest) -> Answer {
        guard isApplication(request) else { return Self.refusal(401, "invalid_client") }
        let form = FormFields(String(decoding: request.body, as: UTF8.self))
        guard let token = form["token"] else { return Self.refusal(400, "invalid_request") }
        tokens.revoke(token)
        return Answer(200, json: .object([]))
    }

    /// Basic authentication with the two words as they are, as the platform documents it, or form-encoded
    /// as in RFC 6749, section 2.3.1.
    private func isApplication(_ request: IncomingRequest) -> Bool {
        let words = (request.header("Authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "basic",
            let bytes = Data(base64Encoded: String(words[1]))
        else { return false }
        let pair = String(decoding: bytes, as: UTF8.self)
        let parts = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        return [parts.map(String.init), parts.map { FormFields.decode($0) }].contains {
            $0 == [credentials.clientID, credentials.clientSecret]
        }
    }

    private static func answer(_ grant: TokenStore.Grant) -> Answer {
        var answer = Answer(
            200,
            json: [
                "token_type": "bearer", "access_token": .string(grant.accessToken),
                "expires_in": .number(grant.life),
            ])
        answer["Cache-Control"] = "no-store"
        answer["Pragma"] = "no-cache"
        return answer
    }

    private static let descriptions = [
        "invalid_client": "Client authentication failed",
        "invalid_grant": "User credentials are invalid",
        "invalid_request": "A parameter is missing",
        "unsupported_grant_type": "Grant type is not supported",
    ]

    private static func refusal(_ status: Int, _ error: String) -> Answer {
        var answer = Answer(
            status,
            json: [
                "code": .number(status), "error": .string(error),
                "error_description": .text(descriptions[error]),
            ])
        if status == 401 { answer["WWW-Authenticate"] = "Basic realm=\"Service\"" }
        answer["Cache-Control"] = "no-store"
        return answer
    }
}
