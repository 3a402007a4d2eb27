internal import Foundation

/// `POST /oauth/token`.
struct TokenEndpoint: Sendable {
    let tokens: TokenStore
    let credentials: DemoCredentials

    func answer(_ request: IncomingRequest, at now: Date) -> Answer {
        let form = FormFields(String(decoding: request.body, as: UTF8.self))
        switch form["grant_type"] {
        case "password":
            guard isApplication(form) else { return Self.refusal(.invalidClient) }
            guard form["username"] == credentials.username, form["password"] == credentials.password else {
                return Self.refusal(.invalidGrant)
            }
            return Self.answer(tokens.grant(at: now))
        case "refresh_token":
            // The documentation shows no application here and the first clients sent one: both are taken,
            // but a wrong one is wrong.
            guard form["client_id"] == nil || isApplication(form), let token = form["refresh_token"],
                let grant = tokens.refresh(token, at: now)
            else { return Self.refusal(.invalidRequest) }
            return Self.answer(grant)
        default:
            return Self.refusal(.unsupportedGrant)
        }
    }

    private func isApplication(_ form: FormFields) -> Bool {
        form["client_id"] == credentials.clientID && form["client_secret"] == credentials.clientSecret
    }

    private static func answer(_ grant: TokenStore.Grant) -> Answer {
        var answer = Answer(
            200,
            json: [
                "access_token": .string(grant.accessToken), "token_type": "bearer",
                "expires_in": .number(grant.life), "refresh_token": .string(grant.refreshToken),
                "scope": "public",
            ])
        answer["Cache-Control"] = "no-store"
        answer["Pragma"] = "no-cache"
        return answer
    }

    /// The error of RFC 6749 with the status 401 that the service was seen to use for all of them.
    private enum Refusal: String {
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case invalidRequest = "invalid_request"
        case unsupportedGrant = "unsupported_grant_type"

        var description: String {
            switch self {
            case .invalidClient:
                "Client authentication failed due to unknown client or no client authentication."
            case .invalidGrant: "The provided authorization grant is invalid, expired or revoked."
            case .invalidRequest:
                "The request is missing a required parameter, includes an unsupported parameter value, "
                    + "or is otherwise malformed."
            case .unsupportedGrant:
                "The authorization grant type is not supported by the authorization server."
            }
        }
    }

    private static func refusal(_ refusal: Refusal) -> Answer {
        var answer = Answer(
            401,
            json: ["error": .string(refusal.rawValue), "error_description": .string(refusal.description)])
        answer["WWW-Authenticate"] =
            "Bearer realm=\"VHX API\", error=\"\(refusal.rawValue)\", "
            + "error_description=\"\(refusal.description)\""
        answer["Cache-Control"] = "no-store"
        answer["Pragma"] = "no-cache"
        return answer
    }
}
