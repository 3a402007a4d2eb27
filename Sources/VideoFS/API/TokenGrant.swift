/// Asks a service for tokens (RFC 6749): the only request that carries a password.
struct TokenGrant: Sendable {
    let transport: any HTTPTransport
    /// Where tokens are given out: found out when the first one is needed, and asked for again with the
    /// address that did not answer.
    let endpoint: @Sendable (_ failed: WebAddress?) async throws(ServiceError) -> WebAddress
    let clientID: String?
    let clientSecret: Secret?
    let authentication: ClientAuthentication
    /// Seconds that a token lives where the answer does not say; `nil`: until it is refused.
    let presumedLife: Int64?
    /// What a refusal means to a person.
    let explanation: @Sendable (OAuthRefusal) -> String
    let retry: RetryPolicy
    let time: TimeAndChance

    init(
        transport: any HTTPTransport,
        endpoint: @escaping @Sendable (_ failed: WebAddress?) async throws(ServiceError) -> WebAddress,
        clientID: String?, clientSecret: Secret?, authentication: ClientAuthentication = .body,
        presumedLife: Int64? = nil,
        explanation: @escaping @Sendable (OAuthRefusal) -> String = \.words,
        retry: RetryPolicy, time: TimeAndChance
    ) {
        self.transport = transport
        self.endpoint = endpoint
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.authentication = authentication
        self.presumedLife = presumedLife
        self.explanation = explanation
        self.retry = retry
        self.time = time
    }

    /// For a service whose endpoint never moves.
    init(
        transport: any HTTPTransport, address: WebAddress, clientID: String?, clientSecret: Secret?,
        retry: RetryPolicy, time: TimeAndChance
    ) {
        self.init(
            transport: transport, endpoint: { _ in address }, clientID: clientID, clientSecret: clientSecret,
            retry: retry, time: time)
    }

    /// What is offered in exchange.
    enum Offer: Sendable {
        case password(username: String, password: Secret)
        case refresh(Secret)
        /// The application as itself (RFC 6749, section 4.4).
        case application
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
        let address = try await address(insteadOf: nil)
        do {
            return try await exchange(offer, at: address)
        } catch {
            switch error {
            case .failed(.unreachable), .failed(.notFound):
                guard let other = try? await self.address(insteadOf: address), other != address else {
                    throw error
                }
                return try await exchange(offer, at: other)
            default: throw error
            }
        }
    }

    private func address(insteadOf failed: WebAddress?) async throws(Refusal) -> WebAddress {
        do { return try await endpoint(failed) } catch { throw .failed(error) }
    }

    private func exchange(_ offer: Offer, at address: WebAddress) async throws(Refusal) -> TokenRecord {
        try record(from: try await answer(to: request(offer, at: address), address), offer, address)
    }

    private func answer(
        to request: HTTPRequest, _ address: WebAddress
    ) async throws(Refusal) -> HTTPAnswer {
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

    private func request(_ offer: Offer, at address: WebAddress) -> HTTPRequest {
        var headers = [
            (name: "Accept", value: "application/json"),
            (name: "Content-Type", value: "application/x-www-form-urlencoded"),
        ]
        var fields: [(name: String, value: String)] = []
        switch authentication {
        case .body:
            // Nowhere else: services of this age take an Authorization header here for a token.
            if let clientID { fields.append(("client_id", clientID)) }
            if let clientSecret { fields.append(("client_secret", clientSecret.value)) }
        case .basic:
            if let clientID {
                let header = ClientAuthentication.basic(id: clientID, secret: clientSecret)
                headers.append(("Authorization", header.value))
            }
        }
        switch offer {
        case .password(let username, let password):
            fields += [("grant_type", "password"), ("username", username), ("password", password.value)]
        case .refresh(let token):
            fields += [("grant_type", "refresh_token"), ("refresh_token", token.value)]
        case .application: fields.append(("grant_type", "client_credentials"))
        }
        return HTTPRequest(
            method: "POST", address: SignedAddress(address.text), headers: headers,
            body: Array(Form.encode(fields).utf8), idleTimeout: retry.deadline)
    }
}

extension TokenGrant {
    private func record(
        from answer: HTTPAnswer, _ offer: Offer, _ address: WebAddress
    ) throws(Refusal) -> TokenRecord {
        let host = address.host.text
        let body = AnswerBody(answer, from: host)
        switch answer.head.status {
        case 200, 201: break
        case 400, 401, 403: throw .refused(explanation(OAuthRefusal(answer, to: offer, from: host)))
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
        let life = json["expires_in"]?.integer.map { max(0, $0) } ?? presumedLife
        return TokenRecord(
            access: Secret(access), refresh: refresh, issuedAt: now,
            expiresAt: life.map { now.advanced(bySeconds: $0) })
    }
}
