internal import Foundation
internal import Synchronization

/// The tokens that were given out.
///
/// Refresh tokens rotate: each use gives a new one. The used one stays good until the new access token is
/// first used, so that a client which dies before it has stored its new tokens can still come back.
final class TokenStore: Sendable {
    private let life: TimeInterval
    /// Length of a token in bytes.
    private let length: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - life: how long an access token is good.
    ///   - length: bytes of a token, each of two hexadecimal digits.
    init(life: Duration, length: Int = 32) {
        self.life = life / .seconds(1)
        self.length = length
    }

    /// An answer to a grant.
    struct Grant: Sendable {
        let accessToken: String
        let refreshToken: String
        /// Seconds.
        let life: Int
    }

    /// What a bearer token is worth.
    enum Standing: Sendable {
        case good
        case expired
        case unknown
    }

    /// Who a token was given to.
    enum Holder: Sendable {
        case user
        case application
    }

    /// A good token.
    struct Holding: Sendable {
        let token: String
        let holder: Holder
        let expires: Date
    }

    /// Gives new tokens to someone who showed a password, or to an application that did.
    func grant(to holder: Holder = .user, at now: Date) -> Grant {
        issue(to: holder, at: now, retiring: nil)
    }

    /// Gives new tokens for a refresh token; `nil` when it is not good.
    func refresh(_ refreshToken: String, at now: Date) -> Grant? {
        guard state.withLock({ $0.refreshTokens.contains(refreshToken) }) else { return nil }
        return issue(to: .user, at: now, retiring: refreshToken)
    }

    func standing(of accessToken: String, at now: Date) -> Standing {
        state.withLock { $0.use(accessToken, at: now) }
    }

    /// What is known of a token; `nil` when it is not good.
    func holding(of accessToken: String, at now: Date) -> Holding? {
        guard let access = state.withLock({ $0.accessTokens[accessToken] }), now < access.expires else {
            return nil
        }
        return Holding(token: accessToken, holder: access.holder, expires: access.expires)
    }

    func revoke(_ accessToken: String) {
        state.withLock { $0.accessTokens[accessToken] = nil }
    }

    func revokeAccess() {
        state.withLock { $0.accessTokens = [:] }
    }

    func revokeEverything() {
        state.withLock { $0 = State() }
    }

    private func issue(to holder: Holder, at now: Date, retiring old: String?) -> Grant {
        let grant = Grant(accessToken: word(), refreshToken: word(), life: Int(life))
        state.withLock { state in
            state.accessTokens[grant.accessToken] = Access(
                holder: holder, expires: now.addingTimeInterval(life), retires: old)
            state.refreshTokens.insert(grant.refreshToken)
        }
        return grant
    }

    /// Random bits in hexadecimal, the form of the service's tokens.
    private func word() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }.hexadecimal
    }

    private struct Access {
        let holder: Holder
        let expires: Date
        /// The refresh token that dies when this access token is first used.
        var retires: String?
    }

    private struct State {
        var accessTokens: [String: Access] = [:]
        var refreshTokens: Set<String> = []

        mutating func use(_ token: String, at now: Date) -> Standing {
            guard let access = accessTokens[token] else { return .unknown }
            guard now < access.expires else { return .expired }
            if let retired = access.retires {
                refreshTokens.remove(retired)
                accessTokens[token]?.retires = nil
            }
            return .good
        }
    }
}
