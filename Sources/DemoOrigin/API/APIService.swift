internal import Foundation

/// The VHX API.
struct APIService: OriginService {
    let name = DemoService.api
    let state: OriginState
    /// Base of the CDN's addresses.
    let cdn: String

    func control(_ request: IncomingRequest) -> Answer? {
        OriginControl(state: state).answer(request)
    }

    func answer(_ request: IncomingRequest, faults: [DemoFault.Action]) -> Answer {
        let now = state.now()
        if request.path == "/oauth/token" {
            guard request.method == "POST" else { return .refusal(404, "Not found.") }
            return state.tokenEndpoint.answer(request, at: now)
        }
        if let refusal = unauthorized(request, at: now) { return refusal }
        guard request.acceptsJSON else {
            return budgeted(.refusal(406, "Only application/json is offered."), at: now)
        }
        let resource = resource(for: request, at: now)
        if let validators = resource.validators, validators.isNotModified(request) {
            var answer = Answer(304)
            validators.mark(&answer)
            answer["Cache-Control"] = "public, no-cache, must-revalidate"
            mark(&answer, at: now)
            return answer
        }
        return budgeted(resource.answer, at: now)
    }

    /// Takes one request from the budget, or answers that there is none.
    private func budgeted(_ answer: Answer, at now: Date) -> Answer {
        var answer = answer
        if !state.budget.spend(at: now) {
            answer = .refusal(429, "You have exceeded the number of requests that you may make in an hour.")
            answer["Retry-After"] = state.budget.balance(at: now).map { String($0.secondsToReset) }
        }
        mark(&answer, at: now)
        return answer
    }

    private func mark(_ answer: inout Answer, at now: Date) {
        guard let balance = state.budget.balance(at: now) else { return }
        answer["X-RateLimit-Limit"] = String(balance.limit)
        answer["X-RateLimit-Remaining"] = String(balance.remaining)
        if state.tellsReset {
            let reset = now.timeIntervalSince1970.rounded(.up) + Double(balance.secondsToReset)
            answer["X-RateLimit-Reset"] = String(Int64(reset))
        }
    }

    /// The refusal of a request without a good token; `nil` when the token is good.
    ///
    /// Wording and headers are those of recorded answers of 2015, the difference between them included:
    /// only the header tells an expired token from an unknown one.
    private func unauthorized(_ request: IncomingRequest, at now: Date) -> Answer? {
        let words = (request.header("Authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else {
            return Self.unauthorized("Authentication is required.", challenge: "")
        }
        switch state.tokens.standing(of: String(words[1]), at: now) {
        case .good: return nil
        case .expired: return Self.invalidToken("The access token expired")
        case .unknown: return Self.invalidToken("The access token is invalid")
        }
    }

    private static func invalidToken(_ description: String) -> Answer {
        unauthorized(
            "Access token is invalid.",
            challenge: ", error=\"invalid_token\", error_description=\"\(description)\"")
    }

    private static func unauthorized(_ message: String, challenge: String) -> Answer {
        var answer = Answer(
            401, json: ["message": .string(message), "documentation_url": "http://dev.vhx.tv/docs/api"])
        answer["WWW-Authenticate"] = "Bearer realm=\"VHX API\"" + challenge
        answer["Cache-Control"] = "no-store"
        return answer
    }
}

extension IncomingRequest {
    var acceptsJSON: Bool {
        guard let accepted = header("Accept") else { return true }
        return accepted.contains("json") || accepted.contains("*/*") || accepted.contains("application/*")
    }
}
