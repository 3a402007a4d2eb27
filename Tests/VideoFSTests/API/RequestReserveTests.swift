import Testing

@testable import VideoFS

struct RequestReserveTests {
    private static let start = Timestamp(rawValue: 1_400_000_000)

    /// Requests that are sent for one purpose after the other until each is refused.
    private static func spent(
        _ purposes: [RequestPurpose], of budget: RequestBudget, at now: Timestamp = start
    ) -> [Int] {
        var budget = budget
        return purposes.map { purpose in
            var count = 0
            while case .granted = budget.reserve(for: purpose, of: .resource, at: now) { count += 1 }
            return count
        }
    }

    @Test(
        "the less urgent leave what the more urgent need, of small limits too",
        arguments: [
            (250, [160, 60, 10, 20]), (500, [410, 60, 10, 20]), (20, [9, 5, 2, 4]), (10, [5, 2, 1, 2]),
            (4, [3, 1, 0, 0]), (1, [1, 0, 0, 0]), (0, [0, 0, 0, 0]),
        ])
    func keeps(limit: Int, counts: [Int]) {
        let budget = RequestBudget(ceiling: limit, presumed: nil)
        #expect(Self.spent([.background, .browsing, .opening, .playing], of: budget) == counts)
        #expect(Self.spent([.playing], of: budget) == [limit])
    }

    @Test("a service that counts by the minute keeps what a minute needs")
    func keepsForAMinute() {
        let budget = RequestBudget(ceiling: 100, presumed: nil, window: 60)
        #expect(Self.spent([.background, .browsing, .opening, .playing], of: budget) == [97, 1, 1, 1])
    }

    @Test("towards the end of a window that the service tells less is kept for names")
    func keepsLessTowardsTheEnd() {
        let far = RequestReserve(limit: 250, window: 3_600, rest: 3_600)
        let near = RequestReserve(limit: 250, window: 3_600, rest: 600)
        #expect((far.browsing, near.browsing) == (60, 10))
        #expect((far.playing, near.playing) == (20, 20))
        #expect(RequestReserve(limit: 250, window: 3_600, rest: -5).browsing == 0)
        #expect(RequestReserve(limit: 250, window: .max, rest: .max).browsing == 62)
    }

    @Test("whoever is refused is told when enough will have come back for his purpose")
    func reopens() {
        var budget = RequestBudget(ceiling: 20, presumed: nil)
        for second in 0..<14 {
            let now = Self.start.advanced(bySeconds: Int64(second * 60))
            guard case .granted(let ticket) = budget.reserve(for: .playing, of: .link, at: now) else {
                return
            }
            budget.settle(ticket, at: now, .unanswered)
        }
        let now = Self.start.advanced(bySeconds: 1_000)
        let expected = { (seconds: Int64) in Self.start.advanced(bySeconds: 3_601 + seconds) }
        #expect(budget.reserve(for: .browsing, of: .resource, at: now) == .spent(until: expected(0)))
        // Five more must have come back.
        #expect(budget.reserve(for: .background, of: .resource, at: now) == .spent(until: expected(300)))
        let opening = budget.reopens(for: .opening, at: now)
        #expect(opening == nil)
    }
}
