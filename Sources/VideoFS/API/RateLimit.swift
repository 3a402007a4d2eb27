/// What an answer says of the service's limit: `X-RateLimit-*`, or `RateLimit-*` (draft-ietf-httpapi-ratelimit).
struct RateLimit: Hashable, Sendable {
    /// Requests per window.
    var limit: Int?
    var remaining: Int?
    var resetsAt: Timestamp?

    init(_ head: HTTPHead, at now: Timestamp) {
        limit = Self.number(head, "X-RateLimit-Limit", "RateLimit-Limit").flatMap {
            $0 > 0 ? min($0, Self.most) : nil
        }
        remaining = Self.number(head, "X-RateLimit-Remaining", "RateLimit-Remaining")
            .map { min(max(0, $0), Self.most) }
        resetsAt = Self.reset(in: head, at: now)
    }

    var saysNothing: Bool { limit == nil && remaining == nil }

    /// Stands for everything above it: nobody sends as many requests.
    static let most = 1_000_000_000

    private static func number(_ head: HTTPHead, _ names: String...) -> Int? {
        names.lazy.compactMap { head[$0] }.first.flatMap { Int($0.trimming()) }
    }

    /// Seconds from now, or seconds or milliseconds since 1970: all are in use, and their size tells them
    /// apart. A day at most, so that a mistake does not close the service for ever.
    ///
    /// A second is added to what counts from now, which is told in whole seconds and may be almost the next one.
    private static func reset(in head: HTTPHead, at now: Timestamp) -> Timestamp? {
        guard let number = number(head, "X-RateLimit-Reset", "RateLimit-Reset"), number >= 0 else {
            return nil
        }
        let value = Int64(number)
        let latest = now.advanced(bySeconds: 86_400)
        guard value > 1_000_000_000 else { return min(now.advanced(bySeconds: value + 1), latest) }
        let moment = Timestamp(rawValue: value > 100_000_000_000 ? value / 1_000 : value)
        // By the service's own clock, where the answer shows it: ours may be wrong.
        guard let theirs = head["Date"].flatMap({ Timestamp(httpDate: $0) }) else {
            return min(moment, latest)
        }
        let distance = max(0, moment.seconds(since: theirs))
        return min(now.advanced(bySeconds: min(distance, 86_400) + 1), latest)
    }
}
