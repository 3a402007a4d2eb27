/// How many bytes a reader has around it: seconds of media for who watches, what the path holds for who
/// copies.
enum CursorWindow {
    static let least: Int64 = 4 << 20
    /// For a reader that watches.
    private static let most: Int64 = 16 << 20
    /// For one that copies over a short path: enough that a reader and a connection which take turns on
    /// one processor do not wait for each other.
    private static let copier: Int64 = 8 << 20
    /// Up to where the window may double before anything is measured.
    static let largestRamp: Int64 = 64 << 20

    private static let mediaAhead = 30.0
    private static let mediaBehind = 15.0

    /// The most that is kept behind a reader that watches: a little more than the distance at which two readers
    /// share what is fetched, so that who begins so far behind another finds all of it.
    private static let mostBehind = StreamState.sharing + Cursor.tolerance

    /// Bytes per second beyond which a reader that waits for each byte is taken for a copier: 32 Mbit/s, more
    /// than what services send.
    private static let fasterThanMedia = Double(4 << 20)

    /// Bytes per second that nothing is watched at: 128 Mbit/s, the most that an Ultra HD disc holds.
    private static let fasterThanDiscs = Double(16 << 20)

    /// Bytes ahead that are enough.
    static func ahead(_ rate: ReadRate, _ trial: ParallelTrial, _ path: PathFigures) -> Int64 {
        guard trial.width == 1 else {
            // What each connection brings, and half as much for the reader meanwhile.
            let chunk = chunk(over: path)
            return Int64(trial.width) * chunk + chunk / 2
        }
        guard let speed = rate.perSecond else { return copier }
        guard speed < fasterThanMedia else {
            return path.isBounded ? max(copier, min(2 * path.bandwidthDelay, largestRamp)) : copier
        }
        return min(max(Int64(clamping: speed * mediaAhead), least), most)
    }

    /// Bytes behind that are kept.
    static func behind(_ rate: ReadRate) -> Int64 {
        guard let speed = rate.perSecond, speed < fasterThanDiscs else { return least }
        return min(max(Int64(clamping: speed * mediaBehind), least), mostBehind)
    }

    /// Bytes that one of several connections is asked for at a time: three and a half times what is on its way, so
    /// that the wait between two requests is a small part of it. More brings little, and takes as much memory for
    /// each connection.
    static func chunk(over path: PathFigures) -> Int64 {
        let wanted = min(max(min(path.bandwidthDelay, most) * 7 / 2, least), most / 2)
        return (wanted + Int64(Block.size) - 1) / Int64(Block.size) * Int64(Block.size)
    }

    /// Whether a reader takes bytes as fast as they come, and has for long enough not to be a player that
    /// fills its first buffer.
    static func isCopier(_ rate: ReadRate, inOrder: Int64, at now: ContinuousClock.Instant) -> Bool {
        guard let starved = rate.starvedSince, let speed = rate.perSecond else { return false }
        let time = now - starved
        if speed >= fasterThanMedia { return time >= .milliseconds(500) && inOrder >= 24 << 20 }
        // A connection slower than any film: after a while help is due to whoever reads.
        return time >= .seconds(10)
    }
}
