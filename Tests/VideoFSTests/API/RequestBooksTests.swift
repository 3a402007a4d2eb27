import Testing

@testable import VideoFS

/// What outlives a restart, and what a clock may do to it.
struct RequestBooksTests {
    private static let start = Timestamp(rawValue: 1_400_000_000)
    private static func later(_ seconds: Int64) -> Timestamp { start.advanced(bySeconds: seconds) }

    private static func head(_ status: Int = 200, _ remaining: Int? = nil, reset: Int? = nil) -> HTTPHead {
        var headers: [(name: String, value: String)] = []
        if let remaining { headers.append(("X-RateLimit-Remaining", "\(remaining)")) }
        if let reset { headers.append(("X-RateLimit-Reset", "\(reset)")) }
        return HTTPHead(status: status, headers: headers)
    }

    /// - Returns: whether it was sent.
    @discardableResult
    private static func spend(
        _ budget: inout RequestBudget, at now: Timestamp, _ kind: RequestKind = .resource,
        _ head: HTTPHead = head()
    ) -> Bool {
        guard case .granted(let ticket) = budget.reserve(for: .playing, of: kind, at: now) else {
            return false
        }
        budget.settle(ticket, at: now, .answered(head))
        return true
    }

    private static func restarted(_ budget: RequestBudget, limit: Int?) throws -> RequestBudget {
        var other = RequestBudget(ceiling: nil, presumed: limit)
        other.adopt(try #require(RequestBooks(bytes: budget.books.bytes)))
        return other
    }

    @Test func theBooksAreReadAsTheyWereWritten() throws {
        var budget = RequestBudget(ceiling: nil, presumed: 250)
        budget.keepPace(with: Self.up(100), at: Self.start)
        _ = budget.reserve(for: .browsing, of: .link, at: Self.start)
        for second in 0..<5 {
            Self.spend(
                &budget, at: Self.later(Int64(second)), .link, Self.head(200, 100 - second, reset: 900))
        }
        Self.spend(&budget, at: Self.later(9), .resource, Self.head(429))
        #expect(budget.books.closedUntil != nil)
        #expect(budget.books.service != nil)
        var read = try #require(RequestBooks(bytes: budget.books.bytes))
        // Learnt from within a run only: what came between is not known.
        #expect(read.charges.figure == nil)
        read.charges.figure = budget.books.charges.figure
        #expect(read == budget.books)
        #expect(RequestBooks(bytes: RequestBooks().bytes) == RequestBooks())
    }

    @Test("every damaged byte and every missing part shows")
    func damage() {
        var budget = RequestBudget(ceiling: nil, presumed: 250)
        Self.spend(&budget, at: Self.start)
        let bytes = budget.books.bytes
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x40
            #expect(RequestBooks(bytes: damaged) == nil)
            #expect(RequestBooks(bytes: Array(bytes[..<index])) == nil)
        }
    }

    @Test("numbers that are whole but make no sense are refused", arguments: [Int64.min, -1, 1, 3, .max])
    func nonsense(number: Int64) {
        let words = RequestBooks().bytes.count / 8 - 1
        for place in 0..<words {
            var bytes = RequestBooks().bytes
            for byte in 0..<8 {
                bytes[place * 8 + byte] = UInt8(truncatingIfNeeded: number >> Int64(8 * byte))
            }
            let sum = Checksum(Array(bytes.dropLast(8))).value
            for byte in 0..<8 { bytes[words * 8 + byte] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * byte)) }
            // Whatever is taken over must not trap.
            guard let books = RequestBooks(bytes: bytes) else { continue }
            var budget = RequestBudget(ceiling: nil, presumed: 5)
            budget.adopt(books)
            for second in 0..<6 {
                Self.spend(&budget, at: Self.later(Int64(second)), .resource, Self.head(200, 3))
            }
        }
    }

    @Test func aRestartGivesNoSecondBudget() throws {
        var budget = RequestBudget(ceiling: nil, presumed: 3)
        Self.spend(&budget, at: Self.start)
        // The program dies with two requests under way.
        _ = budget.reserve(for: .playing, of: .resource, at: Self.later(10))
        _ = budget.reserve(for: .playing, of: .resource, at: Self.later(10))
        var next = try Self.restarted(budget, limit: 3)
        #expect(
            next.reserve(for: .playing, of: .resource, at: Self.later(20)) == .spent(until: Self.later(3_601))
        )
        #expect(Self.spend(&next, at: Self.later(3_601)))
        #expect(!Self.spend(&next, at: Self.later(3_611)))
        // A request may have been on its way for a minute.
        #expect(!Self.spend(&next, at: Self.later(3_670)))
        #expect(Self.spend(&next, at: Self.later(3_671)))
    }

    @Test("damaged books count as half of the limit")
    func presumes() {
        var budget = RequestBudget(ceiling: 20, presumed: nil)
        budget.presumeSpent(at: Self.start)
        let left = budget.remaining(at: Self.start)
        #expect(left == 10)
        let later = budget.remaining(at: Self.later(3_601))
        #expect(later == 20)
    }

    @Test(
        "a clock that was wrong locks nobody out for longer than the window",
        arguments: [86_400 * 3_650, 7_200, 60])
    func clockSetBack(seconds: Int64) throws {
        var budget = RequestBudget(ceiling: nil, presumed: 2)
        Self.spend(&budget, at: Self.later(seconds), .resource, Self.head(429, nil, reset: 86_400))
        #expect(!Self.spend(&budget, at: Self.later(seconds)))
        var next = try Self.restarted(budget, limit: 2)
        #expect(!Self.spend(&next, at: Self.start))
        // The service asked for a day.
        #expect(Self.spend(&next, at: Self.later(86_401)))
        var spent = RequestBudget(ceiling: nil, presumed: 1)
        Self.spend(&spent, at: Self.later(seconds))
        #expect(!Self.spend(&spent, at: Self.start))
        #expect(Self.spend(&spent, at: Self.later(3_601)))
    }

    private static func up(_ seconds: Int64, boot: UInt64 = 1) -> Uptime {
        Uptime(boot: boot, seconds: seconds)
    }

    @Test(
        "a clock that is set forward brings nothing back before its hour is over, nor locks anybody out for longer",
        arguments: [60, 7_200, 86_400 * 3_650])
    func clockSetForward(leap: Int64) throws {
        var budget = RequestBudget(ceiling: nil, presumed: 1)
        budget.keepPace(with: Self.up(100), at: Self.start)
        Self.spend(&budget, at: Self.start)
        // Seen by the next run as well.
        for restarts in [false, true] {
            var budget = restarts ? try Self.restarted(budget, limit: 1) : budget
            budget.keepPace(with: Self.up(110), at: Self.later(10 + leap))
            #expect(!Self.spend(&budget, at: Self.later(10 + leap)))
            budget.keepPace(with: Self.up(3_700), at: Self.later(3_600 + leap))
            #expect(!Self.spend(&budget, at: Self.later(3_600 + leap)))
            budget.keepPace(with: Self.up(3_701), at: Self.later(3_601 + leap))
            #expect(Self.spend(&budget, at: Self.later(3_601 + leap)))
        }
    }

    @Test("what passed while the machine was off, or while nobody looked, is no leap")
    func timePasses() throws {
        var budget = RequestBudget(ceiling: nil, presumed: 1)
        budget.keepPace(with: Self.up(100), at: Self.start)
        Self.spend(&budget, at: Self.start)
        var rebooted = try Self.restarted(budget, limit: 1)
        rebooted.keepPace(with: Self.up(20, boot: 2), at: Self.later(3_601))
        #expect(Self.spend(&rebooted, at: Self.later(3_601)))
        budget.keepPace(with: Self.up(3_705), at: Self.later(3_601))
        #expect(Self.spend(&budget, at: Self.later(3_601)))
    }

    @Test("books of the form before are read")
    func firstForm() throws {
        var budget = RequestBudget(ceiling: nil, presumed: 2)
        Self.spend(&budget, at: Self.start)
        var numbers = Array(budget.books.bytes.dropLast(8))
        numbers[0] = 1
        // The three numbers of the pace follow form, sequence and moment.
        numbers.removeSubrange(24..<48)
        let sum = Checksum(numbers).value
        numbers += (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) }
        let read = try #require(RequestBooks(bytes: numbers))
        #expect(read.spent == 1 && read.asOf == Self.start && read.pace == nil)
    }

    @Test("two threads that come in another order than they looked at the clock move nothing")
    func disorder() {
        var budget = RequestBudget(ceiling: nil, presumed: 1)
        Self.spend(&budget, at: Self.later(5))
        for _ in 0..<100 {
            #expect(!Self.spend(&budget, at: Self.later(3_600)))
            #expect(!Self.spend(&budget, at: Self.later(3_595)))
        }
        #expect(!Self.spend(&budget, at: Self.later(3_605)))
        #expect(Self.spend(&budget, at: Self.later(3_606)))
    }

    @Test("a figure of the service's that no answer renews is forgotten after a window")
    func oldFigures() {
        var budget = RequestBudget(ceiling: nil, presumed: 250)
        Self.spend(&budget, at: Self.start, .resource, Self.head(200, 1))
        guard case .granted(let ticket) = budget.reserve(for: .playing, of: .link, at: Self.start) else {
            return
        }
        budget.settle(ticket, at: Self.start, .unanswered)
        #expect(!Self.spend(&budget, at: Self.later(3_600)))
        #expect(Self.spend(&budget, at: Self.later(3_601)))
    }

    @Test func aLimitOfManyThousandsIsCountedInFewNumbers() {
        var budget = RequestBudget(ceiling: 100_000, presumed: nil)
        for second in 0..<3_000 { Self.spend(&budget, at: Self.later(Int64(second))) }
        #expect(budget.books.bytes.count < 10_000)
        let left = budget.remaining(at: Self.later(3_600))
        #expect(left == 97_000)
        let after = budget.remaining(at: Self.later(6_601))
        #expect(after == 100_000)
    }
}
