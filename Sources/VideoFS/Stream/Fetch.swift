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

    let number: Int
    /// Counts the tries: what an earlier one still says is not listened to.
    var attempt = 0
    var phase = Phase.starting
    /// First byte that this fetch was made for.
    let origin: Int64
    /// Where the next byte that arrives belongs.
    var next: Int64
    /// One past the last byte wanted.
    var end: Int64
    let isOpenEnded: Bool
    /// The version that the try under way asked for.
    var entityTag: String?
    var recovery = FetchRecovery()
    /// Arrived, but without memory to put it.
    var held: ByteBuffer?

    /// First byte that is still to come.
    var frontier: Int64 { max(next, origin) }

    /// Bytes asked for again when a body is taken up after a cut, to see that it is still the same.
    private static let overlap: Int64 = 4096

    /// Where the request of the next try starts.
    var resumePoint: Int64 { max(origin, frontier - Self.overlap) }

    /// Whether it will bring the byte at `offset` before a request of its own would.
    func reaches(_ offset: Int64) -> Bool {
        frontier <= offset && offset < end && offset - frontier <= Cursor.tolerance
    }
}
