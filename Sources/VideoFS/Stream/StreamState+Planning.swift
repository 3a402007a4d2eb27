internal import NIOCore

extension StreamState {
    /// Decides what to ask for, what to slow down and what to give up.
    mutating func plan(at now: ContinuousClock.Instant) -> [StreamEffect] {
        guard !isReplaced else { return [] }
        var effects: [StreamEffect] = []
        for read in waiting.values.sorted(by: { $0.since < $1.since }) {
            effects += fetchMissing(of: read)
        }
        for cursor in cursors where cursor.phase != .probe && !cursor.isHeldOff {
            effects += fetchAhead(of: cursor)
        }
        effects += steerFetches()
        return effects
    }

    private mutating func fetchMissing(of read: WaitingRead) -> [StreamEffect] {
        let range = clamped(read.range)
        let missing = blocks.end(from: range.lowerBound)
        guard missing < range.upperBound, !fetches.values.contains(where: { $0.reaches(missing) }) else {
            return []
        }
        var effects: [StreamEffect] = []
        if fetches.count >= StreamSettings.fetches {
            guard let idle = fetches.values.first(where: { demand(of: $0) == nil }) else { return [] }
            fetches[idle.number] = nil
            effects.append(.cancel(number: idle.number))
        }
        let cursor = cursors.first { $0.isNear(range) }
        let end = cursor?.requestEnd(from: missing, need: range.upperBound)
        return effects + begin(at: missing, end: cursor == nil ? range.upperBound : end)
    }

    private mutating func fetchAhead(of cursor: Cursor) -> [StreamEffect] {
        let goal = min(cursor.horizon, facts.size)
        let present = blocks.end(from: cursor.position)
        guard present < goal, fetches.count < StreamSettings.fetches,
            // Half of the window: a request each time a few bytes were read would be many small ones.
            goal - present >= cursor.window / 2 || present == cursor.position,
            !fetches.values.contains(where: { $0.frontier <= present && present < $0.end })
        else { return [] }
        return begin(at: present, end: cursor.requestEnd(from: present, need: goal))
    }

    private mutating func begin(at start: Int64, end: Int64?) -> [StreamEffect] {
        let closed = end.map { min($0, facts.size) }
        let number = nextNumber
        nextNumber += 1
        fetches[number] = Fetch(
            number: number, origin: start, next: start, end: closed ?? facts.size, isOpenEnded: closed == nil)
        return [self.start(number, after: .zero, renewsLink: false)].compactMap(\.self)
    }

    /// Sends a fetch's next try on its way.
    mutating func start(_ number: Int, after pause: Duration, renewsLink: Bool) -> StreamEffect? {
        guard var fetch = fetches[number] else { return nil }
        fetch.attempt += 1
        fetch.phase = .starting
        fetch.held = nil
        let point = fetch.attempt == 1 ? fetch.origin : fetch.resumePoint
        fetch.next = point
        fetch.entityTag = facts.entityTag
        fetches[number] = fetch
        requests += 1
        return .begin(
            number: number, attempt: fetch.attempt,
            request: RangeRequest(
                start: point, end: fetch.isOpenEnded ? nil : fetch.end, entityTag: facts.entityTag),
            after: pause, renewsLink: renewsLink)
    }

    /// Up to where somebody wants a fetch to go on; `nil` where nobody does.
    func demand(of fetch: Fetch) -> Int64? {
        var limit: Int64?
        for read in waiting.values {
            let range = clamped(read.range)
            let missing = blocks.end(from: range.lowerBound)
            guard missing < range.upperBound, fetch.reaches(missing) else { continue }
            limit = max(limit ?? 0, range.upperBound)
        }
        for cursor in cursors {
            let goal = cursor.horizon
            guard fetch.frontier >= cursor.position - Cursor.tolerance, fetch.frontier <= goal else {
                continue
            }
            limit = max(limit ?? 0, goal)
        }
        return limit
    }

    /// Lets fetches flow, wait or end by what is wanted of them.
    private mutating func steerFetches() -> [StreamEffect] {
        var effects: [StreamEffect] = []
        for fetch in fetches.values {
            guard let limit = demand(of: fetch) else {
                // A short rest is cheaper to take than to throw its connection away.
                if fetch.end - fetch.frontier > Int64(Block.size) {
                    fetches[fetch.number] = nil
                    effects.append(.cancel(number: fetch.number))
                } else {
                    effects += letFlow(fetch)
                }
                continue
            }
            // A little room before it flows again, or it would stop and go with every read.
            let room = min(limit, fetch.end) - fetch.frontier
            if room >= Int64(Block.size) || limit >= fetch.end || isAwaited(fetch) {
                effects += letFlow(fetch)
            }
        }
        return effects
    }

    private mutating func letFlow(_ fetch: Fetch) -> [StreamEffect] {
        guard fetch.phase == .paused, fetch.held == nil else { return [] }
        fetches[fetch.number]?.phase = .flowing
        return [.resume(number: fetch.number)]
    }

    /// Whether a reader waits for this very fetch.
    func isAwaited(_ fetch: Fetch) -> Bool {
        waiting.values.contains { read in
            let range = clamped(read.range)
            let missing = blocks.end(from: range.lowerBound)
            return missing < range.upperBound && fetch.reaches(missing)
        }
    }

    /// Forgets blocks that no reader is near.
    ///
    /// - Parameter hard: whether memory is short: then only what somebody waits for is kept, and what
    ///   lies just ahead.
    mutating func evict(hard: Bool) {
        let awaited = waiting.values.map { clamped($0.range) }
        let frontiers = fetches.values.map(\.frontier)
        let cursors = cursors
        blocks.keepOnly { block in
            awaited.contains { $0.overlaps(block) } || frontiers.contains { block.contains($0) }
                || cursors.contains { cursor in
                    hard
                        ? block.upperBound > cursor.position
                            && block.lowerBound < cursor.position + Int64(4 * Block.size)
                        : cursor.wants(block)
                }
        }
    }
}
