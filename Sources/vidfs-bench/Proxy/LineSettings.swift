/// What a line between two machines does to bytes.
struct LineSettings: Sendable, Hashable {
    /// Nanoseconds from one end to the other: half a round trip. Not negative.
    var delay: Int64
    /// What one connection can carry from the server; `nil` for any amount.
    var bytesPerSecond: Int64?

    /// Nanoseconds that a handshake takes before the client may send.
    var roundTrip: Int64 { delay * 2 }
}
