internal import Foundation
internal import Synchronization

/// The tokens that were given out.
///
/// Refresh tokens rotate: each use gives a new one. The used one stays good until the new access token is
/// first used, so that a client which dies before it has stored its new tokens can still come back.
final class TokenStore: Sendable {
    private let life: TimeInterval
    private let state = Mutex(State())

    /// - Parameter life: how long an access token is good.
    init(life: Duration) {
        self.life = life / .seconds(1)
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

    /// Gives new tokens to someone who showed a password.
    func grant(at now: Date) -> Grant {
        issue(at: now, retiring: nil)
    }

    /// Gives new tokens for a refresh token; `nil` when it is not good.
    func refresh(_ refreshToken: String, at now: Date) -> Grant? {
        guard state.withLock({ $0.refreshTokens.contains(refreshToken) }) else { return nil }
        return issue(at: now, retiring: refreshToken)
    }

    func standing(of accessToken: String, at now: Date) -> Standing {
        state.withLock { $0.use(accessToken, at: now) }
    }

    func revokeAccess() {
        state.withLock { $0.accessTokens = [:] }
    }

    func revokeEverything() {
        state.withLock { $0 = State() }
    }

    private func issue(at now: Date, retiring old: String?) -> Grant {
        let grant = Grant(accessToken: Self.word(), refreshToken: Self.word(), life: Int(life))
        state.withLock { state in
            state.accessTokens[grant.accessToken] = Access(
                expires: now.addingTimeInterval(life), retires: old)
            state.refreshTokens.insert(grant.refreshToken)
        }
        return grant
    }

    /// 256 random bits in hexadecimal, the form of the service's tokens.
    private static func word() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }.hexadecimal
    }

    private struct Access {
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
