/// What is given back first when memory is short, and what last.
enum MemoryPressure: Int, CaseIterable, Sendable {
    /// Bytes further ahead than two blocks where that is more than a reader's share.
    case readAhead
    /// All that is further ahead than two blocks.
    case windows
    /// Bytes behind readers.
    case backWindows
    /// Everything of readers who have not come for a while, and indexes.
    case idleCursors
    /// Everything that no reader waits for at this moment.
    case everything
}

extension StreamState {
    /// Blocks ahead of each reader that are left to it as long as possible.
    private static let near = 2

    private static let idle = Duration.seconds(2)

    /// Blocks that may come until those not needed are looked for again: a MiB for each reader.
    private static let slack = 4

    /// Asks the pool for the memory of reads that wait, the oldest first. A read is fetched only once all of
    /// it has a place: readers never wait for memory that other waiting readers hold.
    mutating func admitReads(at now: ContinuousClock.Instant) -> [StreamEffect] {
        var isShort = false
        let queue = waitingInOrder.filter { !$0.value.isAdmitted }
        for (number, read) in queue {
            var read = read
            let needed = blocksNeeded(by: read)
            if pool.promise(needed.count, to: &read.ticket) {
                promised.formUnion(needed)
                read.isAdmitted = true
                read.since = now
            } else {
                isShort = true
            }
            waiting[number] = read
        }
        var effects = isShort ? [StreamEffect.needsMemory(isForReader: true)] : []
        for fetch in fetchesInOrder where fetch.held != nil && isAwaited(fetch, admitted: true, at: now) {
            effects += putAway(heldBy: fetch.number, at: now)
        }
        return effects
    }

    private func blocksNeeded(by read: WaitingRead) -> [Int64] {
        blockIndices(of: clamped(read.range)).filter { !blocks.hasBlock($0) && !promised.contains($0) }
    }

    private func blockIndices(of range: Range<Int64>) -> ClosedRange<Int64> {
        let size = Int64(Block.size)
        return range.lowerBound / size...max(range.lowerBound, range.upperBound - 1) / size
    }

    /// A read no longer waits: gives back what was promised to it alone.
    @discardableResult
    mutating func endWaiting(_ number: UInt64) -> WaitingRead? {
        guard let read = waiting.removeValue(forKey: number) else { return nil }
        if let ticket = read.ticket { pool.withdraw(ticket) }
        guard !promised.isEmpty else { return read }
        var kept: Set<Int64> = []
        for other in waiting.values where other.isAdmitted {
            kept.formUnion(blockIndices(of: clamped(other.range)))
        }
        let unused = promised.subtracting(kept)
        promised.subtract(unused)
        pool.takeBack(promises: unused.count)
        return read
    }

    /// A block for the bytes at an index of the file.
    mutating func lend(_ index: Int64) -> Block? {
        if promised.remove(index) != nil { return pool.lend(to: .promised) }
        let isNear = cursors.contains { cursor in
            let apart = index - cursor.position / Int64(Block.size)
            return cursor.isActive && apart >= 0 && apart < Int64(Self.near)
        }
        return pool.lend(to: isNear ? .near : .readAhead)
    }

    /// Looks for blocks that no reader is near, now and then.
    mutating func evictSometimes(at now: ContinuousClock.Instant) {
        if pool.isShort { return giveBack(.everything, at: now) }
        guard blocks.count >= nextEviction else { return }
        evict()
    }

    private mutating func evict() {
        let kept = keptAlways()
        let wanted = wantedByCursors()
        blocks.keepOnly { block in
            kept.contains { $0.overlaps(block) } || wanted.contains { $0.overlaps(block) }
        }
        nextEviction = blocks.count + Self.slack
    }

    /// What no pressure takes: the bytes of reads that are being fetched.
    private func keptAlways() -> [Range<Int64>] {
        waiting.values.filter(\.isAdmitted).map { clamped($0.range) }
    }

    private func wantedByCursors() -> [Range<Int64>] {
        var wanted = index.kept(of: facts.size)
        wanted += waiting.values.map { clamped($0.range) }
        wanted += fetches.values.map { max(0, $0.frontier - Fetch.overlap)..<$0.frontier + 1 }
        let places = cursors.sorted { $0.position < $1.position }
        for (place, cursor) in places.enumerated() {
            let ahead = max(window(of: cursor), min(settings.readAhead, windowShare))
            var end = cursor.position + ahead + Cursor.tolerance
            // A little more than the distance at which they begin to share, or one who is just that far
            // behind would lose and fetch again what lies between, by turns.
            let apart = place + 1 < places.count ? places[place + 1].position - cursor.position : .max
            if apart <= Self.sharing + Cursor.tolerance {
                end = max(end, places[place + 1].position)
            }
            wanted.append(max(0, cursor.position - cursor.behind)..<max(end, 1))
        }
        return wanted
    }

    /// Gives memory back, as much as the pressure asks for.
    mutating func giveBack(_ pressure: MemoryPressure, at now: ContinuousClock.Instant) {
        var kept = keptAlways()
        if pressure != .everything { kept += leftToCursors(under: pressure, at: now) }
        if pressure.rawValue < MemoryPressure.idleCursors.rawValue { kept += index.kept(of: facts.size) }
        blocks.keepOnly { block in kept.contains { $0.overlaps(block) } }
        nextEviction = blocks.count + Self.slack
    }

    private func leftToCursors(
        under pressure: MemoryPressure, at now: ContinuousClock.Instant
    ) -> [Range<Int64>] {
        cursors.compactMap { cursor in
            if pressure == .idleCursors, now - cursor.lastUse > Self.idle { return nil }
            let near = Int64(Self.near * Block.size)
            let ahead = pressure == .readAhead ? max(windowShare, near) : near
            let behind = pressure.rawValue < MemoryPressure.backWindows.rawValue ? cursor.behind : 0
            return max(0, cursor.position - behind)..<cursor.position + ahead
        }
    }
}
