import Testing

@testable import VideoFS

struct RequestChargeTests {
    private static let start = Timestamp(rawValue: 1_400_000_000)

    /// A conversation in which nothing overlaps.
    private struct Conversation {
        var budget = RequestBudget(ceiling: nil, presumed: 250)
        var now = RequestChargeTests.start
        var left = 100

        mutating func ask(_ kind: RequestKind, _ status: Int = 200, costs: Int) {
            now = now.advanced(bySeconds: 2)
            guard case .granted(let ticket) = budget.reserve(for: .playing, of: kind, at: now) else { return }
            left -= costs
            let headers = [(name: "X-RateLimit-Remaining", value: "\(left)")]
            budget.settle(ticket, at: now, .answered(HTTPHead(status: status, headers: headers)))
        }

        var findings: (link: Bool?, notModified: Bool?) {
            (budget.books.charges.link.counts, budget.books.charges.notModified.counts)
        }
    }

    @Test("whether links and \"not changed\" count is learnt from three answers that say the same")
    func learns() {
        for (cost, counts) in [(0, false), (1, true)] {
            var conversation = Conversation()
            conversation.ask(.resource, costs: 1)
            for _ in 0..<2 {
                conversation.ask(.link, costs: cost)
                conversation.ask(.resource, 304, costs: cost)
            }
            #expect(conversation.findings == (nil, nil))
            conversation.ask(.link, costs: cost)
            conversation.ask(.resource, 304, costs: cost)
            #expect(conversation.findings == (counts, counts))
            conversation.ask(.resource, costs: 1)
            #expect(conversation.findings == (counts, counts))
        }
    }

    @Test("what is learnt is what is counted, also without the service's figure")
    func counts() {
        var conversation = Conversation()
        for _ in 0..<6 { conversation.ask(.link, costs: 0) }
        let before = conversation.budget.books.spent
        guard
            case .granted(let ticket) = conversation.budget.reserve(for: .playing, of: .link, at: Self.start)
        else { return }
        conversation.budget.settle(ticket, at: Self.start, .answered(HTTPHead(status: 200, headers: [])))
        #expect(conversation.budget.books.spent == before)
    }

    @Test func othersWhoSpendNowAndThenChangeNoOpinion() {
        var conversation = Conversation()
        for round in 0..<12 { conversation.ask(.link, costs: round % 3 == 2 ? 1 : 0) }
        #expect(conversation.findings.link == nil)
        for _ in 0..<3 { conversation.ask(.link, costs: 0) }
        #expect(conversation.findings.link == false)
        for _ in 0..<3 { conversation.ask(.link, costs: 5) }
        #expect(conversation.findings.link == false)
    }

    @Test("answers that overlap, and those far apart, teach nothing")
    func overlap() {
        var budget = RequestBudget(ceiling: nil, presumed: 250)
        var now = Self.start
        func head(_ left: Int) -> HTTPHead {
            HTTPHead(status: 200, headers: [("X-RateLimit-Remaining", "\(left)")])
        }
        for _ in 0..<10 {
            guard case .granted(let one) = budget.reserve(for: .playing, of: .link, at: now),
                case .granted(let two) = budget.reserve(for: .playing, of: .link, at: now)
            else { return }
            budget.settle(one, at: now, .answered(head(100)))
            budget.settle(two, at: now, .answered(head(100)))
        }
        #expect(budget.books.charges.link.counts == nil)
        for _ in 0..<10 {
            now = now.advanced(bySeconds: 301)
            guard case .granted(let ticket) = budget.reserve(for: .playing, of: .link, at: now) else {
                return
            }
            budget.settle(ticket, at: now, .answered(head(100)))
        }
        #expect(budget.books.charges.link.counts == nil)
    }
}
