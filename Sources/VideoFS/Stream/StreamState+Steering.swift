extension StreamState {
    /// Up to where somebody wants a fetch to go on; `nil` where nobody does.
    func demand(of fetch: Fetch, at now: ContinuousClock.Instant) -> Int64? {
        var limit: Int64? = fetch.purpose == .index ? fetch.end : nil
        let skip = skip(at: now)
        for read in waiting.values {
            guard let missing = missing(of: read), fetch.reaches(missing, skip: skip) else { continue }
            limit = max(limit ?? 0, clamped(read.range).upperBound)
        }
        for cursor in cursors {
            let goal = horizon(of: cursor)
            let from = cursor.position - max(Cursor.tolerance, cursor.behind)
            guard fetch.frontier >= from else { continue }
            if fetch.frontier <= goal, cursor.isActive {
                limit = max(limit ?? 0, goal)
            } else if fetch.purpose == .cursor(cursor.number), fetch.frontier - goal <= 2 * Self.sharing {
                // Not now, but its reader will come.
                limit = limit ?? fetch.frontier
            }
        }
        return limit
    }

    /// Lets fetches flow, wait or end by what is wanted of them.
    mutating func steerFetches(at now: ContinuousClock.Instant) -> [StreamEffect] {
        var effects: [StreamEffect] = []
        for fetch in fetchesInOrder {
            guard let limit = demand(of: fetch, at: now), !isOvertaken(fetch) else {
                // A short rest is cheaper to take than to throw its connection away.
                if isWorthDraining(fetch) {
                    effects += letFlow(fetch, at: now)
                } else {
                    effects.append(give(up: fetch))
                }
                continue
            }
            // A little room before it flows again, or it would stop and go with every read.
            let room = min(limit, fetch.end) - fetch.frontier
            if room > 0, room >= leastRoom(for: fetch) || limit >= fetch.end || isAwaited(fetch, at: now) {
                effects += letFlow(fetch, at: now)
            }
        }
        return effects
    }

    /// Whether its bytes are there already, brought by a fetch that is ahead of it: the one goes on for both.
    private func isOvertaken(_ fetch: Fetch) -> Bool {
        fetch.end - fetch.frontier > Self.overtaking
            && blocks.end(from: fetch.frontier) - fetch.frontier >= Self.overtaking
    }

    private static let overtaking: Int64 = 1 << 20

    /// Bytes that have to be wanted before a fetch flows again: of a viewer's body what is read in two
    /// seconds, so that no server takes the connection for dead; of a copier's a quarter of the window.
    private func leastRoom(for fetch: Fetch) -> Int64 {
        guard case .cursor(let number) = fetch.purpose,
            let cursor = cursors.first(where: { $0.number == number })
        else { return Int64(Block.size) }
        let most = window(of: cursor) / 4
        guard let speed = cursor.rate.perSecond else { return min(most, Int64(Block.size)) }
        return min(max(Int64(clamping: speed * 2), 32 << 10), most)
    }

    func isWorthDraining(_ fetch: Fetch) -> Bool {
        let limit = min(max(2 * min(path.bandwidthDelay, 1 << 30), Int64(Block.size)), 1 << 20)
        return fetch.held == nil && fetch.phase != .starting && fetch.end - fetch.frontier <= limit
    }

    mutating func give(up fetch: Fetch) -> StreamEffect {
        fetches[fetch.number] = nil
        return .cancel(number: fetch.number)
    }

    private mutating func letFlow(_ fetch: Fetch, at now: ContinuousClock.Instant) -> [StreamEffect] {
        guard fetch.phase == .paused, fetch.held == nil else { return [] }
        fetches[fetch.number]?.phase = .flowing
        fetches[fetch.number]?.flow.opened(at: now)
        return [.resume(number: fetch.number)]
    }

    /// Whether a reader waits for this very fetch; with `admitted`, one that has memory.
    func isAwaited(_ fetch: Fetch, admitted: Bool = false, at now: ContinuousClock.Instant) -> Bool {
        let skip = skip(at: now)
        return waiting.values.contains { read in
            guard read.isAdmitted || !admitted, let missing = missing(of: read) else { return false }
            return fetch.reaches(missing, skip: skip)
        }
    }
}
