internal import Foundation

/// What the three services of the platform ask of every request.
struct PlatformGate: Sendable {
    let state: OriginState
    let service: DemoService

    /// - Returns: the answer of `body`, or a refusal; with the headers of the budget.
    func answer(
        _ request: IncomingRequest, at now: Date, _ body: () throws(PlatformError) -> Answer
    ) -> Answer {
        let budget = state.platformBudgets[service]
        var answer: Answer
        do throws(PlatformError) {
            answer = try body()
            if let budget, !budget.spend(at: now) { throw PlatformError(429) }
        } catch {
            answer = error.answer
        }
        if let balance = budget?.balance(at: now) {
            let reset = Moment.milliseconds(now) + Int64(balance.secondsToReset) * 1_000
            answer["X-RateLimit-Limit"] = String(balance.limit)
            answer["X-RateLimit-Remaining"] = String(balance.remaining)
            answer["X-RateLimit-Reset"] = String(reset)
        }
        answer["X-Correlation-ID"] = request.header("X-Correlation-ID")
        return answer
    }

    /// - Returns: who the token of the request was given to.
    /// - Throws: a 401.
    func holder(of request: IncomingRequest, at now: Date) throws(PlatformError) -> TokenStore.Holding {
        guard let token = request.bearerToken else { throw PlatformError(401, "Missing token") }
        guard let holding = state.tokens.holding(of: token, at: now) else {
            throw PlatformError(401, "Invalid token")
        }
        return holding
    }

    /// - Throws: a 405 for anything but reading.
    func mustRead(_ request: IncomingRequest) throws(PlatformError) {
        guard ["GET", "HEAD"].contains(request.method) else { throw PlatformError(405) }
    }

    /// - Throws: a 406 for a client that takes no JSON.
    func mustTakeJSON(_ request: IncomingRequest) throws(PlatformError) {
        guard request.acceptsJSON else { throw PlatformError(406) }
    }
}

extension IncomingRequest {
    /// The token of `Authorization: Bearer …`.
    var bearerToken: String? {
        let words = (header("Authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }
}
