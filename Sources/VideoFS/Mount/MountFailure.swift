/// Why a mount, or what was asked of one, did not come about: one sentence for a person, and the kind
/// that decides the exit code.
public struct MountFailure: Error, CustomStringConvertible, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// What was asked cannot be done as asked: a path that is no empty directory, say.
        case usage
        case unreachable
        case budgetSpent
        case notSignedIn
        case configuration
        case other
    }

    public var reason: Reason
    /// What failed and what to do; no secret.
    public var description: String

    public init(reason: Reason, description: String) {
        self.reason = reason
        self.description = description
    }
}

extension MountFailure {
    /// A sentence of somebody else's, to go on after.
    private static func clause(_ text: String) -> String {
        String(text.reversed().drop { ".!; ".contains($0) }.reversed())
    }

    /// What a service's refusal means to a person at the command line.
    init(_ error: ServiceError) {
        switch error {
        case .unreachable(let text):
            self.init(
                reason: .unreachable,
                description: "\(Self.clause(text)); check the network and the service's address")
        case .timedOut:
            self.init(
                reason: .unreachable,
                description: "the service did not answer in time; try again, or check the network")
        case .signedOut(let text):
            // A sentence that names the setting to change says it better.
            let remedy =
                text.contains("setting") ? "" : "check username, password, client-id and client-secret, or "
            self.init(
                reason: .notSignedIn,
                description: "\(Self.clause(text)); \(remedy)run 'vidfs login'")
        case .misconfigured(let text):
            self.init(reason: .configuration, description: text)
        case .misdirected(let text):
            self.init(reason: .usage, description: text)
        case .notPaid:
            self.init(
                reason: .notSignedIn,
                description:
                    "the account has not paid for this; check that it is the right one, or buy it there first"
            )
        case .forbidden:
            self.init(
                reason: .notSignedIn,
                description:
                    "the account may not have this: check that it is the right one, and that it has paid for it"
            )
        case .notFound:
            self.init(reason: .other, description: "the service does not know this address")
        case .budgetSpent(let until):
            let when = until.map { "after \($0.text)" } ?? "within an hour"
            self.init(
                reason: .budgetSpent,
                description: "the requests that the service allows are spent; try again \(when)"
            )
        case .refused(let status, let message):
            self.init(reason: .other, description: "the service refused with \(status): \(message)")
        case .unusable(let text):
            self.init(
                reason: .unreachable,
                description:
                    "\(Self.clause(text)); check that the service's address is right and no sign-in page is in between"
            )
        }
    }

    init(_ error: CatalogError) {
        switch error {
        case .noSuchResource: self.init(ServiceError.notFound)
        case .notEntitled: self.init(ServiceError.forbidden)
        case .signedOut(let text): self.init(ServiceError.signedOut(text))
        case .misconfigured(let text): self.init(ServiceError.misconfigured(text))
        case .budgetSpent(let until): self.init(ServiceError.budgetSpent(until: until))
        case .unreachable(let text): self.init(ServiceError.unreachable(text))
        case .timedOut: self.init(ServiceError.timedOut)
        case .unusable(let text): self.init(ServiceError.unusable(text))
        }
    }
}
