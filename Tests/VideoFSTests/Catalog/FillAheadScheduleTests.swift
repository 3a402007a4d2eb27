import Testing

@testable import VideoFS

/// A service, a budget and people at random around fill-ahead, for a while; then everything is well.
struct FillAheadSchedule {
    private var generator: SeededGenerator
    private var fill = FillAhead()
    private var view = StaticView()
    private var running: Set<ResourceKey> = []
    private var looked: Set<ResourceKey> = []
    private var now = Timestamp(rawValue: 1_000)
    private(set) var complaints: [String] = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        for package in 0..<6 {
            view.add("\(package)", (0..<Int.random(in: 0...5, using: &generator)).map { "\(package).\($0)" })
        }
    }

    mutating func run() {
        for _ in 0..<400 { disturb() }
        for _ in 0..<2_000 {
            for key in running { end(key, .answered) }
            let step = fill.next(at: now, allowance: .init(), isBusy: false, view: view)
            take(step)
            if case .wait(let until?) = step { now = max(now, until) }
        }
        for package in looked {
            for video in view.videos(of: package) where view.standing(of: video) == .unknown {
                complaints.append("\(video) of a package that was looked at was never asked for")
            }
        }
        if !fill.isIdle { complaints.append("it never came to rest") }
    }

    private mutating func disturb() {
        now = now.advanced(bySeconds: Int64.random(in: 0...20, using: &generator))
        let package = ResourceKey.package("\(Int.random(in: 0..<6, using: &generator))")
        switch Int.random(in: 0..<10, using: &generator) {
        case 0, 1:
            looked.insert(package)
            _ = fill.want(package)
        case 2:
            view.add(
                String(package.id), view.videos(of: package).map(\.id) + ["\(package.id).\(now.rawValue)"])
            fill.changed(package)
            if looked.contains(package) { _ = fill.want(package) }
        case 3:
            fill.drop(package)
            looked.remove(package)
        case 4, 5, 6:
            guard let key = running.sorted(by: { $0.text < $1.text }).first else { return }
            let endings: [FillAhead.Ending] = [
                .answered, .failed, .spent(until: nil), .spent(until: now.advanced(bySeconds: 90)),
            ]
            end(key, endings.randomElement(using: &generator) ?? .answered)
        default:
            let isAllowed = Bool.random(using: &generator)
            let isBusy = Int.random(in: 0..<4, using: &generator) == 0
            let step = fill.next(
                at: now, allowance: .init(isAllowed: isAllowed), isBusy: isBusy, view: view)
            if case .ask = step, !isAllowed || isBusy { complaints.append("it asked when it must not") }
            take(step)
        }
    }

    private mutating func take(_ step: FillAhead.Step) {
        guard case .ask(let key) = step else { return }
        if !running.insert(key).inserted { complaints.append("\(key) was asked twice at a time") }
        if running.count > FillAhead.width { complaints.append("\(running.count) at a time") }
        if view.standing(of: key) == .fresh { complaints.append("\(key) is known") }
    }

    private mutating func end(_ key: ResourceKey, _ ending: FillAhead.Ending) {
        running.remove(key)
        if ending == .answered { view.standings[key] = .fresh }
        fill.ended(key, ending, at: now)
    }
}

@Suite("Filling in ahead through failures, changes and people of all orders")
struct FillAheadScheduleTests {
    @Test("it asks for everything that was looked at, for nothing that is known, and only when it may")
    func schedules() {
        for seed in 0..<2_000 as Range<UInt64> {
            var schedule = FillAheadSchedule(seed: seed)
            schedule.run()
            #expect(schedule.complaints.isEmpty, "seed \(seed): \(schedule.complaints.prefix(3))")
        }
    }
}
