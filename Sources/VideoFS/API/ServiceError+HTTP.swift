extension ServiceError {
    /// The one place where a failure of the transport takes on the service's meaning.
    init(_ error: HTTPError, from host: String) {
        self =
            switch error {
            case .unreachable(let reason): .unreachable("\(host) cannot be reached: \(reason)")
            case .timedOut: .timedOut
            case .cut(let reason): .unreachable("\(host) did not answer in full: \(reason)")
            case .bodyTooLarge(let limit): .unusable("\(host) sent more than \(limit) bytes")
            case .addressRefused(let reason): .unusable("\(reason) is not asked")
            // The caller left; nobody reads this.
            case .cancelled: .timedOut
            }
    }

    /// The meaning of a status that is not a success (the service's documentation, "Errors"). 401 is handled before:
    /// it means that the sign-in is lost once a new token was refused too.
    init(status: Int, message: String?, retryAt: Timestamp?, from host: String) {
        let said = message.map { ": \($0)" } ?? ""
        self =
            switch status {
            case 401: .signedOut(message ?? "\(host) does not accept the sign-in")
            case 402: .notPaid
            case 403: .forbidden
            case 404, 410: .notFound
            case 407: .unreachable("the proxy asks for a user name and password")
            case 408: .timedOut
            case 429: .budgetSpent(until: retryAt)
            case 400...499: .refused(status: status, message: message ?? "no reason given")
            case 500...599: .unreachable("\(host) answered with status \(status)\(said)")
            default: .unusable("\(host) answered with status \(status)")
            }
    }
}

extension ServiceError: CustomStringConvertible {
    /// A sentence part for people, without secrets.
    var description: String {
        switch self {
        case .unreachable(let reason): reason
        case .timedOut: "no answer in time"
        case .signedOut(let reason): "not signed in: \(reason)"
        case .misconfigured(let reason), .misdirected(let reason): reason
        case .notPaid: "the account has not paid for it"
        case .forbidden: "the account may not have it"
        case .notFound: "the service does not know it"
        case .budgetSpent: "the requests that the service allows are spent"
        case .refused(let status, let message): "the request was refused with status \(status): \(message)"
        case .unusable(let reason): reason
        }
    }
}
