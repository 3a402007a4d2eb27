/// How many requests may still be sent in this window: an hour, or what the service counts by.
///
/// A request is paid for when it is sent (``reserve(for:of:at:)``) and settled when its answer came
/// (``settle(_:at:_:)``): what the service does not count is given back then. Two counts are kept, the service's
/// own figure and ours of a rolling window; each alone keeps us within the limit as long as nobody else spends,
/// so the higher one goes, except that a person's own limit always holds. Being wrong on the careful side costs
/// a wait, on the other side a locked account.
struct RequestBudget: Sendable {
    /// A person's own limit, if there is one: holds whatever the service says.
    private let ceiling: Int?
    /// Requests per window where neither a person nor the service says anything; `nil` for no limit.
    private let presumed: Int?
    /// Seconds.
    let window: Int64
    private(set) var books = RequestBooks()
    /// Requests of this process that are under way.
    private var own: Set<UInt64> = []
    /// Of this process.
    private(set) var counted = 0
    private(set) var notModified = 0

    /// A request that was paid for.
    struct Ticket: Hashable, Sendable {
        fileprivate let number: UInt64
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
        /// Nothing is left for that purpose.
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
        guard let announced = books.announcedLimit ?? ceiling ?? presumed else { return nil }
        return max(0, min(announced, ceiling ?? announced))
    }

    /// Whether there is anything to count.
    var isLimited: Bool { limit != nil || books.service != nil || books.closedUntil != nil }

    /// Requests that may be sent now; `nil` for any number.
    mutating func remaining(at now: Timestamp) -> Int? {
        let now = advance(to: now)
        return left(at: now)
    }

    /// What the less urgent leave for the more urgent.
    mutating func reserves(at now: Timestamp) -> RequestReserve {
        let now = advance(to: now)
        return reserves(counting: now)
    }

    /// When requests for that purpose are likely to be allowed again, if they are not now.
    mutating func reopens(for purpose: RequestPurpose, at now: Timestamp) -> Timestamp? {
        let now = advance(to: now)
        return opening(for: purpose, at: now)
    }

    private func opening(for purpose: RequestPurpose, at now: Timestamp) -> Timestamp? {
        let kept = reserves(counting: now).kept(from: purpose)
        guard let left = left(at: now), left <= kept else { return nil }
        if let closed = books.closedUntil { return closed }
        if let reset = books.service?.resetsAt { return reset }
        return moment(atWhichReturn: kept - left + 1) ?? now.advanced(bySeconds: politePause)
    }

    /// The end of the service's current window, where it says so.
    var resetsAt: Timestamp? { books.closedUntil ?? books.service?.resetsAt }

    mutating func reserve(for purpose: RequestPurpose, of kind: RequestKind, at now: Timestamp) -> Verdict {
        let now = advance(to: now)
        if let moment = opening(for: purpose, at: now) { return .spent(until: moment) }
        let number = books.nextNumber
        books.nextNumber &+= 1
        books.sequence &+= 1
        own.insert(number)
        books.underway[number] = .init(
            sentAt: now, kind: kind, countedBefore: books.counted)
        books.service?.remaining -= 1
        return .granted(Ticket(number: number))
    }

    mutating func settle(_ ticket: Ticket, at now: Timestamp, _ outcome: Outcome) {
        own.remove(ticket.number)
        guard let request = books.underway.removeValue(forKey: ticket.number) else { return }
        books.sequence &+= 1
        let overtaken = Int(clamping: books.counted &- request.countedBefore)
        let now = advance(to: now)
        switch outcome {
        case .notSent: books.service?.remaining += 1
        case .unanswered:
            counted += 1
            books.count(at: now)
        case .answered(let head):
            let said = RateLimit(head, at: now)
            if books.charges.isFree(request.kind, status: head.status, isTold: said.remaining != nil) {
                books.service?.remaining += 1
            } else {
                books.count(at: now)
            }
            tell(request.kind, head.status)
            learn(said, from: head, request.kind, ticket, overtaken: overtaken, at: now)
        }
    }
}

extension RequestBudget {
    /// Goes on with the books of an earlier run, or with what another process wrote meanwhile.
    mutating func adopt(_ books: RequestBooks) {
        guard books.sequence > self.books.sequence else { return }
        self.books = books
    }

    /// Hears what the clock that nobody sets shows. To be called before anything that is told the time.
    mutating func keepPace(with uptime: Uptime?, at now: Timestamp) {
        guard let uptime, books.keepPace(with: uptime, at: now) else { return }
        books.sequence &+= 1
    }

    /// For books that were lost: what they may have held is taken to be half of the limit, spent now.
    ///
    /// All of it would leave a person without a library for an hour because of a damaged file; and the service,
    /// should it have counted more, says so with 429.
    mutating func presumeSpent(at now: Timestamp) {
        guard let limit, limit > 1 else { return }
        books.sequence &+= 1
        let now = advance(to: now)
        books.count(limit / 2, at: now)
    }

    private mutating func advance(to now: Timestamp) -> Timestamp {
        books.advance(to: now, window: window, own: own, isRolling: ceiling != nil)
    }

    /// For people: by what is believed of the service.
    private mutating func tell(_ kind: RequestKind, _ status: Int) {
        if status == 304 { notModified += 1 }
        if !books.charges.isFree(kind, status: status, isTold: false) { counted += 1 }
    }

    private func left(at now: Timestamp) -> Int? {
        if books.closedUntil != nil { return 0 }
        guard let limit else { return books.service.map { max(0, $0.remaining) } }
        let own = limit - books.spent
        guard let service = books.service else { return max(0, own) }
        // The service's figure also knows of other programs of the same account, and of a window that ended
        // early. What has left a rolling window since it was said, it does not know.
        let figure = max(service.remaining, min(service.remaining + service.outdated, own))
        return max(0, ceiling == nil ? figure : min(figure, own))
    }

    private func reserves(counting now: Timestamp) -> RequestReserve {
        RequestReserve(
            limit: limit, window: window, rest: books.service?.resetsAt.map { $0.seconds(since: now) })
    }

    /// When that many of the requests that count now will not any more.
    private func moment(atWhichReturn wanted: Int) -> Timestamp? {
        var returned = 0
        for spending in books.settled {
            returned += spending.count
            if returned >= wanted {
                return spending.second.advanced(bySeconds: RequestBooks.memory(window))
            }
        }
        return books.settled.last?.second.advanced(bySeconds: RequestBooks.memory(window))
    }

    /// Seconds until the next try when nothing says how long the wait is: other programs of the same
    /// account spend from the same budget, and their window is unknown here. Five minutes of an hour.
    private var politePause: Int64 { max(1, window / 12) }
}

extension RequestBudget {
    /// Takes over the figures of an answer that others (`overtaken`) came before although they were sent
    /// later or together with its request.
    private mutating func learn(
        _ said: RateLimit, from head: HTTPHead, _ kind: RequestKind, _ ticket: Ticket, overtaken: Int,
        at now: Timestamp
    ) {
        if let limit = said.limit { books.announcedLimit = limit }
        if let remaining = said.remaining {
            let travelling = books.travelling(at: now, own: own)
            // What is under way, and what was answered meanwhile, may be in that figure or not: taken as
            // not. What we knew before is as good, unless the service's figure is below it: others spend too.
            let surely = remaining - travelling - overtaken
            let left = max(surely, min(books.service?.remaining ?? surely, remaining))
            books.service = .init(remaining: left, resetsAt: said.resetsAt, heardAt: now)
            // Spent by others, or charged against our belief: may be counted until the window is round.
            if let limit, limit - books.spent > remaining {
                books.add(limit - books.spent - remaining, at: now)
            }
            books.charges.observe(
                remaining: remaining, of: kind, status: head.status, number: ticket.number,
                next: books.nextNumber, isAlone: travelling == 0, at: now, window: window)
            if remaining <= 0, head.status != 429 {
                books.closedUntil = said.resetsAt ?? reopens(for: .playing, at: now)
            }
        }
        if head.status == 429 {
            books.closedUntil =
                RetryAfter(head, at: now)?.moment ?? said.resetsAt ?? reopens(for: .playing, at: now)
                ?? (limit == nil ? nil : moment(atWhichReturn: 1))
                ?? now.advanced(bySeconds: politePause)
        }
    }
}
