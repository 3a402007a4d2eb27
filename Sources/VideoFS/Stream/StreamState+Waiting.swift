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

    /// Answers every waiting read whose bytes are all there.
    mutating func answerReady() -> [StreamEffect] {
        var effects: [StreamEffect] = []
        for (number, read) in waiting {
            let range = clamped(read.range)
            guard let bytes = range.isEmpty ? FileBytes.none : blocks.bytes(range) else { continue }
            endWaiting(number)
            bytesServed += Int64(bytes.count)
            effects.append(.answer(read.completion, .success(bytes)))
        }
        return effects
    }
}
