import Testing

@testable import VideoFS

struct RequestBudgetTests {
    private static let start = Timestamp(rawValue: 1_400_000_000)

    private static func head(_ status: Int = 200, _ headers: [(name: String, value: String)] = []) -> HTTPHead
    {
        HTTPHead(status: status, headers: headers)
    }

    /// Sends and answers one request.
    @discardableResult
    private static func spend(
        _ budget: inout RequestBudget, at now: Timestamp, _ head: HTTPHead = head()
    ) -> Bool {
        guard case .granted(let ticket) = budget.reserve(for: .playing, of: .resource, at: now) else {
            return false
        }
        budget.settle(ticket, at: now, .answered(head))
        return true
    }

    private static func later(_ seconds: Int64) -> Timestamp { start.advanced(bySeconds: seconds) }

    @Test("without a word from the service the presumed number is sent in an hour, and no more")
    func countsItself() {
        var budget = RequestBudget(ceiling: nil, presumed: 3)
        for second in 0..<3 { #expect(Self.spend(&budget, at: Self.later(Int64(second)))) }
        #expect(
            budget.reserve(for: .playing, of: .resource, at: Self.later(10))
                == .spent(until: Self.later(3_601)))
        #expect(!Self.spend(&budget, at: Self.later(3_600)))
        #expect(Self.spend(&budget, at: Self.later(3_601)))
        #expect(!Self.spend(&budget, at: Self.later(3_601)))
        #expect(budget.counted == 4)
    }

    @Test func requestsUnderWayAreSpentToo() {
        var budget = RequestBudget(ceiling: 2, presumed: 250)
        guard case .granted(let first) = budget.reserve(for: .playing, of: .resource, at: Self.start),
            case .granted(let second) = budget.reserve(for: .playing, of: .resource, at: Self.start)
        else {
            Issue.record("nothing was granted")
            return
        }
        #expect(budget.remaining(at: Self.start) == 0)
        budget.settle(first, at: Self.start, .notSent)
        #expect(budget.remaining(at: Self.start) == 1)
        budget.settle(second, at: Self.start, .unanswered)
        #expect(budget.remaining(at: Self.start) == 1)
        budget.settle(second, at: Self.start, .notSent)
        #expect(budget.remaining(at: Self.start) == 1)
    }

    @Test func notChangedIsFree() {
        var budget = RequestBudget(ceiling: nil, presumed: 1)
        for _ in 0..<5 { #expect(Self.spend(&budget, at: Self.start, Self.head(304))) }
        #expect(budget.remaining(at: Self.start) == 1)
        #expect(budget.notModified == 5)
        #expect(budget.counted == 0)
    }

    @Test("the service's figures count, and so does what is under way")
    func listensToTheService() {
        var budget = RequestBudget(ceiling: nil, presumed: 250)
        Self.spend(
            &budget, at: Self.start,
            Self.head(200, [("X-RateLimit-Limit", "500"), ("X-RateLimit-Remaining", "2")]))
        #expect(budget.limit == 500)
        #expect(budget.remaining(at: Self.start) == 2)
        _ = budget.reserve(for: .playing, of: .resource, at: Self.start)
        _ = budget.reserve(for: .playing, of: .resource, at: Self.start)
        guard case .spent = budget.reserve(for: .playing, of: .resource, at: Self.start) else {
            Issue.record("a third request was granted")
            return
        }
    }

    @Test("a nought from the service closes until its reset, else until an hour is round")
    func closes() {
        var reset = RequestBudget(ceiling: nil, presumed: 250)
        Self.spend(
            &reset, at: Self.start,
            Self.head(200, [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "120")]))
        #expect(
            reset.reserve(for: .playing, of: .resource, at: Self.later(120)) == .spent(until: Self.later(121))
        )
        #expect(Self.spend(&reset, at: Self.later(121)))
        var absolute = RequestBudget(ceiling: nil, presumed: 250)
        Self.spend(
            &absolute, at: Self.start,
            Self.head(200, [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1400000060")]))
        #expect(
            absolute.reserve(for: .playing, of: .resource, at: Self.start) == .spent(until: Self.later(60)))
        for (value, seconds) in [("1400000060000", 60), ("9223372036854775807", 86_400)] as [(String, Int64)]
        {
            var odd = RequestBudget(ceiling: nil, presumed: 250)
            Self.spend(
                &odd, at: Self.start,
                Self.head(200, [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", value)]))
            #expect(
                odd.reserve(for: .playing, of: .resource, at: Self.start)
                    == .spent(until: Self.later(seconds)))
        }
        var silent = RequestBudget(ceiling: nil, presumed: 250)
        Self.spend(&silent, at: Self.start, Self.head(200, [("X-RateLimit-Remaining", "0")]))
        #expect(
            silent.reserve(for: .playing, of: .resource, at: Self.later(1))
                == .spent(until: Self.later(3_601)))
        #expect(Self.spend(&silent, at: Self.later(3_601)))
    }

    @Test("a reset of the service's opens a hour that was spent by our own count as well")
    func opensAtTheReset() {
        var budget = RequestBudget(ceiling: nil, presumed: 2)
        for remaining in [1, 0] {
            Self.spend(
                &budget, at: Self.start,
                Self.head(200, [("X-RateLimit-Remaining", "\(remaining)"), ("X-RateLimit-Reset", "60")]))
        }
        #expect(!Self.spend(&budget, at: Self.later(60)))
        #expect(Self.spend(&budget, at: Self.later(61)))
    }

    @Test(
        "seconds from now are counted from the end of the present one, and open nothing early",
        arguments: [(200, "X-RateLimit-Reset"), (429, "X-RateLimit-Reset"), (429, "Retry-After")])
    func wholeSeconds(status: Int, header: String) {
        var budget = RequestBudget(ceiling: nil, presumed: 250)
        // Told at 0.9 s it holds until 10.9 s.
        let figure = status == 200 ? [(name: "X-RateLimit-Remaining", value: "0")] : []
        Self.spend(&budget, at: Self.start, Self.head(status, figure + [(name: header, value: "10")]))
        #expect(!Self.spend(&budget, at: Self.later(10)))
        #expect(Self.spend(&budget, at: Self.later(11)))
    }

    @Test(
        "429 closes for as long as it says",
        arguments: [("90", 91), ("Tue, 13 May 2014 17:26:40 GMT", 2_000)])
    func obeysRetryAfter(value: String, seconds: Int64) {
        var budget = RequestBudget(ceiling: nil, presumed: 250)
        Self.spend(&budget, at: Self.start, Self.head(429, [("Retry-After", value)]))
        #expect(
            budget.reserve(for: .playing, of: .resource, at: Self.later(1))
                == .spent(until: Self.later(seconds)))
        #expect(!Self.spend(&budget, at: Self.later(seconds - 1)))
        #expect(Self.spend(&budget, at: Self.later(seconds)))
    }

    @Test("figures beyond all measure are no reason to stop")
    func figuresBeyondMeasure() {
        var budget = RequestBudget(ceiling: nil, presumed: nil)
        let most = String(Int.max)
        for second in 0..<3 {
            let now = Self.later(Int64(second) * 2_000)
            Self.spend(
                &budget, at: now,
                Self.head(
                    200,
                    [
                        ("X-RateLimit-Limit", most), ("X-RateLimit-Remaining", most),
                        ("X-RateLimit-Reset", most),
                    ]))
        }
        #expect(Self.spend(&budget, at: Self.later(5_000)))
    }

    @Test func answersThatOvertakeEachOtherDoNotRaiseTheFigure() {
        var budget = RequestBudget(ceiling: nil, presumed: 250)
        guard case .granted(let first) = budget.reserve(for: .playing, of: .resource, at: Self.start),
            case .granted(let second) = budget.reserve(for: .playing, of: .resource, at: Self.start)
        else { return }
        budget.settle(second, at: Self.start, .answered(Self.head(200, [("X-RateLimit-Remaining", "5")])))
        #expect(budget.remaining(at: Self.start) == 4)
        budget.settle(first, at: Self.start, .answered(Self.head(200, [("X-RateLimit-Remaining", "6")])))
        #expect((budget.remaining(at: Self.start) ?? .max) <= 5)
    }

    @Test func aPersonsCeilingHoldsWhateverTheServiceSays() {
        var budget = RequestBudget(ceiling: 2, presumed: 250)
        let generous = Self.head(200, [("X-RateLimit-Limit", "500"), ("X-RateLimit-Remaining", "499")])
        #expect(Self.spend(&budget, at: Self.start, generous))
        #expect(Self.spend(&budget, at: Self.start, generous))
        #expect(!Self.spend(&budget, at: Self.start, generous))
        #expect(budget.limit == 2)
    }

    @Test("whatever the order of events, no hour of the service has more than its limit", arguments: 0..<8)
    func neverExceeds(seed: UInt64) {
        var random = Lehmer(seed: seed)
        let speaks = seed % 2 == 0
        let limit = 5
        var budget = RequestBudget(ceiling: nil, presumed: limit)
        var now = Self.start
        var underway: [(ticket: RequestBudget.Ticket, sent: Timestamp)] = []
        var arrivals: [Timestamp] = []
        for _ in 0..<2_000 {
            now = now.advanced(bySeconds: Int64.random(in: 0...300, using: &random))
            if Bool.random(using: &random),
                case .granted(let ticket) = budget.reserve(for: .playing, of: .resource, at: now)
            {
                underway.append((ticket, now))
            } else if !underway.isEmpty {
                let (ticket, sent) = underway.remove(at: .random(in: 0..<underway.count, using: &random))
                // It reached the service at some time on its way.
                let arrival = Timestamp(rawValue: .random(in: sent.rawValue...now.rawValue, using: &random))
                switch Int.random(in: 0..<10, using: &random) {
                case 0: budget.settle(ticket, at: now, .notSent)
                case 1: budget.settle(ticket, at: now, .answered(Self.head(304)))
                case 2:
                    arrivals.append(arrival)
                    budget.settle(ticket, at: now, .unanswered)
                default:
                    arrivals.append(arrival)
                    let recent = arrivals.count { $0.seconds(since: arrival) > -3_600 && $0 <= arrival }
                    let headers = [(name: "X-RateLimit-Remaining", value: "\(max(0, limit - recent))")]
                    budget.settle(ticket, at: now, .answered(Self.head(200, speaks ? headers : [])))
                }
            }
        }
        for arrival in arrivals {
            let inHour = arrivals.count { $0 >= arrival && $0.seconds(since: arrival) < 3_600 }
            #expect(inHour <= limit, "seed \(seed)")
        }
    }
}

/// A generator that gives the same numbers for the same seed.
struct Lehmer: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

struct RetryPolicyTests {
    private let policy = RetryPolicy()

    @Test func pausesGrowAndThenEnd() {
        let pauses = (1...4).map { policy.pause(afterAttempts: $0, elapsed: .zero, chance: 0.5) }
        #expect(pauses == [.milliseconds(100), .milliseconds(300), .seconds(1), nil])
    }

    @Test("chance spreads a pause from half to one and a half", arguments: [(0.0, 50), (0.999, 149)])
    func spreads(chance: Double, milliseconds: Int) throws {
        let pause = try #require(policy.pause(afterAttempts: 1, elapsed: .zero, chance: chance))
        #expect(abs(pause / .milliseconds(1) - Double(milliseconds)) < 1)
    }

    @Test func nothingStartsAfterTheDeadline() {
        #expect(policy.pause(afterAttempts: 1, elapsed: .milliseconds(4_950), chance: 0.5) == nil)
        #expect(policy.pause(afterAttempts: 0, elapsed: .zero, chance: 0.5) == nil)
    }
}
