extension StreamState {
    func clamped(_ range: Range<Int64>) -> Range<Int64> {
        let lower = min(max(range.lowerBound, 0), facts.size)
        return lower..<min(max(range.upperBound, lower), facts.size)
    }

    /// The first byte that a read still waits for.
    func missing(of read: WaitingRead) -> Int64? {
        let range = clamped(read.range)
        let missing = blocks.end(from: range.lowerBound)
        return missing < range.upperBound ? missing : nil
    }

    /// Reads as they came: the same events lead to the same decisions, in the same order.
    var waitingInOrder: [(key: UInt64, value: WaitingRead)] {
        waiting.count > 1 ? waiting.sorted { $0.key < $1.key } : Array(waiting)
    }

    /// Fetches as they were begun.
    var fetchesInOrder: [Fetch] {
        fetches.values.sorted { $0.number < $1.number }
    }

    /// Answers every waiting read whose bytes are all there.
    mutating func answerReady() -> [StreamEffect] {
        var effects: [StreamEffect] = []
        for (number, read) in waitingInOrder {
            let range = clamped(read.range)
            guard let bytes = range.isEmpty ? FileBytes.none : blocks.bytes(range) else { continue }
            endWaiting(number)
            bytesServed += Int64(bytes.count)
            totals.fromNetwork.add(Int64(bytes.count))
            effects.append(.answer(read.completion, .success(bytes)))
        }
        return effects
    }
}
