/// What was spent and what the service said of it: everything that must outlive a restart.
///
/// Moments are the wall clock's, because that is what a restart has in common with the run before.
struct RequestBooks: Hashable, Sendable {
    /// Requests that were answered, or may have been, in one second.
    struct Spending: Hashable, Sendable {
        var second: Timestamp
        var count: Int
    }

    /// A request that was paid for and not answered yet.
    struct Underway: Hashable, Sendable {
        var sentAt: Timestamp
        var kind: RequestKind
        /// How many had counted when it was sent.
        var countedBefore: UInt64
    }

    struct Pace: Hashable, Sendable {
        var now: Timestamp
        var uptime: Uptime
    }

    struct ServiceCount: Hashable, Sendable {
        /// Requests left by the service's last figure, less what was sent since.
        var remaining: Int
        var resetsAt: Timestamp?
        var heardAt: Timestamp
        /// Requests in that figure that are older than the window by now.
        var outdated = 0
    }

    /// Grows with every change: tells which of two versions is the later.
    var sequence: UInt64 = 0
    /// The last moment that was seen.
    var asOf: Timestamp?
    /// What two clocks showed at one moment.
    var pace: Pace?
    /// Of the last window, oldest first.
    private(set) var settled: [Spending] = []
    /// Requests in ``settled``.
    private(set) var settledCount = 0
    /// By number.
    var underway: [UInt64: Underway] = [:]
    var nextNumber: UInt64 = 0
    /// Requests that counted, ever.
    var counted: UInt64 = 0
    var announcedLimit: Int?
    var service: ServiceCount?
    /// Set by 429, and by a count of the service's that reached nought.
    var closedUntil: Timestamp?
    var charges = RequestCharges()

    /// Requests of the last window, those under way included.
    var spent: Int { settledCount + underway.count }

    /// Seconds that another process's request is under way at most: five until it is given up, and a
    /// connection's time to be made. One that is older was lost with its process, and has arrived or never will.
    static let longestRequest: Int64 = 60

    /// Requests that may not have arrived yet; `own` are known to be under way.
    func travelling(at now: Timestamp, own: Set<UInt64>) -> Int {
        underway.count { number, request in
            own.contains(number) || now.seconds(since: request.sentAt) <= Self.longestRequest
        }
    }

    mutating func count(_ number: Int = 1, at now: Timestamp) {
        counted &+= UInt64(number)
        add(number, at: now)
    }

    /// Adds requests that were not this program's.
    mutating func add(_ number: Int, at now: Timestamp) {
        settledCount += number
        defer { if settled.count > Self.mostSpendings { coarsen() } }
        if let last = settled.last, last.second >= now {
            settled[settled.count - 1].count += number
        } else {
            settled.append(Spending(second: now, count: number))
        }
    }

    /// - Returns: how many requests were dropped.
    mutating func drop(before moment: Timestamp) -> Int {
        guard let first = settled.first, first.second < moment else { return 0 }
        let old = settled.prefix { $0.second < moment }
        let dropped = old.reduce(0) { $0 + $1.count }
        settled.removeFirst(old.count)
        settledCount -= dropped
        charges.figure = nil
        return dropped
    }

    mutating func moveSettled(by seconds: Int64) {
        for index in settled.indices {
            settled[index].second = settled[index].second.advanced(bySeconds: seconds)
        }
    }

    /// More than the hours of most services have requests; 8 KiB on disk.
    private static let mostSpendings = 512

    /// Halves the resolution. The later of two moments stays, so nothing is forgotten too early.
    private mutating func coarsen() {
        settled = stride(from: 0, to: settled.count, by: 2).map { index in
            guard index + 1 < settled.count else { return settled[index] }
            return Spending(
                second: settled[index + 1].second, count: settled[index].count + settled[index + 1].count)
        }
    }
}
