internal import NIOCore

extension StreamState {
    /// A fetch's request is on its way, under a link that may start others for a while.
    mutating func sent(
        _ number: Int, attempt: Int, under lease: LinkLease, at now: ContinuousClock.Instant
    ) {
        guard current(number, attempt) != nil else { return }
        fetches[number]?.flow.sent = now
        path.linkUsableUntil = lease.usableUntil
        path.linkLife = lease.life
    }

    /// A fetch's head was accepted.
    mutating func began(
        _ number: Int, attempt: Int, body: RangeBody, at now: ContinuousClock.Instant
    ) -> (isWanted: Bool, effects: [StreamEffect]) {
        guard var fetch = current(number, attempt) else { return (false, []) }
        fetch.next = body.start
        fetch.phase = .flowing
        if let sent = fetch.flow.sent { path.note(roundTrip: now - sent) }
        fetch.flow.opened(at: now)
        fetches[number] = fetch
        guard let effects = learn(length: body.fileLength, entityTag: body.entityTag) else {
            return (false, replace())
        }
        return (fetches[number] != nil, effects)
    }

    /// Bytes of a body arrived.
    mutating func arrived(
        _ buffer: ByteBuffer, of number: Int, attempt: Int, at now: ContinuousClock.Instant
    ) -> (demand: BodyDemand, effects: [StreamEffect]) {
        guard note(buffer.readableBytes, of: number, attempt: attempt, at: now) else { return (.stop, []) }
        return store(buffer, of: number, at: now)
    }

    /// Sets places aside for the next bytes of a body, so that whoever brings them need not copy them: for fewer
    /// where a reader waits for no more, so that it is answered before the rest is received.
    ///
    /// - Returns: `nil` where they have to be compared with what is there, or no memory is free.
    mutating func reserve(_ count: Int, for number: Int, attempt: Int) -> Reservation? {
        guard let fetch = current(number, attempt), fetch.held == nil, fetch.next < fetch.end else {
            return nil
        }
        var map = blocks
        blocks = BlockMap()
        defer { blocks = map }
        let end = min(fetch.next + Int64(count), fetch.end)
        return map.reserve(fetch.next..<answering(fetch.next..<end)) { lend($0) }
    }

    /// Bytes that are received at least before a reader is answered: what can be saved of less is lost in calls.
    private static let leastPortion: Int64 = 64 << 10

    /// Where to stop receiving a range for the sake of the first reader that will have all it waits for.
    private func answering(_ range: Range<Int64>) -> Int64 {
        let least = range.lowerBound + Self.leastPortion
        return waiting.values.reduce(range.upperBound) { end, read in
            guard read.range.lowerBound < end, read.range.upperBound > range.lowerBound else { return end }
            return min(end, max(read.range.upperBound, least))
        }
    }

    /// The first `count` bytes of a reservation have arrived.
    mutating func filled(
        _ reservation: Reservation, _ count: Int, of number: Int, attempt: Int,
        at now: ContinuousClock.Instant
    ) -> (demand: BodyDemand, effects: [StreamEffect]) {
        guard note(count, of: number, attempt: attempt, at: now),
            fetches[number]?.next == reservation.start
        else {
            blocks.fill(reservation, count: 0)
            return (.stop, plan(at: now))
        }
        let isWhole = blocks.fill(reservation, count: count)
        fetches[number]?.next += Int64(count)
        var (demand, effects) = goOn(number, at: now)
        // Somebody may have begun to wait for what was given back meanwhile: it has to be asked for again.
        if !isWhole { effects += plan(at: now) }
        return (demand, effects)
    }

    /// - Returns: false where nobody listens to that try any more.
    private mutating func note(
        _ count: Int, of number: Int, attempt: Int, at now: ContinuousClock.Instant
    ) -> Bool {
        guard var fetch = current(number, attempt) else { return false }
        guard count > 0 else { return true }
        if let rate = fetch.flow.note(count, at: now) { path.note(connectionRate: rate) }
        bytesFetched += Int64(count)
        fetches[number] = fetch
        return true
    }

    /// Puts what arrived, or was held, where it belongs.
    private mutating func store(
        _ buffer: ByteBuffer, of number: Int, at now: ContinuousClock.Instant
    ) -> (demand: BodyDemand, effects: [StreamEffect]) {
        guard let fetch = fetches[number] else { return (.stop, []) }
        var rest = buffer
        // A body that goes on past what was asked for has nothing more to say.
        let room = max(0, fetch.end - fetch.next)
        if Int64(rest.readableBytes) > room {
            rest = rest.getSlice(at: rest.readerIndex, length: Int(room)) ?? rest
        }
        guard write(&rest, of: number, at: now) else { return (.stop, replace()) }
        return goOn(number, holding: rest, at: now)
    }

    /// Answers who waited for what has come, and says how the body goes on.
    private mutating func goOn(
        _ number: Int, holding rest: ByteBuffer? = nil, at now: ContinuousClock.Instant
    ) -> (demand: BodyDemand, effects: [StreamEffect]) {
        noteProgress(of: number, at: now)
        var effects = answerReady()
        evictSometimes(at: now)
        guard var fetch = fetches[number] else { return (.stop, effects) }
        if let rest, rest.readableBytes > 0 {
            fetch.held = rest
            fetch.phase = .paused
            fetch.flow.heldBack()
            fetches[number] = fetch
            effects.append(.needsMemory(isForReader: false))
            return (.pause, effects)
        }
        guard fetch.next < fetch.end else {
            fetches[number] = nil
            return (.more, effects + plan(at: now))
        }
        if mayFlow(fetch, at: now) { return (.more, effects) }
        fetches[number]?.phase = .paused
        fetches[number]?.flow.heldBack()
        return (.pause, effects)
    }

    /// What came before, in an earlier try or for the sake of comparing, is no progress: a server that sends
    /// only that, again and again, would keep its reader waiting for ever.
    private mutating func noteProgress(of number: Int, at now: ContinuousClock.Instant) {
        guard let fetch = fetches[number], fetch.next > fetch.reached else { return }
        fetches[number]?.reached = fetch.next
        fetches[number]?.lastArrival = now
        fetches[number]?.recovery.madeProgress()
    }

    /// Puts bytes into blocks. Where there is no memory for some, but a reader with memory waits for what
    /// comes after them, they are let go: whoever wants them asks again.
    /// Afterwards `rest` is what has no place yet.
    ///
    /// - Returns: false where bytes are not what they were.
    private mutating func write(
        _ rest: inout ByteBuffer, of number: Int, at now: ContinuousClock.Instant
    ) -> Bool {
        while rest.readableBytes > 0, let next = fetches[number]?.next {
            var map = blocks
            // One owner at a time, or each write would copy the map.
            blocks = BlockMap()
            let outcome = unsafe rest.withUnsafeReadableBytes { bytes in
                unsafe map.write(bytes, at: next) { lend($0) }
            }
            blocks = map
            switch outcome {
            case .differs: return false
            case .reserved(let count):
                advance(number, past: count, of: &rest)
                return true
            case .wrote(let count): advance(number, past: count, of: &rest)
            }
            guard rest.readableBytes > 0, let fetch = fetches[number] else { return true }
            guard isAwaited(fetch, admitted: true, at: now) || demand(of: fetch, at: now) == nil else {
                return true
            }
            let inBlock = Int(fetch.next % Int64(Block.size))
            advance(number, past: min(Block.size - inBlock, rest.readableBytes), of: &rest)
        }
        return true
    }

    private mutating func advance(_ number: Int, past count: Int, of rest: inout ByteBuffer) {
        fetches[number]?.next += Int64(count)
        rest.moveReaderIndex(forwardBy: count)
    }

    private func mayFlow(_ fetch: Fetch, at now: ContinuousClock.Instant) -> Bool {
        guard let limit = demand(of: fetch, at: now) else { return isWorthDraining(fetch) }
        return fetch.frontier < limit || isAwaited(fetch, at: now)
    }

    /// Memory came back: reads are admitted, and what was held goes to its place.
    mutating func memoryIsFree(at now: ContinuousClock.Instant) -> [StreamEffect] {
        var effects = plan(at: now)
        for number in fetches.keys.sorted() { effects += putAway(heldBy: number, at: now) }
        return effects
    }

    /// Tries again to find a place for what a fetch holds.
    mutating func putAway(heldBy number: Int, at now: ContinuousClock.Instant) -> [StreamEffect] {
        guard let held = fetches[number]?.held else { return [] }
        fetches[number]?.held = nil
        var (demand, effects) = store(held, of: number, at: now)
        // Also where that was the last of it: its end has still to be heard, or nobody would let go of it.
        if case .more = demand {
            fetches[number]?.phase = .flowing
            fetches[number]?.flow.opened(at: now)
            effects.append(.resume(number: number))
        }
        return effects
    }
}
