/// Why bytes did not arrive from the CDN. Texts hold no address.
enum CDNError: Error, Hashable {
    case malformedContentRange(String)
    /// A link was refused with 401 or 403 right after it was given out.
    case linkRefused(status: Int)
    /// A link just given out points to nothing (404, 410).
    case fileMissing(status: Int)
    /// The service gave no link.
    case noLink(ServiceError)
    /// The bytes under the address are no longer those of the open file.
    case contentReplaced
    /// The CDN answered something that is neither the range asked for nor a refusal.
    case unusable(String)
    /// No answer, or none any more, after retries.
    case unreachable(String)
    case timedOut
}

extension OperationError {
    /// The one place where a CDN failure takes on file-system meaning.
    init(_ error: CDNError) {
        self =
            switch error {
            case .malformedContentRange(let value): .upstream("unusable Content-Range '\(value)'")
            case .linkRefused: .notEntitled
            case .fileMissing(let status): .upstream("a fresh link answered \(status)")
            case .noLink(let error): OperationError(error)
            case .contentReplaced: .contentReplaced
            case .unusable(let reason): .upstream(reason)
            case .unreachable: .unreachable
            case .timedOut: .timedOut
            }
    }

    /// What a service's refusal means for whoever waits for bytes or for a name.
    init(_ error: ServiceError) {
        self =
            switch error {
            case .unreachable: .unreachable
            case .timedOut: .timedOut
            case .signedOut, .misconfigured, .notPaid, .forbidden: .notEntitled
            case .notFound: .noSuchEntry
            case .budgetSpent: .budgetSpent
            case .refused(let status, _): .upstream("the service refused the question with \(status)")
            case .unusable(let reason), .misdirected(let reason): .upstream(reason)
            }
    }
}
