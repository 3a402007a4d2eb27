import Testing

@testable import VideoFS

/// What fill-ahead looks at, as a test likes it.
struct StaticView: FillAhead.View {
    var standings: [ResourceKey: FillAhead.Standing] = [:]
    var packages: [ResourceKey: [ResourceKey]] = [:]

    /// A package that is known, with videos that are not.
    mutating func add(_ package: String, _ videos: [String]) {
        standings[.package(package)] = .fresh
        packages[.package(package)] = videos.map { .video($0) }
    }

    func standing(of key: ResourceKey) -> FillAhead.Standing { standings[key] ?? .unknown }
    func videos(of key: ResourceKey) -> [ResourceKey] { packages[key] ?? [] }
}

/// Fill-ahead over two packages that are known.
final class FillAheadSubject {
    let now = Timestamp(rawValue: 1_000)
    var view = StaticView()
    var fill = FillAhead()

    init() {
        view.add("p", ["1", "2", "3"])
        view.add("q", ["4"])
    }

    /// The next step, so many seconds after ``now``.
    func next(
        after seconds: Int64 = 0, allowance: FillAhead.Allowance = .init(), isBusy: Bool = false
    ) -> FillAhead.Step {
        fill.next(
            at: now.advanced(bySeconds: seconds), allowance: allowance, isBusy: isBusy, view: view)
    }
}

@Suite("Filling in ahead")
struct FillAheadTests {
    private let subject = FillAheadSubject()
    private var now: Timestamp { subject.now }

    @Test("nothing is asked for before a package was looked at")
    func idle() {
        let step = subject.next()
        #expect(step == .wait(until: nil))
    }

    @Test("the videos of a package are asked for in its order, two at a time")
    func inOrder() {
        _ = subject.fill.want(.package("p"))
        var steps = [subject.next(), subject.next(), subject.next()]
        #expect(steps == [.ask(.video("1")), .ask(.video("2")), .wait(until: nil)])
        subject.fill.ended(.video("1"), .answered, at: now)
        subject.view.standings[.video("1")] = .fresh
        steps = [subject.next(), subject.next()]
        #expect(steps == [.ask(.video("3")), .wait(until: nil)])
    }

    @Test("what is known is left alone, also when it is old")
    func onlyTheUnknown() {
        subject.view.standings[.video("1")] = .fresh
        subject.view.standings[.video("2")] = .old
        _ = subject.fill.want(.package("p"))
        let steps = [subject.next(), subject.next()]
        #expect(steps == [.ask(.video("3")), .wait(until: nil)])
    }

    @Test("the package looked at last comes first, and the other one after it")
    func lastComesFirst() {
        _ = subject.fill.want(.package("p"))
        #expect(subject.next() == .ask(.video("1")))
        _ = subject.fill.want(.package("q"))
        #expect(subject.next() == .ask(.video("4")))
        for (video, known) in [("1", "1"), ("4", "4")] {
            subject.fill.ended(.video(video), .answered, at: now)
            subject.view.standings[.video(known)] = .fresh
        }
        #expect(subject.next() == .ask(.video("2")))
    }

    @Test("a person who waits goes first")
    func stepsAside() {
        _ = subject.fill.want(.package("p"))
        #expect(subject.next(isBusy: true) == .wait(until: nil))
        #expect(subject.next() == .ask(.video("1")))
    }

    @Test("whoever walks from package to package is not disturbed before he has stopped for two seconds")
    func waitsForTheEndOfAWalk() {
        var isNews = subject.fill.looked(at: .package("p"), now: now)
        #expect(isNews)
        #expect(subject.next() == .ask(.video("1")), "one package is no walk")
        isNews = subject.fill.looked(at: .package("q"), now: now.advanced(bySeconds: 1))
        #expect(isNews)
        #expect(subject.next(after: 1) == .wait(until: now.advanced(bySeconds: 3)))
        isNews = subject.fill.looked(at: .package("p"), now: now.advanced(bySeconds: 2))
        #expect(!isNews, "it waits already")
        #expect(subject.next(after: 3) == .wait(until: now.advanced(bySeconds: 4)))
        #expect(subject.next(after: 4) == .ask(.video("2")))
    }

    @Test("a walk that does not end is waited for a minute, and not again")
    func endlessWalk() {
        for second in 0..<59 as Range<Int64> {
            let package = ["p", "q"][Int(second % 2)]
            _ = subject.fill.looked(at: .package(package), now: now.advanced(bySeconds: second))
        }
        #expect(subject.next(after: 59) == .wait(until: now.advanced(bySeconds: 60)))
        for second in 59..<70 as Range<Int64> {
            let package = ["p", "q"][Int(second % 2)]
            _ = subject.fill.looked(at: .package(package), now: now.advanced(bySeconds: second))
        }
        let steps = [subject.next(after: 69), subject.next(after: 69)]
        #expect(steps == [.ask(.video("4")), .ask(.video("1"))])
    }

    @Test("looks that are far between, and a clock that is set back, are no walk")
    func noWalk() {
        _ = subject.fill.looked(at: .package("p"), now: now)
        _ = subject.fill.looked(at: .package("q"), now: now.advanced(bySeconds: 2))
        #expect(subject.next(after: 2) == .ask(.video("4")))
        _ = subject.fill.looked(at: .package("p"), now: now.advanced(bySeconds: 3))
        #expect(subject.next(after: 3) == .wait(until: now.advanced(bySeconds: 5)))
        #expect(subject.next(after: -3_600) == .ask(.video("1")))
    }

    @Test("without budget it waits until there is some")
    func waitsForBudget() {
        _ = subject.fill.want(.package("p"))
        let reopens = now.advanced(bySeconds: 500)
        #expect(subject.next(allowance: .init(isAllowed: false, reopensAt: reopens)) == .wait(until: reopens))
        #expect(
            subject.next(allowance: .init(isAllowed: false)) == .wait(until: now.advanced(bySeconds: 60)),
            "it looks again where nobody says when")
        #expect(subject.next() == .ask(.video("1")))
    }

    @Test(
        "after a failure one question tries again, later and later, and others come before the one that failed"
    )
    func backsOff() {
        _ = subject.fill.want(.package("p"))
        #expect(subject.next() == .ask(.video("1")))
        subject.fill.ended(.video("1"), .failed, at: now)
        #expect(subject.next(after: 9) == .wait(until: now.advanced(bySeconds: 10)))
        #expect(subject.next(after: 10) == .ask(.video("2")))
        #expect(subject.next(after: 10) == .wait(until: nil), "one at a time")
        subject.fill.ended(.video("2"), .failed, at: now.advanced(bySeconds: 10))
        #expect(subject.next(after: 29) == .wait(until: now.advanced(bySeconds: 30)))
        #expect(subject.next(after: 30) == .ask(.video("3")))
        subject.fill.ended(.video("3"), .answered, at: now.advanced(bySeconds: 30))
        subject.view.standings[.video("3")] = .fresh
        let again = [subject.next(after: 30), subject.next(after: 30)]
        #expect(Set(again) == [.ask(.video("1")), .ask(.video("2"))])
    }

    @Test("a pause never exceeds five minutes, and ends when somebody else is answered")
    func pausesAreBounded() {
        _ = subject.fill.want(.package("p"))
        var time: Int64 = 0
        for _ in 0..<40 {
            guard case .ask(let key) = subject.next(after: time) else {
                Issue.record("nothing was asked at \(time)")
                return
            }
            subject.fill.ended(key, .failed, at: now.advanced(bySeconds: time))
            time += 300
        }
        #expect(subject.next(after: time - 1) == .wait(until: now.advanced(bySeconds: time)))
        subject.fill.answered()
        guard case .ask = subject.next(after: time - 1) else {
            Issue.record("it still pauses")
            return
        }
    }

    @Test("what the service refuses is given up, and the rest goes on")
    func givesUp() {
        _ = subject.fill.want(.package("p"))
        #expect(subject.next() == .ask(.video("1")))
        subject.fill.ended(.video("1"), .refused, at: now)
        subject.view.standings[.video("1")] = .refused
        #expect(subject.next() == .ask(.video("2")))
    }

    @Test("a package that is gone is dropped, and one that changed is gone through again")
    func dropsAndRestarts() {
        _ = subject.fill.want(.package("p"))
        subject.fill.drop(.package("p"))
        #expect(subject.next() == .wait(until: nil))
        _ = subject.fill.want(.package("q"))
        #expect(subject.next() == .ask(.video("4")))
        subject.fill.ended(.video("4"), .answered, at: now)
        subject.view.standings[.video("4")] = .fresh
        #expect(subject.next() == .wait(until: nil))
        let isNews = subject.fill.want(.package("q"))
        #expect(!isNews, "nothing is missing of it")
        subject.view.add("q", ["4", "5"])
        subject.fill.changed(.package("q"))
        _ = subject.fill.want(.package("q"))
        #expect(subject.next() == .ask(.video("5")))
    }

    @Test("what somebody wanted and did not get is got, and then what it lists if it is a package")
    func getsWhatWasMissed() {
        subject.view.standings[.package("p")] = .unknown
        _ = subject.fill.want(.site("s"))
        _ = subject.fill.want(.package("p"))
        #expect(subject.next() == .ask(.package("p")))
        subject.view.standings[.package("p")] = .underway
        #expect(subject.next() == .ask(.site("s")))
        subject.fill.ended(.package("p"), .answered, at: now)
        subject.fill.ended(.site("s"), .answered, at: now)
        subject.view.standings[.package("p")] = .fresh
        subject.view.standings[.site("s")] = .fresh
        #expect(subject.next() == .ask(.video("1")))
    }

    @Test("what is known is asked for only where asking failed before")
    func retriesWhatFailed() {
        subject.view.standings[.site("s")] = .old
        _ = subject.fill.want(.site("s"))
        #expect(subject.next() == .wait(until: nil))
        subject.fill.retry(.site("s"))
        #expect(subject.next() == .ask(.site("s")))
    }

    @Test("the walk of a large library is remembered within bounds, the last of it first")
    func isBounded() {
        for number in 0..<5_000 { _ = subject.fill.want(.site("\(number)")) }
        #expect(subject.next() == .ask(.site("4999")))
        subject.fill.ended(.site("4999"), .refused, at: now)
        var asked = 1
        while case .ask(let key) = subject.next() {
            subject.fill.ended(key, .refused, at: now)
            asked += 1
        }
        #expect(asked == FillAhead.memory)
    }
}
