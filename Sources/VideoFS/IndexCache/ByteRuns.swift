/// Bytes at several places of a file, in order, apart from each other.
struct ByteRuns: Sendable {
    struct Run: Sendable {
        let start: Int64
        var bytes: [UInt8]

        var range: Range<Int64> { start..<start + Int64(bytes.count) }
    }

    private(set) var runs: [Run] = []

    var isEmpty: Bool { runs.isEmpty }

    /// Bytes in all.
    var count: Int { runs.reduce(0) { $0 + $1.bytes.count } }

    /// Whether every byte of a range is here.
    func covers(_ range: Range<Int64>) -> Bool {
        runs.contains { $0.range.lowerBound <= range.lowerBound && range.upperBound <= $0.range.upperBound }
    }

    /// Adds bytes; what is here already stays as it is.
    mutating func insert(_ bytes: [UInt8], at start: Int64) {
        guard !bytes.isEmpty else { return }
        let end = start + Int64(bytes.count)
        let first = runs.firstIndex { $0.range.upperBound >= start } ?? runs.endIndex
        let last = runs[first...].firstIndex { $0.start > end } ?? runs.endIndex
        guard first < last else { return runs.insert(Run(start: start, bytes: bytes), at: first) }
        if last == first + 1, runs[first].start <= start {
            // Read on in order: the usual case.
            let new = Int(max(0, end - runs[first].range.upperBound))
            return runs[first].bytes.append(contentsOf: bytes.suffix(new))
        }
        var merged = Run(start: min(start, runs[first].start), bytes: [])
        for run in runs[first..<last] {
            let place = merged.range.upperBound
            if place < run.start { merged.bytes += bytes[Int(place - start)..<Int(run.start - start)] }
            merged.bytes += run.bytes
        }
        if merged.range.upperBound < end { merged.bytes += bytes[Int(merged.range.upperBound - start)...] }
        runs.replaceSubrange(first..<last, with: [merged])
    }
}
