/// Why a part of the library cannot be shown.
enum CatalogError: Error, Hashable {
    /// The service does not know it.
    case noSuchResource
    /// The account may not have it, or has not paid for it.
    case notEntitled
    /// The sign-in was refused or is lost. Fit for a person.
    case signedOut(String)
    /// A setting names something that the service does not know. Fit for a person.
    case misconfigured(String)
    /// The hourly number of requests is spent, and the answer is not known.
    case budgetSpent(until: Timestamp?)
    /// No answer, and the answer is not known. Fit for a person.
    case unreachable(String)
    /// The caller's deadline passed or the caller was cancelled; the question itself may still be on
    /// its way.
    case timedOut
    /// The service answered with something that cannot be used. Fit for a person.
    case unusable(String)
}

extension CatalogError {
    /// Whether the same question may be answered later, without anything else having changed.
    var isPassing: Bool {
        switch self {
        case .noSuchResource, .notEntitled, .unusable: false
        case .signedOut, .misconfigured, .budgetSpent, .unreachable, .timedOut: true
        }
    }

    /// The one place where a failure of the service takes on the library's meaning.
    init(_ error: ServiceError) {
        self =
            switch error {
            case .unreachable(let reason): .unreachable(reason)
            case .timedOut: .timedOut
            case .signedOut(let reason): .signedOut(reason)
            case .misconfigured(let reason): .misconfigured(reason)
            case .notPaid, .forbidden: .notEntitled
            case .notFound: .noSuchResource
            case .budgetSpent(let until): .budgetSpent(until: until)
            case .refused(let status, let message):
                .unusable("the service refused the question with status \(status): \(message)")
            case .unusable(let reason), .misdirected(let reason): .unusable(reason)
            }
    }
}
