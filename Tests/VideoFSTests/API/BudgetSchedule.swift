@testable import VideoFS

/// A service that counts, as services do: in a window that rolls, that begins with the first request, or that
/// ends at fixed times; and says in its answers as much as it likes.
struct CountingService {
    enum Window: CaseIterable {
        case rolling, fromFirst, fixed
    }

    enum Words: CaseIterable {
        case none, remaining, limitAndRemaining, resetInSeconds, resetInEpochSeconds, resetInEpochMilliseconds
    }

    let limit: Int
    let window: Window
    let words: Words
    let linkCounts: Bool
    let notModifiedCounts: Bool
    /// Of an answer 429.
    let saysRetryAfter: Bool
    /// Seconds into a window of its own at which a fixed one began.
    let offset: Int64
    static let length: Int64 = 3_600

    private(set) var arrivals: [Int64] = []
    private var began: Int64?
    private(set) var refused = 0

    init(using random: inout Lehmer) {
        limit = Int.random(in: 1...14, using: &random)
        window = Window.allCases[Int.random(in: 0..<3, using: &random)]
        // Nobody can know what is not said: silent services count by the documentation.
        words = Words.allCases[Int.random(in: 0..<6, using: &random)]
        linkCounts = words == .none || Bool.random(using: &random)
        notModifiedCounts = words != .none && Bool.random(using: &random)
        saysRetryAfter = Bool.random(using: &random)
        offset = Int64.random(in: 0..<Self.length, using: &random)
    }

    /// When the present window began; `nil` for none.
    private func start(at now: Int64) -> Int64? {
        switch window {
        case .rolling: now - Self.length + 1
        case .fixed: now - (now + offset) % Self.length
        case .fromFirst: began.flatMap { now - $0 < Self.length ? $0 : nil }
        }
    }

    func left(at now: Int64) -> Int {
        guard let start = start(at: now) else { return limit }
        return limit - arrivals.reversed().prefix { $0 >= start }.count
    }

    /// Counts what others spend, as far as there is something left.
    mutating func count(at now: Int64) {
        if window == .fromFirst, start(at: now) == nil { began = now }
        arrivals.append(now)
    }

    mutating func answer(_ kind: RequestKind, isNotModified: Bool, at now: Int64) -> HTTPHead {
        let isFree = isNotModified ? !notModifiedCounts : kind == .link && !linkCounts
        guard isFree || left(at: now) > 0 else {
            refused += 1
            return head(429, at: now)
        }
        if !isFree { count(at: now) }
        return head(isNotModified ? 304 : 200, at: now)
    }

    func head(_ status: Int, at now: Int64) -> HTTPHead {
        var headers: [(name: String, value: String)] = []
        let full = window == .rolling ? (arrivals.last ?? now) : start(at: now) ?? now
        let reset = full + Self.length
        if words != .none { headers.append(("X-RateLimit-Remaining", "\(max(0, left(at: now)))")) }
        switch words {
        case .none, .remaining: break
        case .limitAndRemaining: headers.append(("X-RateLimit-Limit", "\(limit)"))
        case .resetInSeconds: headers.append(("X-RateLimit-Reset", "\(reset - now)"))
        case .resetInEpochSeconds: headers.append(("X-RateLimit-Reset", "\(reset)"))
        case .resetInEpochMilliseconds: headers.append(("X-RateLimit-Reset", "\(reset * 1_000)"))
        }
        if status == 429, saysRetryAfter { headers.append(("Retry-After", "\(reset - now)")) }
        return HTTPHead(status: status, headers: headers)
    }
}

/// One random run: requests of all purposes that overlap and get lost, restarts, other programs, a service that
/// refuses for reasons of its own.
struct BudgetSchedule {
    private struct Flight {
        let ticket: RequestBudget.Ticket
        let kind: RequestKind
        let isNotModified: Bool
        let arrival: Int64
        let end: Int64
        var arrives: Bool
        var head: HTTPHead?
        /// Of the program that is gone.
        var isLost = false
    }

    private var random: Lehmer
    private var service: CountingService
    private let hasOthers: Bool
    private let ceiling: Int?
    private var budget: RequestBudget
    /// What the file holds; made of bytes only where it is read.
    private var disk: RequestBooks?
    private var now: Int64 = 1_400_000_000
    private var flights: [Flight] = []
    private(set) var sent = 0
    /// What went wrong, in words.
    private(set) var complaint: String?

    init(seed: UInt64) {
        var random = Lehmer(seed: seed)
        service = CountingService(using: &random)
        hasOthers = UInt8.random(in: 0..<4, using: &random) == 0
        ceiling = Bool.random(using: &random) ? service.limit : nil
        budget = RequestBudget(ceiling: ceiling, presumed: service.limit)
        self.random = random
    }

    /// The service, for whoever looks for the cause.
    var about: String {
        "\(service.window), says \(service.words), limit \(service.limit), \(hasOthers ? "others" : "alone"), ceiling \(ceiling ?? 0), links \(service.linkCounts), 304 \(service.notModifiedCounts)"
    }

    /// Requests that the service had to refuse because there were too many.
    var refused: Int { hasOthers ? 0 : service.refused }

    mutating func run(steps: Int) {
        for _ in 0..<steps where complaint == nil {
            // Bursts, and pauses of up to half an hour.
            if Int.random(in: 0..<3, using: &random) == 0 {
                pass(to: now + Int64.random(in: 0...1_800, using: &random))
            } else {
                pass(to: now + Int64.random(in: 0...4, using: &random))
            }
            switch Int.random(in: 0..<16, using: &random) {
            case 0: restart()
            case 1 where hasOthers && service.left(at: now) > 0: service.count(at: now)
            default: send()
            }
        }
        pass(to: now + 10)
    }

    private var moment: Timestamp { Timestamp(rawValue: now) }

    private mutating func send() {
        let purpose = RequestPurpose.allCases[Int.random(in: 0..<4, using: &random)]
        let kind: RequestKind = purpose >= .opening ? .link : .resource
        // Before the request is paid for.
        let onTheWay = flights.count { !$0.isLost && $0.head == nil }
        guard case .granted(let ticket) = budget.reserve(for: purpose, of: kind, at: moment) else { return }
        disk = budget.books
        sent += 1
        let kept = RequestReserve(limit: service.limit, window: 3_600, rest: nil)
        // With a reset that is said, less is kept for names towards the end.
        let least = purpose == .background ? RequestPurpose.browsing : purpose
        if !hasOthers, service.left(at: now) - onTheWay <= kept.kept(from: least) {
            complaint = "\(purpose) took what was kept: \(service.left(at: now)) left, \(onTheWay) under way"
        }
        let fate = Int.random(in: 0..<12, using: &random)
        let arrival = now + Int64.random(in: 0...3, using: &random)
        flights.append(
            Flight(
                ticket: ticket, kind: kind, isNotModified: kind == .resource && fate > 7, arrival: arrival,
                end: arrival + Int64.random(in: 0...3, using: &random), arrives: fate > 0))
    }

    /// The program dies and is started again.
    private mutating func restart() {
        for index in flights.indices { flights[index].isLost = true }
        budget = RequestBudget(ceiling: ceiling, presumed: service.limit)
        guard let disk else { return }
        guard let books = RequestBooks(bytes: disk.bytes) else {
            complaint = "the books cannot be read"
            return
        }
        budget.adopt(books)
    }

    /// Lets arrive and end what is under way until then.
    private mutating func pass(to time: Int64) {
        while let index = next(before: time) {
            let flight = flights[index]
            guard flight.arrives, flight.head == nil else {
                now = max(now, flight.end)
                end(flights.remove(at: index))
                continue
            }
            now = max(now, flight.arrival)
            let isMoody = Int.random(in: 0..<40, using: &random) == 0
            flights[index].head =
                isMoody
                ? service.head(429, at: now)
                : service.answer(flight.kind, isNotModified: flight.isNotModified, at: now)
        }
        now = time
    }

    private func next(before time: Int64) -> Int? {
        var found: Int?
        var earliest = time
        for (index, flight) in flights.enumerated() {
            let due = flight.arrives && flight.head == nil ? flight.arrival : flight.end
            if due < earliest || due == earliest && found == nil { (found, earliest) = (index, due) }
        }
        return found
    }

    private mutating func end(_ flight: Flight) {
        guard !flight.isLost else { return }
        if let head = flight.head, Int.random(in: 0..<12, using: &random) > 0 {
            budget.settle(flight.ticket, at: moment, .answered(head))
        } else {
            budget.settle(flight.ticket, at: moment, flight.arrives ? .unanswered : .notSent)
        }
        disk = budget.books
    }
}
