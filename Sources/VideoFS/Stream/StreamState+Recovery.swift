extension StreamState {
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
        if case .refused(.otherVersion) = problem, blocks.count == 0, bytesServed == 0, !isKnownElsewhere {
            return adoptNewVersion(for: fetch, at: now)
        }
        guard isAwaited(fetch, at: now) else {
            // Nobody waits: the reader's next step will say what is needed then.
            fetches[fetch.number] = nil
            for place in cursors.indices where fetch.purpose == .cursor(cursors[place].number) {
                cursors[place].isHeldOff = true
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
        let begun = fetchesInOrder.filter { $0.number != fetch.number && $0.phase != .starting }
        var effects = begun.map { give(up: $0) }
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
        let skip = skip(at: now)
        for (number, read) in waitingInOrder {
            guard let missing = missing(of: read), fetch.reaches(missing, skip: skip) else { continue }
            endWaiting(number)
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

    func current(_ number: Int, _ attempt: Int) -> Fetch? {
        guard let fetch = fetches[number], fetch.attempt == attempt else { return nil }
        return fetch
    }
}
