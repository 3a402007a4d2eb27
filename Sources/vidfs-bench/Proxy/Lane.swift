/// One direction of one connection: when bytes that are sent now arrive at the other end.
///
/// Like a sender's queue before a line: bytes leave one after another at the line's rate, and each is on its
/// way for the line's delay. Times are nanoseconds of one monotonic clock. It waits for nothing and holds no
/// bytes itself.
struct Lane: Sendable {
    /// Nanoseconds on the way.
    let delay: Int64
    /// `nil` for a line that carries any amount at once.
    let bytesPerSecond: Int64?
    /// When the last byte that was sent has left, or when the first may leave.
    private var freeAt: Int64

    /// - Parameters:
    ///   - delay: nanoseconds on the way; not negative.
    ///   - bytesPerSecond: more than 0.
    ///   - openAt: when the first byte may leave: the end of the handshake.
    init(delay: Int64, bytesPerSecond: Int64?, openAt: Int64 = .min) {
        self.delay = delay
        self.bytesPerSecond = bytesPerSecond
        self.freeAt = openAt
    }

    /// Sends bytes and returns when the last of them arrives.
    ///
    /// - Parameters:
    ///   - count: at most 1 GiB.
    ///   - now: never before an earlier call's.
    /// - Returns: nanoseconds of the same clock.
    mutating func send(_ count: Int, at now: Int64) -> Int64 {
        freeAt = max(freeAt, now)
        if let bytesPerSecond {
            // At most 2^30 × 10^9: below 2^63.
            freeAt += Int64(count) * 1_000_000_000 / bytesPerSecond
        }
        return freeAt + delay
    }

    /// Bytes that a sender should have on the line at most: what fills it, and ``slack`` for a timer that is
    /// late. More would only wait, and be lost with an abandoned connection.
    var capacity: Int {
        guard let bytesPerSecond else { return Self.unlimitedCapacity }
        let nanoseconds = Double(delay + Self.slack)
        return max(Int(Double(bytesPerSecond) * nanoseconds / 1e9), Self.smallestCapacity)
    }

    /// 4 ms: two cores under load are late by about one.
    static let slack: Int64 = 4_000_000
    /// Two reads of a socket.
    static let smallestCapacity = 128 << 10
    /// 800 MiB/s over 20 ms, more than two processors relay.
    static let unlimitedCapacity = 16 << 20
}
