extension StreamState {
    /// Cursors that are this near each other read from one fetch, and what lies between is kept for the
    /// slower: a badly interleaved film has its sound megabytes from its pictures.
    static let sharing: Int64 = 16 << 20

    private static let firstAtStart: Int64 = 2 << 20
    private static let firstElsewhere: Int64 = 512 << 10
    private static let firstOfStrays: Int64 = 64 << 10
    /// Of a film of which nobody knows whether it is read on. With the end of the film and one more look it
    /// stays below 2 MiB.
    private static let firstOfUnknown: Int64 = 768 << 10
    private static let firstOfScannerAtStart: Int64 = 256 << 10
    private static let firstOfScanner: Int64 = 128 << 10

    /// Time after which a cursor's place may be taken over.
    private static let idle = Duration.seconds(2)

    /// Time in which a reader that jumps about may have jumped on.
    private static let scrub = Duration.milliseconds(30)

    /// Finds the reader to whom a read belongs, or makes one.
    mutating func touchCursor(
        _ range: Range<Int64>, by reader: ReaderKind, stalled: Bool, at now: ContinuousClock.Instant
    ) {
        if let place = cursorIndex(of: range, at: now) {
            // By halves: of reads at random a few look like one who reads on.
            if cursors[place].phase == .probe { strayReads /= 2 }
            cursors[place].advance(to: range, by: reader, stalled: stalled, over: path, at: now)
        } else if cursors.count < StreamSettings.cursors || removeCursor(at: now) {
            if cursors.last?.phase == .probe { strayReads += 1 }
            cursors.append(
                Cursor(
                    number: nextNumber, reading: range, by: reader,
                    firstBeyond: firstBeyond(range, reader), at: now))
            nextNumber += 1
        }
        countReaders()
    }

    /// The nearest reader that a read can belong to.
    func cursorIndex(of range: Range<Int64>, at now: ContinuousClock.Instant) -> Int? {
        let skip = path.worthSkipping(at: now)
        return cursors.indices
            .compactMap { index in cursors[index].distance(to: range, skip: skip).map { (index, $0) } }
            .min { $0.1 < $1.1 }?.0
    }

    /// What the first request at a new place asks for beyond the read: little, once the reader of this file
    /// has shown that it does not read on.
    private func firstBeyond(_ range: Range<Int64>, _ reader: ReaderKind) -> Int64 {
        switch (reader, range.lowerBound > 0) {
        case (.scanner, false): return Self.firstOfScannerAtStart
        case (.scanner, true): return Self.firstOfScanner
        case (.unknown, false): return Self.firstOfUnknown
        case (.viewer, false): return Self.firstAtStart
        case (.viewer, true), (.unknown, true): break
        }
        guard strayReads >= 3 else { return Self.firstElsewhere }
        return max(Self.firstElsewhere >> (strayReads - 2), Self.firstOfStrays)
    }

    /// Makes room for one more: of those that nobody waits at, a look here or there goes first, then who
    /// has not read for a while. A living reader's place is never taken.
    private mutating func removeCursor(at now: ContinuousClock.Instant) -> Bool {
        let waitedAt = Set(waiting.values.compactMap { cursorIndex(of: clamped($0.range), at: now) })
        let free = cursors.indices.filter { !waitedAt.contains($0) }
        guard
            let victim = oldest(of: free.filter { cursors[$0].phase == .probe })
                ?? oldest(of: free.filter { now - cursors[$0].lastUse > Self.idle })
        else { return false }
        cursors.remove(at: victim)
        return true
    }

    private func oldest(of places: [Int]) -> Int? {
        places.min { cursors[$0].lastUse < cursors[$1].lastUse }
    }

    /// Bytes ahead of a cursor that should be there.
    func window(of cursor: Cursor) -> Int64 {
        // Where the machine is the limit more is no help, and a quarter lasts while others have their turn.
        let isPathLimit = path.isBounded && !path.isMachineLimit
        let share = isPathLimit ? windowShare : min(max(windowShare / 4, CursorWindow.least), windowShare)
        return min(cursor.window(over: path, largest: settings.readAhead), share)
    }

    /// Where bytes should be present up to.
    func horizon(of cursor: Cursor) -> Int64 {
        cursor.position + window(of: cursor)
    }

    /// Tells the pool how many places are read at.
    mutating func countReaders() {
        let active = cursors.count { $0.isActive }
        pool.readersChanged(by: active - countedReaders)
        countedReaders = active
    }

    /// How long a request for a new place is put off: while a reader jumps about, what it asks for is
    /// mostly given up again at once.
    func hesitation(at now: ContinuousClock.Instant) -> Duration {
        guard let lastAbandoned, now - lastAbandoned < Self.scrub * 4 else { return .zero }
        return Self.scrub
    }
}
