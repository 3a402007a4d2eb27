internal import NIOCore

extension StreamState {
    /// A fetch's head was accepted.
    mutating func began(
        _ number: Int, attempt: Int, body: RangeBody, at now: ContinuousClock.Instant
    ) -> (isWanted: Bool, effects: [StreamEffect]) {
        guard var fetch = current(number, attempt) else { return (false, []) }
        fetch.next = body.start
        fetch.phase = .flowing
        fetches[number] = fetch
        guard let effects = learn(length: body.fileLength, entityTag: body.entityTag) else {
            return (false, replace())
        }
        return (fetches[number] != nil, effects)
    }

    /// Takes the CDN's word on size and version.
    ///
    /// - Returns: `nil` where it contradicts what was confirmed before: another file.
    private mutating func learn(length: Int64?, entityTag: String?) -> [StreamEffect]? {
        if let entityTag, let known = facts.entityTag, known != entityTag { return nil }
        let before = facts
        if let length {
            guard !isConfirmed || length == facts.size else { return nil }
            facts.size = length
        }
        facts.entityTag = facts.entityTag ?? entityTag
        let isNews = !isConfirmed || facts != before
        isConfirmed = isConfirmed || length != nil
        guard isNews, isConfirmed else { return [] }
        for number in fetches.keys {
            guard let fetch = fetches[number] else { continue }
            fetches[number]?.end = fetch.isOpenEnded ? facts.size : min(fetch.end, facts.size)
        }
        // First the kernel learns the size, then readers get their bytes: it will ask again past the
        // old end.
        let late = facts.size < before.size ? refuseReadsPastTheEnd() : []
        return [.learned(facts, sizeChanged: facts.size != before.size)] + late + answerReady()
    }

    /// Fails the reads that reach past a size which turned out smaller than claimed.
    ///
    /// The kernel still believes in the claim, and would show zeros for what a short answer leaves out. A
    /// read-ahead that failed it asks again, page by page, and by then it knows the size.
    private mutating func refuseReadsPastTheEnd() -> [StreamEffect] {
        var effects: [StreamEffect] = []
        for (number, read) in waiting where read.range.upperBound > facts.size {
            waiting[number] = nil
            let refusal = OperationError.upstream("the file is shorter than the service says")
            effects.append(.answer(read.completion, .failure(refusal)))
        }
        return effects
    }

    /// Bytes of a body arrived.
    mutating func arrived(
        _ buffer: ByteBuffer, of number: Int, attempt: Int, at now: ContinuousClock.Instant
    ) -> (demand: BodyDemand, effects: [StreamEffect]) {
        guard var fetch = current(number, attempt) else { return (.stop, []) }
        lastByte = now
        bytesFetched += Int64(buffer.readableBytes)
        fetch.recovery.madeProgress()
        fetches[number] = fetch
        return store(buffer, of: number, at: now)
    }

    /// Puts what arrived, or was held, where it belongs.
    private mutating func store(
        _ buffer: ByteBuffer, of number: Int, at now: ContinuousClock.Instant
    ) -> (demand: BodyDemand, effects: [StreamEffect]) {
        guard var fetch = fetches[number] else { return (.stop, []) }
        var rest = buffer
        // A body that goes on past what was asked for has nothing more to say.
        let room = max(0, fetch.end - fetch.next)
        if Int64(rest.readableBytes) > room {
            rest = rest.getSlice(at: rest.readerIndex, length: Int(room)) ?? rest
        }
        let lane: BlockPool.Lane = isAwaited(fetch) ? .reader : .readAhead
        let pool = pool
        let outcome = unsafe rest.withUnsafeReadableBytes { bytes in
            unsafe blocks.write(bytes, at: fetch.next) { pool.lend(to: lane) }
        }
        guard case .wrote(let count) = outcome else { return (.stop, replace()) }
        fetch.next += Int64(count)
        rest.moveReaderIndex(forwardBy: count)
        var effects: [StreamEffect] = []
        if rest.readableBytes > 0 {
            fetch.held = rest
            fetch.phase = .paused
            effects.append(.needsMemory)
        }
        fetches[number] = fetch
        effects = answerReady() + effects
        evict(hard: fetch.held != nil)
        guard fetch.held == nil else { return (.pause, effects) }
        guard fetch.next < fetch.end else {
            fetches[number] = nil
            effects += plan(at: now)
            return (.more, effects)
        }
        if mayFlow(fetch) { return (.more, effects) }
        fetches[number]?.phase = .paused
        return (.pause, effects)
    }

    private func mayFlow(_ fetch: Fetch) -> Bool {
        guard let limit = demand(of: fetch) else { return fetch.end - fetch.frontier <= Int64(Block.size) }
        return fetch.frontier < limit || isAwaited(fetch)
    }

    /// Memory came back: what was held goes to its place.
    mutating func memoryIsFree(at now: ContinuousClock.Instant) -> [StreamEffect] {
        var effects: [StreamEffect] = []
        for number in fetches.keys {
            guard let held = fetches[number]?.held else { continue }
            fetches[number]?.held = nil
            let (demand, more) = store(held, of: number, at: now)
            effects += more
            guard case .more = demand, fetches[number] != nil else { continue }
            fetches[number]?.phase = .flowing
            effects.append(.resume(number: number))
        }
        return effects
    }

    /// A body, or the attempt to get one, came to its end; `problem` is `nil` where it ended as a body
    /// should.
    mutating func ended(
        _ number: Int, attempt: Int, problem: FetchRecovery.Problem?, at now: ContinuousClock.Instant
    ) -> [StreamEffect] {
        guard let fetch = current(number, attempt) else { return [] }
        // A body that stops early without an error is a cut all the same: only the size ends a file.
        guard fetch.held == nil else {
            fetches[number] = nil
            return plan(at: now)
        }
        return recover(fetch, from: problem ?? .broken(.cut("the body was too short")), at: now)
    }

    private mutating func recover(
        _ fetch: Fetch, from problem: FetchRecovery.Problem, at now: ContinuousClock.Instant
    ) -> [StreamEffect] {
        if case .refused(.pastEnd(let length?)) = problem, !isConfirmed, length < facts.size {
            fetches[fetch.number] = nil
            return (learn(length: length, entityTag: nil) ?? replace()) + plan(at: now)
        }
        if case .refused(.otherVersion) = problem, fetch.entityTag != facts.entityTag {
            // It asked for the version that was believed in before another fetch found the real one.
            return [start(fetch.number, after: .zero, renewsLink: false)].compactMap(\.self)
        }
        if case .refused(.otherVersion) = problem, blocks.count == 0, bytesServed == 0 {
            return adoptNewVersion(for: fetch, at: now)
        }
        guard isAwaited(fetch) else {
            // Nobody waits: the reader's next step will say what is needed then.
            fetches[fetch.number] = nil
            for index in cursors.indices where cursors[index].wants(fetch.frontier..<fetch.frontier + 1) {
                cursors[index].isHeldOff = true
            }
            return plan(at: now)
        }
        var fetch = fetch
        let step = fetch.recovery.step(after: problem)
        fetches[fetch.number] = fetch
        switch step {
        case .retry(let pause, let renewsLink):
            return [start(fetch.number, after: pause, renewsLink: renewsLink)].compactMap(\.self)
        case .fail(.contentReplaced):
            return replace()
        case .fail(let error):
            return fail(fetch, with: error, at: now)
        }
    }

    /// Takes the version that is there now: nobody has seen a byte of the one that was expected, so the new
    /// one is as good. Bodies of the old one that have begun would go on bringing its bytes, so they end.
    private mutating func adoptNewVersion(
        for fetch: Fetch, at now: ContinuousClock.Instant
    ) -> [StreamEffect] {
        facts.entityTag = nil
        isConfirmed = false
        let old = fetches.values.filter { $0.number != fetch.number && $0.phase != .starting }
        for body in old { fetches[body.number] = nil }
        var effects = old.map { StreamEffect.cancel(number: $0.number) }
        effects += [start(fetch.number, after: .zero, renewsLink: false)].compactMap(\.self)
        return effects + plan(at: now)
    }

    /// Gives a fetch up, and with it the reads that only it would have served.
    private mutating func fail(
        _ fetch: Fetch, with error: CDNError, at now: ContinuousClock.Instant
    ) -> [StreamEffect] {
        let refused = OperationError(error)
        lastError = refused.summary
        var effects: [StreamEffect] = []
        for (number, read) in waiting {
            let range = clamped(read.range)
            let missing = blocks.end(from: range.lowerBound)
            guard fetch.reaches(missing) else { continue }
            waiting[number] = nil
            effects.append(.answer(read.completion, .failure(refused)))
        }
        fetches[fetch.number] = nil
        for index in cursors.indices { cursors[index].isHeldOff = true }
        switch error {
        case .fileMissing, .noLink(.notFound): effects.append(.listingIsStale)
        default: break
        }
        return effects + plan(at: now)
    }

    private func current(_ number: Int, _ attempt: Int) -> Fetch? {
        guard let fetch = fetches[number], fetch.attempt == attempt else { return nil }
        return fetch
    }
}
