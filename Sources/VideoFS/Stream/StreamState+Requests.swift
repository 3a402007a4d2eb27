extension StreamState {
    private static let second: Int64 = 4 << 20
    private static let third: Int64 = 16 << 20

    /// Time in which a closed range should be read to its end: then the link is likely to be young enough
    /// to start the next one.
    private static let shortRead = 10.0

    /// Present bytes that end a request: fewer are taken twice.
    private static let worthStopping: Int64 = 512 << 10

    /// How much to ask for in one request that starts at `start` and must bring the bytes up to `need`.
    ///
    /// - Returns: one past the last byte; `nil` for all the rest.
    func requestEnd(
        for cursor: Cursor, from start: Int64, need: Int64, at now: ContinuousClock.Instant
    ) -> Int64? {
        if cursor.phase == .probe || cursor.requests == 0 {
            return max(need, cursor.position) + cursor.beyond
        }
        if cursor.trial.width > 1 { return max(need, start + CursorWindow.chunk(over: path)) }
        if let most = cursor.cautiousRequest { return max(need, start + most) }
        // The link will be too old when this range has been read.
        if let left = path.linkTimeLeft(at: now), left < .seconds(10) { return nil }
        if cursor.requests == 1 { return max(need, start + Self.second) }
        if cursor.isPlainlySequential { return nil }
        if let speed = cursor.rate.perSecond, Double(Self.third) > speed * Self.shortRead { return nil }
        return max(need, start + Self.third)
    }

    /// Sends a new fetch on its way.
    mutating func begin(
        _ purpose: Fetch.Purpose, at start: Int64, end: Int64?, after pause: Duration = .zero,
        now: ContinuousClock.Instant
    ) -> [StreamEffect] {
        let stop = stoppingPlace(from: start, end: end ?? .max)
        let closed = stop ?? end.map { min($0, facts.size) }
        let number = nextNumber
        nextNumber += 1
        // Bytes that are held already show whether the file is still the same.
        let before = max(0, start - Fetch.overlap)
        let overlaps = before < start && blocks.end(from: before) >= start
        let first = overlaps ? before : start
        fetches[number] = Fetch(
            number: number, purpose: purpose, origin: start, firstByte: first, next: first, reached: start,
            end: closed ?? facts.size, isOpenEnded: closed == nil, lastArrival: now)
        return [self.start(number, after: pause, renewsLink: false)].compactMap(\.self)
    }

    /// Where a request can end because from there on bytes are present, or under way.
    private func stoppingPlace(from start: Int64, end: Int64) -> Int64? {
        let last = min(end, start + Self.sharing, facts.size)
        guard start < last else { return nil }
        let present = blocks.firstPresent(in: start..<last).flatMap { place in
            blocks.end(from: place) - place >= Self.worthStopping ? place : nil
        }
        let coming = fetches.values.filter { fetch in
            fetch.frontier > start && fetch.frontier < last
                && fetch.end - fetch.frontier >= Self.worthStopping
        }.map(\.frontier).min()
        return [present, coming].compactMap(\.self).min()
    }

    /// Sends a fetch's next try on its way.
    mutating func start(_ number: Int, after pause: Duration, renewsLink: Bool) -> StreamEffect? {
        guard var fetch = fetches[number] else { return nil }
        fetch.attempt += 1
        fetch.phase = .starting
        fetch.held = nil
        fetch.flow = FlowMeter()
        let point = fetch.resumePoint
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

    /// Lets an open-ended body end where the next connection begins, once there are to be several.
    mutating func divide(bodyOf cursor: Cursor) {
        for fetch in fetches.values where fetch.isOpenEnded && fetch.purpose == .cursor(cursor.number) {
            let end = min(fetch.frontier + CursorWindow.chunk(over: path), facts.size)
            guard end < fetch.end else { continue }
            fetches[fetch.number]?.end = end
            fetches[fetch.number]?.isOpenEnded = false
        }
    }
}
