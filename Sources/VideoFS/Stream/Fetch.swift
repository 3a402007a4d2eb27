internal import NIOCore

/// One request for a run of bytes, through all its tries.
struct Fetch {
    enum Phase: Hashable {
        /// Waiting for a link, a connection, the head.
        case starting
        case flowing
        /// Told to wait: enough is there, or no memory is.
        case paused
    }

    enum Purpose: Hashable {
        /// For the reads of one cursor, by its number, and for what it will read next.
        case cursor(Int)
        /// For one read alone.
        case read
        /// For the index of a film, wherever its readers are.
        case index
    }

    let number: Int
    let purpose: Purpose
    /// Counts the tries: what an earlier one still says is not listened to.
    var attempt = 0
    var phase = Phase.starting
    /// First byte that this fetch was made for.
    let origin: Int64
    /// Where its first request starts: before ``origin`` by ``overlap`` where those bytes are held already.
    let firstByte: Int64
    /// Where the next byte that arrives belongs.
    var next: Int64
    /// One past the furthest byte that any try has brought; ``origin`` before the first.
    var reached: Int64
    /// One past the last byte wanted.
    var end: Int64
    var isOpenEnded: Bool
    /// The version that the try under way asked for.
    var entityTag: String?
    var recovery = FetchRecovery()
    /// Arrived, but without memory to put it.
    var held: ByteBuffer?
    /// When it last brought a byte that it had not brought before; at first, when it was made.
    var lastArrival: ContinuousClock.Instant
    var flow = FlowMeter()

    /// First byte that is still to come.
    var frontier: Int64 { max(next, reached) }

    /// Bytes asked for again when a body is taken up, to see that it is still the same.
    static let overlap: Int64 = 4096

    /// Where the request of the next try starts.
    var resumePoint: Int64 { max(firstByte, frontier - Self.overlap) }

    /// Whether it will bring the byte at `offset`, having at most `skip` others to bring before.
    func reaches(_ offset: Int64, skip: Int64) -> Bool {
        frontier <= offset && offset < end && offset - frontier <= skip
    }
}

/// The rate of one connection while nobody holds it back.
struct FlowMeter: Hashable, Sendable {
    /// When the request went out, for the try under way.
    var sent: ContinuousClock.Instant?
    private var mark: ContinuousClock.Instant?
    private var time = Duration.zero
    private var bytes = 0
    /// Bytes that may have waited in the socket during a pause: they come as fast as memory does.
    private var waiting = 0

    /// Bytes that a socket's buffer holds at most, as Linux has it (`tcp_rmem`).
    private static let socketBuffer = 6 << 20

    /// The flow begins, or goes on after a pause.
    mutating func opened(at now: ContinuousClock.Instant) {
        mark = now
    }

    /// - Returns: bytes per second, now and then.
    mutating func note(_ count: Int, at now: ContinuousClock.Instant) -> Double? {
        guard let mark else { return nil }
        self.mark = now
        guard waiting <= 0 else {
            waiting -= count
            return nil
        }
        time += now - mark
        bytes += count
        guard time >= .milliseconds(100) || bytes >= 8 << 20, time > .zero else { return nil }
        defer { (time, bytes) = (.zero, 0) }
        return Double(bytes) / time.inSeconds
    }

    /// The receiver holds it back: time until it goes on does not count.
    mutating func heldBack() {
        mark = nil
        waiting = Self.socketBuffer
    }
}
