/// Asks a service for tokens (RFC 6749): the only request that carries a password.
struct TokenGrant: Sendable {
    let transport: any HTTPTransport
    /// Where tokens are given out.
    let address: WebAddress
    let clientID: String?
    let clientSecret: Secret?
    let retry: RetryPolicy
    let time: TimeAndChance

    /// What is offered in exchange.
    enum Offer: Sendable {
        case password(username: String, password: Secret)
        case refresh(Secret)
    }

    enum Refusal: Error, Hashable {
        /// The offer is worth nothing. The service's words.
        case refused(String)
        /// The offer was not judged, and may be made again.
        case failed(ServiceError)
    }

    /// Makes an offer.
    ///
    /// Repeated only where no connection came about: a request that may have arrived may have used the
    /// refresh token up.
    ///
    /// - Returns: the new sign-in; its refresh token is the offered one where the service sends none.
    func exchange(_ offer: Offer) async throws(Refusal) -> TokenRecord {
        try record(from: try await answer(to: request(offer)), offer)
    }

    private func answer(to request: HTTPRequest) async throws(Refusal) -> HTTPAnswer {
        let start = time.instant()
        var attempts = 0
        while true {
            let elapsed = start.duration(to: time.instant())
            do {
                return try await transport.answer(
                    to: request, bodyLimit: Self.largest, deadline: max(retry.deadline - elapsed, .zero))
            } catch {
                attempts += 1
                guard case .unreachable = error,
                    let pause = retry.pause(afterAttempts: attempts, elapsed: elapsed, chance: time.chance())
                else { throw .failed(ServiceError(error, from: address.host.text)) }
                await time.pause(pause)
            }
        }
    }

    /// 64 KiB; real answers have some hundred bytes.
    private static let largest = 65_536

    private func request(_ offer: Offer) -> HTTPRequest {
        var fields: [(name: String, value: String)] = []
        // In the body and nowhere else: services of this age take an Authorization header here for a token.
        if let clientID { fields.append(("client_id", clientID)) }
        if let clientSecret { fields.append(("client_secret", clientSecret.value)) }
        switch offer {
        case .password(let username, let password):
            fields += [("grant_type", "password"), ("username", username), ("password", password.value)]
        case .refresh(let token):
            fields += [("grant_type", "refresh_token"), ("refresh_token", token.value)]
        }
        return HTTPRequest(
            method: "POST", address: SignedAddress(address.text),
            headers: [("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(Form.encode(fields).utf8), idleTimeout: retry.deadline)
    }

    private func record(from answer: HTTPAnswer, _ offer: Offer) throws(Refusal) -> TokenRecord {
        let host = address.host.text
        let body = AnswerBody(answer, from: host)
        switch answer.head.status {
        case 200, 201: break
        case 400, 401, 403: throw .refused(body.message ?? "\(host) refused the sign-in")
        case let status:
            let retryAt = RetryAfter(answer.head, at: time.now())?.moment
            throw .failed(ServiceError(status: status, message: body.message, retryAt: retryAt, from: host))
        }
        let json: JSON
        do { json = try body.json() } catch { throw .failed(error) }
        guard let access = json["access_token"]?.string else {
            throw .failed(.unusable("\(host) answered the sign-in without a token"))
        }
        var refresh = json["refresh_token"]?.string.map { Secret($0) }
        if case .refresh(let offered) = offer, refresh == nil { refresh = offered }
        let now = time.now()
        return TokenRecord(
            access: Secret(access), refresh: refresh, issuedAt: now,
            expiresAt: json["expires_in"]?.integer.map { now.advanced(bySeconds: max(0, $0)) })
    }
}
