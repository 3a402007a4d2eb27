/// When a question is worth asking again.
///
/// The service may be restarting, or a proxy in front of it; a person at the mount waits meanwhile, and
/// every attempt may cost one of the hour's requests. So: soon, few, and never past the deadline.
struct RetryPolicy: Sendable {
    /// Between the attempts. There are at most that many repetitions.
    var pauses: [Duration] = [.milliseconds(100), .milliseconds(300), .seconds(1)]
    /// For all attempts together, from the moment the question was asked: what a metadata call may take.
    var deadline: Duration = .seconds(5)
    /// How long to wait, beyond the deadline, for a spent limit to open again.
    var patience: Duration = .zero

    /// - Parameters:
    ///   - attempts: how many failed so far.
    ///   - elapsed: time since the first one started.
    ///   - chance: from 0 up to 1; spreads clients that failed together from half to one and a half pauses.
    /// - Returns: how long to wait before the next attempt; `nil` to give up.
    func pause(afterAttempts attempts: Int, elapsed: Duration, chance: Double) -> Duration? {
        guard pauses.indices.contains(attempts - 1) else { return nil }
        let pause = pauses[attempts - 1] * (0.5 + chance)
        return elapsed + pause < deadline ? pause : nil
    }

    /// Whether another attempt at a question without side effects may end differently.
    static func isTransient(_ error: HTTPError) -> Bool {
        switch error {
        case .unreachable, .timedOut, .cut: true
        case .bodyTooLarge, .addressRefused, .cancelled: false
        }
    }

    static func isTransient(status: Int) -> Bool {
        // 501 and 505 say that the server will never understand.
        status == 408 || (500...599 ~= status && status != 501 && status != 505)
    }
}
