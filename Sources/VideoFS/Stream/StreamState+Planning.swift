extension StreamState {
    /// Decides what to ask for, what to slow down and what to give up.
    mutating func plan(at now: ContinuousClock.Instant) -> [StreamEffect] {
        guard !isReplaced else { return [] }
        windowShare = pool.windowShare
        var effects = admitReads(at: now)
        index.look(at: blocks, size: facts.size)
        for (_, read) in waitingInOrder where read.isAdmitted {
            effects += fetchMissing(of: read, at: now)
        }
        effects += fetchIndex(at: now)
        for place in cursors.indices {
            note(place, at: now)
            if cursors[place].readsAhead { effects += fetchAhead(of: place, at: now) }
        }
        countReaders()
        effects += steerFetches(at: now)
        return effects
    }

    private mutating func note(_ place: Int, at now: ContinuousClock.Instant) {
        let cursor = cursors[place]
        let window = window(of: cursor)
        let ahead = blocks.end(from: cursor.position) - cursor.position
        let isFull = ahead >= window || cursor.position + ahead >= facts.size
        cursors[place].noteWindow(isFull: isFull, isLow: ahead < window / 2, at: now)
    }

    private mutating func fetchMissing(
        of read: WaitingRead, at now: ContinuousClock.Instant
    ) -> [StreamEffect] {
        let range = clamped(read.range)
        let skip = skip(at: now)
        guard let missing = missing(of: read),
            !fetches.values.contains(where: { $0.reaches(missing, skip: skip) })
        else { return [] }
        var effects: [StreamEffect] = []
        if fetches.count >= StreamSettings.fetches {
            guard let spare = fetchesInOrder.first(where: { !isAwaited($0, at: now) }) else { return [] }
            effects.append(give(up: spare))
        }
        guard let place = cursorIndex(of: range, at: now) else {
            return effects + begin(.read, at: missing, end: range.upperBound, now: now)
        }
        let cursor = cursors[place]
        // What is missing behind the furthest read is a hole: nothing more follows from it.
        let isFront = range.upperBound >= cursor.position
        let end =
            isFront
            ? requestEnd(for: cursor, from: missing, need: range.upperBound, at: now) : range.upperBound
        let pause = cursor.requests == 0 ? hesitation(at: now) : .zero
        if isFront { cursors[place].requests += 1 }
        return effects
            + begin(.cursor(cursor.number), at: missing, end: end, after: pause, now: now)
    }

    private mutating func fetchAhead(of place: Int, at now: ContinuousClock.Instant) -> [StreamEffect] {
        var effects: [StreamEffect] = []
        let cursor = cursors[place]
        let most = cursor.trial.width == 1 ? 2 : cursor.trial.width
        if cursor.trial.width > 1 { divide(bodyOf: cursor) }
        for _ in 0..<most {
            let (covered, running) = covered(from: cursor.position)
            guard covered < facts.size, running < most, fetches.count < StreamSettings.fetches,
                isWorthAsking(for: cursor, covered: covered, at: now)
            else { break }
            let end = requestEnd(for: cursors[place], from: covered, need: covered + 1, at: now)
            cursors[place].requests += 1
            effects += begin(.cursor(cursor.number), at: covered, end: end, now: now)
        }
        return effects
    }

    private func isWorthAsking(
        for cursor: Cursor, covered: Int64, at now: ContinuousClock.Instant
    ) -> Bool {
        let window = window(of: cursor)
        let gap = cursor.position + window - covered
        if cursor.trial.width > 1 { return gap >= min(CursorWindow.chunk(over: path), window / 2) }
        // Half of the window: a request each time a few bytes were read would be many small ones.
        if gap >= window / 2 || gap > 0 && covered <= cursor.position { return true }
        return needsLastRequest(cursor, covered: covered, at: now)
    }

    /// Whether the rest has to be asked for now, long before it is needed, because the link that does it
    /// will not for much longer.
    private func needsLastRequest(
        _ cursor: Cursor, covered: Int64, at now: ContinuousClock.Instant
    ) -> Bool {
        guard let left = path.linkTimeLeft(at: now), left > .zero, left < .seconds(3) else { return false }
        return now - cursor.lastUse < .seconds(5) && covered - cursor.position < 2 * Self.sharing
    }

    /// Up to where bytes are there or under way without a gap, and how many requests bring them.
    func covered(from position: Int64) -> (end: Int64, running: Int) {
        var place = position
        var running = 0
        for _ in 0...StreamSettings.fetches {
            place = blocks.end(from: place)
            guard let fetch = fetchesInOrder.first(where: { $0.frontier <= place && place < $0.end }) else {
                break
            }
            running += 1
            place = fetch.end
        }
        return (place, running)
    }

    /// Bytes that a fetch may bring before those that are waited for.
    func skip(at now: ContinuousClock.Instant) -> Int64 {
        max(Cursor.tolerance, path.worthSkipping(at: now))
    }
}
