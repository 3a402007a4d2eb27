extension StreamState {
    /// Bytes of a first read from which on it is a player that looks for the index, and no look at the kind
    /// of the file.
    private static let realRead: Int64 = 64 << 10

    /// Asks for a film's index beside its body, under the same link: a player that finds the pictures first
    /// looks there next.
    mutating func fetchIndex(at now: ContinuousClock.Instant) -> [StreamEffect] {
        switch index.finding {
        case .at(let place) where !index.indexWasAsked && isConfirmed:
            index.indexWasAsked = true
            return fetchPiece(place..<min(place + MovieIndex.longest, facts.size), at: now)
        case .unknown where settings.isMovie && !index.tailWasAsked && isFirstRealRead:
            index.tailWasAsked = true
            return fetchPiece(facts.size - MovieIndex.tail..<facts.size, at: now)
        default: return []
        }
    }

    private var isFirstRealRead: Bool {
        facts.size > 4 * MovieIndex.tail && bytesFetched == 0
            && waiting.values.contains { $0.range.lowerBound == 0 && $0.range.upperBound >= Self.realRead }
    }

    private mutating func fetchPiece(
        _ piece: Range<Int64>, at now: ContinuousClock.Instant
    ) -> [StreamEffect] {
        let (start, _) = covered(from: piece.lowerBound)
        guard start < piece.upperBound, fetches.count < StreamSettings.fetches else { return [] }
        return begin(.index, at: start, end: piece.upperBound, now: now)
    }
}
