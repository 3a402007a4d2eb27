/// How long things took, sorted into buckets from 50 µs, what a read from memory takes through the kernel,
/// to 30 s, at which a read fails.
struct LatencyHistogram: Hashable, Sendable {
    /// Upper ends of the buckets; what takes longer is in one more.
    static let bounds: [Duration] = [
        .microseconds(50), .microseconds(100), .microseconds(250), .microseconds(500),
        .milliseconds(1), .microseconds(2_500), .milliseconds(5), .milliseconds(10), .milliseconds(25),
        .milliseconds(50), .milliseconds(100), .milliseconds(250), .milliseconds(500),
        .seconds(1), .milliseconds(2_500), .seconds(5), .seconds(10), .seconds(30),
    ]

    private var counts = [Int64](repeating: 0, count: bounds.count + 1)
    private(set) var sum = Duration.zero

    mutating func observe(_ duration: Duration) {
        counts[Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count] += 1
        sum += duration
    }

    var count: Int64 { counts.reduce(0, +) }

    /// For each bound how many took no longer.
    var cumulative: [(bound: Duration, count: Int64)] {
        var total: Int64 = 0
        return zip(Self.bounds, counts).map { bound, count in
            total += count
            return (bound, total)
        }
    }
}
