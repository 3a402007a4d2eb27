extension StreamState {
    /// Bytes of a first read from which on it is a player that looks for the index, and no look at the kind
    /// of the file.
    private static let realRead: Int64 = 64 << 10

    /// The kernel asks for whole pages.
    private static let page: Int64 = 4096

    /// Bytes behind an index in front that a scanner looks at next: the first pictures.
    private static let firstPictures: Int64 = 256 << 10

    /// Asks for a film's index beside its body, under the same link: a player that finds the pictures first
    /// looks there next.
    mutating func fetchIndex(at now: ContinuousClock.Instant) -> [StreamEffect] {
        switch index.finding {
        case .at(let place) where !index.indexWasAsked && isConfirmed:
            index.indexWasAsked = true
            let start = place / Self.page * Self.page
            return fetchPiece(start..<min(start + MovieIndex.longest, facts.size), at: now)
        case .inFront(let range) where !index.indexWasAsked && isConfirmed && isScanned:
            index.indexWasAsked = true
            let end = min(range.upperBound + Self.firstPictures, range.lowerBound + MovieIndex.longest)
            return fetchPiece(range.lowerBound..<min(end, facts.size), at: now)
        case .unknown where settings.isMovie && !index.tailWasAsked && isFirstRealRead:
            index.tailWasAsked = true
            return fetchPiece(facts.size - MovieIndex.tail..<facts.size, at: now)
        default: return []
        }
    }

    private var isFirstRealRead: Bool {
        facts.size > 4 * MovieIndex.tail && bytesFetched == 0 && !isScanned
            && waiting.values.contains { $0.range.lowerBound == 0 && $0.range.upperBound >= Self.realRead }
    }

    /// Whether a scanner is the only one who reads. It gets the index as a whole, since little is asked for
    /// ahead of it otherwise, and only once it is known where: its time is cheaper than bytes.
    private var isScanned: Bool {
        !cursors.isEmpty && cursors.allSatisfy { $0.reader == .scanner && !$0.readsAhead }
    }

    private mutating func fetchPiece(
        _ piece: Range<Int64>, at now: ContinuousClock.Instant
    ) -> [StreamEffect] {
        let (start, _) = covered(from: piece.lowerBound)
        guard start < piece.upperBound, fetches.count < StreamSettings.fetches else { return [] }
        return begin(.index, at: start, end: piece.upperBound, now: now)
    }
}
