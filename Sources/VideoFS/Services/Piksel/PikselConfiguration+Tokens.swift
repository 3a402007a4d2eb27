extension PikselConfiguration {
    /// The sign-in, at the identity service wherever the registry says that it is.
    func tokens(
        _ registry: PikselRegistry, transport: any HTTPTransport, time: TimeAndChance, retry: RetryPolicy
    ) throws(ServiceSetupError) -> TokenSource {
        let account = registry.account
        let clientID = clientID
        let grant = TokenGrant(
            transport: transport,
            endpoint: { failed async throws(ServiceError) in
                try await Self.tokenEndpoint(registry, of: account, insteadOf: failed)
            },
            clientID: clientID, clientSecret: clientSecret, authentication: .basic,
            presumedLife: presumedTokenLife,
            explanation: { Self.explanation($0, clientID: clientID ?? "") },
            retry: retry, time: time)
        let binding = TokenBinding(
            api: registry.policy.service.text, clientID: clientID, username: username,
            givenAccess: accessToken)
        do throws(TokenStoreError) {
            return try TokenSource(
                grant: grant, store: stateDirectory.map(TokenStore.init), binding: binding,
                password: clientID == nil ? nil : password,
                signsInAsApplication: clientID != nil && clientSecret != nil, missing: missing, time: time)
        } catch { throw .tokens(error) }
    }

    private static func tokenEndpoint(
        _ registry: PikselRegistry, of account: String, insteadOf failed: WebAddress?
    ) async throws(ServiceError) -> WebAddress {
        var directory = try await registry.directory(of: account)
        if failed != nil { directory = try await registry.directory(of: account, insteadOf: directory) }
        let identity = try directory.location(of: "identity")
        do throws(HTTPError) {
            return try identity.appending("/oauth/token")
        } catch {
            throw ServiceError(error, from: directory.registry)
        }
    }

    /// What to set where there is nothing to sign in with.
    private var missing: String {
        switch (clientID, username) {
        case (nil, _):
            "there is no application and no token (settings client-id and client-secret, or access-token)"
        case (_, let username?):
            "there is no password for the user '\(username)' (setting password; without username the application signs in as itself)"
        case (_, nil): "there is no secret for the application (setting client-secret)"
        }
    }

    /// Which settings a refusal is about.
    static func explanation(_ refusal: OAuthRefusal, clientID: String) -> String {
        let words = refusal.message.map { ": \($0)" } ?? ""
        switch (refusal.code, refusal.party) {
        case ("invalid_client", _), ("unauthorized_client", _), (_, .application):
            return
                "\(refusal.host) does not let the application '\(clientID)' in\(words) (settings client-id and client-secret)"
        case ("unsupported_grant_type", .user):
            return
                "\(refusal.host) does not sign users in with a password\(words) (leave username out, and the application signs in as itself)"
        case (_, .user(let username)):
            return
                "\(refusal.host) does not let the user '\(username)' in\(words) (settings username, as domain\\user, and password)"
        case (_, .token): return "\(refusal.host) does not renew the sign-in\(words)"
        }
    }
}
