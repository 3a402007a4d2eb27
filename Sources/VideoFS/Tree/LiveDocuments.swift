internal import Synchronization

/// The files of `.vidfs`, written anew for every reader.
///
/// Many programs open, ask for the size and read that much: so the size shown for a while is that of the
/// text given to whoever opened last.
final class LiveDocuments: Sendable {
    private struct Snapshot {
        let bytes: [UInt8]
        let made: ContinuousClock.Instant
    }

    /// Longer than any program takes from opening a file to asking for its size.
    private static let sameReader = Duration.seconds(1)

    private let snapshots = Mutex<[ControlFile: Snapshot]>([:])
    private let write: @Sendable (ControlFile) -> [UInt8]
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        write: @escaping @Sendable (ControlFile) -> [UInt8]
    ) {
        self.write = write
        self.now = now
    }

    /// The text as it is now, for a reader who opens it.
    func open(_ file: ControlFile) -> [UInt8] {
        let bytes = write(file)
        let moment = now()
        snapshots.withLock { $0[file] = Snapshot(bytes: bytes, made: moment) }
        return bytes
    }

    /// Its length in bytes, for somebody who asks.
    func size(of file: ControlFile) -> Int {
        let moment = now()
        if let last = snapshots.withLock({ $0[file] }), moment - last.made < Self.sameReader {
            return last.bytes.count
        }
        return open(file).count
    }
}
