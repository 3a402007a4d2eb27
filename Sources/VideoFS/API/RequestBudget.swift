/// How many requests may still be sent in this window: an hour, or what the service counts by.
///
/// The service's own figures count where it sends them; where it does not, every request of a rolling window
/// is counted here. A request is paid for when it is sent (``reserve(at:)``) and settled when its answer
/// came (``settle(_:at:_:)``): "not changed" is free. Being wrong on the careful side costs a wait, on the
/// other side a locked account.
struct RequestBudget: Sendable {
    /// A person's own limit, if there is one: holds whatever the service says.
    private let ceiling: Int?
    /// Requests per window where neither a person nor the service says anything; `nil` for no limit.
    private let presumed: Int?
    /// Seconds.
    let window: Int64
    private(set) var announcedLimit: Int?
    private var service: ServiceCount?
    /// Settled requests of the last window by the second in which they were answered, oldest first.
    private var settled: [(second: Timestamp, count: Int)] = []
    /// With the number that had been counted when it was sent.
    private var underway: [Ticket: Int] = [:]
    private var nextNumber = 0
    /// Set by 429, and by a count of the service's that reached nought.
    private var closedUntil: Timestamp?
    private(set) var counted = 0
    private(set) var notModified = 0

    /// A request that was paid for.
    struct Ticket: Hashable, Sendable {
        fileprivate let number: Int
    }

    private struct ServiceCount {
        /// Requests left by the service's last figure and what was sent since.
        var remaining: Int
        var resetsAt: Timestamp?
    }

    /// How a request ended.
    enum Outcome: Sendable {
        case answered(HTTPHead)
        /// It never left.
        case notSent
        /// It may have arrived, so it counts.
        case unanswered
    }

    enum Verdict: Hashable, Sendable {
        case granted(Ticket)
        case spent(until: Timestamp?)
    }

    /// - Parameters:
    ///   - ceiling: a person's own limit, if there is one.
    ///   - presumed: the limit until the service says one; `nil` for none.
    ///   - window: seconds that a limit is about.
    init(ceiling: Int?, presumed: Int?, window: Int64 = 3_600) {
        self.ceiling = ceiling
        self.presumed = presumed
        self.window = max(1, window)
    }

    /// Requests per window that are taken to be allowed; `nil` for any number.
    var limit: Int? {
        guard let announced = announcedLimit ?? ceiling ?? presumed else { return nil }
        return max(0, min(announced, ceiling ?? announced))
    }

    /// Requests that may be sent now; `nil` for any number.
    mutating func remaining(at now: Timestamp) -> Int? {
        forget(at: now)
        if let closedUntil, now < closedUntil { return 0 }
        guard let limit else { return service.map { max(0, $0.remaining) } }
        let own = limit - settled.reduce(0) { $0 + $1.count } - underway.count
        // The service's figure, where there is one, also knows of other programs of the same account. A
        // person's ceiling is on this program, so both count then.
        guard let service else { return max(0, own) }
        return max(0, ceiling == nil ? service.remaining : min(service.remaining, own))
    }

    /// When requests are likely to be allowed again, if they are not now.
    mutating func reopens(at now: Timestamp) -> Timestamp? {
        guard remaining(at: now) == 0 else { return nil }
        if let closedUntil, now < closedUntil { return closedUntil }
        if let reset = service?.resetsAt, now < reset { return reset }
        return settled.first.map { $0.second.advanced(bySeconds: memory) }
            ?? now.advanced(bySeconds: politePause)
    }

    /// The end of the service's current window, where it says so.
    var resetsAt: Timestamp? { closedUntil ?? service?.resetsAt }

    mutating func reserve(at now: Timestamp) -> Verdict {
        guard remaining(at: now).map({ $0 > 0 }) ?? true else { return .spent(until: reopens(at: now)) }
        let ticket = Ticket(number: nextNumber)
        nextNumber += 1
        underway[ticket] = counted
        service?.remaining -= 1
        return .granted(ticket)
    }

    mutating func settle(_ ticket: Ticket, at now: Timestamp, _ outcome: Outcome) {
        guard let countedBefore = underway.removeValue(forKey: ticket) else { return }
        let overtaken = counted - countedBefore
        forget(at: now)
        switch outcome {
        case .notSent: service?.remaining += 1
        case .unanswered: count(at: now)
        case .answered(let head):
            if head.status == 304 {
                notModified += 1
                service?.remaining += 1
            } else {
                count(at: now)
            }
            learn(from: head, overtaken: overtaken, at: now)
        }
    }
}

extension RequestBudget {
    /// One second more than the window: the service counted a request at some moment of the second before.
    private var memory: Int64 { window < .max ? window + 1 : window }

    /// Seconds until the next try when nothing says how long the wait is: other programs of the same
    /// account spend from the same budget, and their window is unknown here. Five minutes of an hour.
    private var politePause: Int64 { max(1, window / 12) }

    private mutating func count(at now: Timestamp) {
        counted += 1
        if let last = settled.last, last.second >= now {
            settled[settled.count - 1].count += 1
        } else {
            settled.append((now, 1))
        }
    }

    /// Drops what no longer counts.
    private mutating func forget(at now: Timestamp) {
        let oldest = now.advanced(bySeconds: -memory)
        settled.removeAll { $0.second <= oldest }
        if let reset = service?.resetsAt, reset <= now {
            service = nil
            // A new window of the service's own. A person's ceiling goes on counting by the rolling one.
            if ceiling == nil { settled.removeAll { $0.second < reset } }
        }
        if let closedUntil, closedUntil <= now {
            self.closedUntil = nil
            service = nil
        }
    }

    /// Takes over the figures of an answer that others (`overtaken`) came before although they were sent
    /// later or together with its request.
    private mutating func learn(from head: HTTPHead, overtaken: Int, at now: Timestamp) {
        if let limit = Self.number(head, "X-RateLimit-Limit", "RateLimit-Limit"), limit > 0 {
            announcedLimit = limit
        }
        let reset = Self.reset(in: head, at: now)
        if let remaining = Self.number(head, "X-RateLimit-Remaining", "RateLimit-Remaining") {
            // What is under way, and what was answered meanwhile, may be in that figure or not: taken as
            // not. What we knew before is as good, unless the service's figure is below it: others spend too.
            let surely = max(0, remaining) - underway.count - overtaken
            let left = max(surely, min(service?.remaining ?? surely, remaining))
            service = ServiceCount(remaining: left, resetsAt: reset)
            if remaining <= 0, head.status != 429 { closedUntil = reset ?? reopens(at: now) }
        }
        if head.status == 429 {
            closedUntil =
                RetryAfter(head, at: now)?.moment ?? reset ?? reopens(at: now)
                ?? (limit == nil ? nil : settled.first.map { $0.second.advanced(bySeconds: memory) })
                ?? now.advanced(bySeconds: politePause)
        }
    }

    private static func number(_ head: HTTPHead, _ names: String...) -> Int? {
        names.lazy.compactMap { head[$0] }.first.flatMap { Int($0.trimming()) }
    }

    /// Seconds from now, or seconds or milliseconds since 1970: all are in use, and their size tells them
    /// apart. A day at most, so that a mistake does not close the service for ever.
    private static func reset(in head: HTTPHead, at now: Timestamp) -> Timestamp? {
        guard let number = number(head, "X-RateLimit-Reset", "RateLimit-Reset"), number >= 0 else {
            return nil
        }
        let value = Int64(number)
        let moment =
            switch value {
            case ...1_000_000_000: now.advanced(bySeconds: value)
            case ...100_000_000_000: Timestamp(rawValue: value)
            default: Timestamp(rawValue: value / 1_000)
            }
        return min(moment, now.advanced(bySeconds: 86_400))
    }
}
