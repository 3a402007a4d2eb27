/// What to ask for before anybody needs it: the videos of packages that were looked at, the one looked at
/// last first, and what somebody wanted and did not get.
///
/// A plain value, told of everything that happens. It asks a few things at a time, steps aside while a
/// person waits, and stops where the service cannot be reached, to try again with one question after 10, 20,
/// 40 … seconds. What is known is left alone: it is shown at once, however old.
struct FillAhead: Sendable {
    /// Questions at a time. Two keep a connection busy; more would only be in the way of people.
    static let width = 2
    /// Things remembered, a hundred bytes each. The walk of a program through a large library names more than
    /// can be asked for in hours; those named last are nearest to what is wanted next.
    static let memory = 1_024

    enum Step: Hashable, Sendable {
        case ask(ResourceKey)
        /// Look again then, or when told of something.
        case wait(until: Timestamp?)
    }

    /// What the catalog knows of a resource.
    enum Standing: Hashable, Sendable {
        case unknown
        case fresh
        case old
        /// Somebody has asked.
        case underway
        /// The service has just said no, or something that cannot be used.
        case refused
    }

    /// Whether the budget has something for work that nobody waits for, and nobody else is in a hurry.
    struct Allowance: Hashable, Sendable {
        var isAllowed = true
        var reopensAt: Timestamp?
    }

    /// What can be looked up while deciding.
    protocol View {
        func standing(of key: ResourceKey) -> Standing
        /// What a package lists; empty for all else.
        func videos(of key: ResourceKey) -> [ResourceKey]
    }

    /// How a question ended.
    enum Ending: Hashable, Sendable {
        case answered
        /// The service said no to this: it is for nobody to ask again soon.
        case refused
        /// What came cannot be used. A whole service may be like that, behind a hotel's sign-in page, say.
        case unusable
        /// Not the question's fault: the service is away, or the sign-in is lost.
        case failed
        case spent(until: Timestamp?)
    }

    /// Seconds after the first failure in a row, and the most.
    private static let firstPause: Int64 = 10
    private static let longestPause: Int64 = 300
    /// Seconds without a look at another package after which a walk counts as ended.
    private static let calm: Int64 = 2
    /// Seconds after which a walk does not hold up anything any more: a program that looks at all packages again
    /// and again would do so for ever.
    private static let longestWalk: Int64 = 60
    /// Seconds until the budget is looked at again where it does not say when it has something.
    private static let budgetPause: Int64 = 60

    /// Named last comes last, and is worked on first.
    private var wanted: [ResourceKey] = []
    /// The same without an order.
    private var wantedKeys: Set<ResourceKey> = []
    /// Those of them that are asked for although something is known: that failed the last time.
    private var retried: Set<ResourceKey> = []
    /// How far the videos of the package that is worked on have been gone through.
    private var current: (package: ResourceKey, videos: [ResourceKey], next: Int)?
    /// Packages of which nothing is missing, as far as it can be had.
    private var complete: Set<ResourceKey> = []
    private var running: Set<ResourceKey> = []
    private var pausedUntil: Timestamp?
    private var streak = 0
    private var lastLook: (package: ResourceKey, at: Timestamp)?
    /// The walk that is on: when it began, and when it will count as ended if it goes no further.
    private var walk: (began: Timestamp, ends: Timestamp)?

    /// Whether anything is left to be done.
    var isIdle: Bool { wanted.isEmpty && running.isEmpty }

    /// A package was looked at.
    ///
    /// One is worked on at once. Somebody who looks at one after the other walks through the library, and then
    /// waits for nothing but names: asking beside that would take half of the machine from him.
    ///
    /// - Returns: whether there is something else to be done now.
    mutating func looked(at package: ResourceKey, now: Timestamp) -> Bool {
        let isWanted = want(package)
        defer { lastLook = (package, now) }
        guard let lastLook, lastLook.package != package,
            isBefore(now, lastLook.at.advanced(bySeconds: Self.calm))
        else { return isWanted }
        let waits = endOfWalk(at: now) != nil
        let began = walk.flatMap { isBefore(now, $0.ends) ? $0.began : nil } ?? now
        walk = (began, now.advanced(bySeconds: Self.calm))
        return isWanted && !waits
    }

    /// Until when a walk is waited for; `nil` where there is none.
    private func endOfWalk(at now: Timestamp) -> Timestamp? {
        guard let walk, isBefore(now, walk.ends), now < walk.began.advanced(bySeconds: Self.longestWalk)
        else { return nil }
        return walk.ends
    }

    /// Whether a moment that was ``calm`` away at the most is still to come. Not if the clock was set back: it
    /// would be for hours.
    private func isBefore(_ now: Timestamp, _ moment: Timestamp) -> Bool {
        now < moment && (moment.elapsed(since: now) ?? .max) <= Self.calm
    }

    /// A package was looked at, or something was wanted and is not known.
    ///
    /// - Returns: whether that is news.
    mutating func want(_ key: ResourceKey) -> Bool {
        guard wanted.last != key, !complete.contains(key) else { return false }
        // Whoever walks the same way again comes to the oldest first.
        if !wantedKeys.insert(key).inserted, let place = wanted.firstIndex(of: key) {
            wanted.remove(at: place)
        }
        wanted.append(key)
        if wanted.count > Self.memory { retried.remove(removeWanted(at: 0)) }
        return true
    }

    /// A question about it failed for no fault of its own. It comes last, so that one answer that never comes
    /// does not hold up the others.
    mutating func retry(_ key: ResourceKey) {
        guard wanted.count < Self.memory, retried.insert(key).inserted else { return }
        if wantedKeys.insert(key).inserted { wanted.insert(key, at: 0) }
    }

    /// What is known of a resource is another, or nothing: what was found complete may not be.
    mutating func changed(_ key: ResourceKey) {
        switch key.kind {
        case .package:
            complete.remove(key)
            if current?.package == key { current = nil }
        case .video: complete.removeAll()
        case .account, .site: break
        }
    }

    /// It has left the library.
    mutating func drop(_ key: ResourceKey) {
        if key.kind == .package { changed(key) }
        retried.remove(key)
        if wantedKeys.contains(key), let place = wanted.firstIndex(of: key) { removeWanted(at: place) }
    }

    @discardableResult
    private mutating func removeWanted(at place: Int) -> ResourceKey {
        let key = wanted.remove(at: place)
        wantedKeys.remove(key)
        return key
    }

    /// The service answered somebody: it is there.
    mutating func answered() {
        streak = 0
        pausedUntil = nil
    }

    /// - Parameters:
    ///   - now: the time of the question.
    ///   - allowance: what the budget says.
    ///   - isBusy: whether a person waits for an answer.
    ///   - view: what is known.
    /// - Returns: what to do now. What is to be asked counts as asked until ``ended(_:_:at:)``.
    mutating func next(
        at now: Timestamp, allowance: Allowance, isBusy: Bool, view: some View
    ) -> Step {
        // After a failure one question finds out whether the service is back.
        guard !isBusy, !wanted.isEmpty, running.count < (streak == 0 ? Self.width : 1) else {
            return .wait(until: nil)
        }
        if let pausedUntil, now < pausedUntil { return .wait(until: pausedUntil) }
        if let end = endOfWalk(at: now) { return .wait(until: end) }
        guard allowance.isAllowed else {
            return .wait(until: allowance.reopensAt ?? now.advanced(bySeconds: Self.budgetPause))
        }
        var position = wanted.endIndex
        while position > wanted.startIndex {
            position -= 1
            switch pick(wanted[position], view) {
            case .ask(let key):
                retried.remove(key)
                if key.kind != .package, key == wanted[position] { removeWanted(at: position) }
                running.insert(key)
                return .ask(key)
            case .later: continue
            case .done: retried.remove(removeWanted(at: position))
            }
        }
        return .wait(until: nil)
    }

    mutating func ended(_ key: ResourceKey, _ ending: Ending, at now: Timestamp) {
        running.remove(key)
        switch ending {
        case .answered: answered()
        case .refused: break
        case .unusable: pause(at: now)
        case .failed:
            pause(at: now)
            retry(key)
        case .spent(let until):
            // Never more than the hour that it is about: the other clock may be wrong.
            pausedUntil = min(
                until ?? now.advanced(bySeconds: Self.budgetPause), now.advanced(bySeconds: 3_600))
            retry(key)
        }
    }

    private mutating func pause(at now: Timestamp) {
        streak = min(streak + 1, 32)
        let pause = Self.firstPause << Int64(min(streak - 1, 5))
        pausedUntil = now.advanced(bySeconds: min(pause, Self.longestPause))
    }

    // MARK: - Choosing

    private enum Choice {
        case ask(ResourceKey)
        /// Somebody has asked for it.
        case later
        case done
    }

    private mutating func pick(_ key: ResourceKey, _ view: some View) -> Choice {
        guard !running.contains(key) else { return .later }
        switch view.standing(of: key) {
        case .underway: return .later
        case .unknown: return .ask(key)
        case .refused: return .done
        case .old where retried.contains(key): return .ask(key)
        case .old, .fresh: return video(of: key, view)
        }
    }

    private mutating func video(of key: ResourceKey, _ view: some View) -> Choice {
        guard key.kind == .package else { return .done }
        if current?.package != key { current = (key, view.videos(of: key), 0) }
        guard let (_, videos, next) = current else { return .done }
        for position in next..<videos.count where view.standing(of: videos[position]) == .unknown {
            guard !running.contains(videos[position]) else { continue }
            current?.next = position + 1
            return .ask(videos[position])
        }
        current = nil
        // Those under way may fail, and then they are wanted for themselves.
        if complete.count >= Self.memory { complete.removeAll() }
        complete.insert(key)
        return .done
    }
}
