/// The `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.
struct RetryAfter: Hashable, Sendable {
    let moment: Timestamp

    init?(_ head: HTTPHead, at now: Timestamp) {
        guard let value = head["Retry-After"]?.trimming() else { return nil }
        if let seconds = Int64(value), seconds >= 0 {
            // A day at most: beyond it the header is a mistake, and nobody would wait. One second more: now is
            // told in whole ones, and may be almost the next.
            moment = now.advanced(bySeconds: min(seconds, 86_400) + 1)
        } else if let date = Timestamp(httpDate: value) {
            moment = min(date, now.advanced(bySeconds: 86_400))
        } else {
            return nil
        }
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    func trimming() -> String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
