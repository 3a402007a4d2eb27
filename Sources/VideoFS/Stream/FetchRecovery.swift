/// What to do after a request for bytes failed: a pure value, one for each fetch.
struct FetchRecovery: Hashable, Sendable {
    enum Problem: Hashable, Sendable {
        case refused(RangeRefusal)
        case broken(HTTPError)
        case noLink(ServiceError)
    }

    enum Step: Hashable, Sendable {
        case retry(after: Duration, renewsLink: Bool)
        case fail(CDNError)
    }

    private var refusals = 0
    private var failures = 0

    /// Waits between tries. Their sum leaves most of a reader's 30 s to a server that comes back.
    private static let pauses: [Duration] = [
        .zero, .milliseconds(100), .milliseconds(300), .seconds(1), .seconds(3),
    ]

    /// New bytes arrived: what went wrong before is over.
    mutating func madeProgress() {
        refusals = 0
        failures = 0
    }

    mutating func step(after problem: Problem) -> Step {
        switch problem {
        case .refused(.link(let status)): refusedLink(status)
        case .refused(.busy(let retryAfter)): busy(retryAfter)
        case .refused(.contradictory(let reason)): retry(else: .unusable(reason))
        case .refused(.otherVersion): .fail(.contentReplaced)
        case .refused(.pastEnd): .fail(.unusable("the CDN says that the file is shorter"))
        case .refused(.unusable(let reason)): .fail(.unusable(reason))
        case .noLink(let error): .fail(.noLink(error))
        case .broken(.addressRefused(let reason)): .fail(.unusable(reason))
        case .broken(.bodyTooLarge), .broken(.cancelled): .fail(.unusable("the request was given up"))
        case .broken(.unreachable(let reason)): retry(else: .unreachable(reason))
        case .broken(.cut(let reason)): retry(else: .unreachable(reason))
        case .broken(.timedOut): retry(else: .timedOut)
        }
    }

    /// A link that has run out is refused, and so is one that never worked: the second refusal in a
    /// row, of a link just given out, tells them apart.
    private mutating func refusedLink(_ status: Int) -> Step {
        refusals += 1
        guard refusals > 1 else { return .retry(after: .zero, renewsLink: true) }
        return .fail(
            status == 401 || status == 403 ? .linkRefused(status: status) : .fileMissing(status: status))
    }

    private mutating func busy(_ retryAfter: Duration?) -> Step {
        let step = retry(else: .unreachable("the CDN is busy"))
        guard case .retry(let pause, let renews) = step, let retryAfter else { return step }
        return .retry(after: max(pause, retryAfter), renewsLink: renews)
    }

    private mutating func retry(else error: CDNError) -> Step {
        guard failures < Self.pauses.count else { return .fail(error) }
        defer { failures += 1 }
        return .retry(after: Self.pauses[failures], renewsLink: false)
    }
}
