internal import Synchronization

/// What names the bytes of a file: another version has another key.
struct StreamKey: Hashable, Sendable {
    let video: VideoID
    let file: MediaFileID
    /// The service's claim of size and time of change.
    let version: String
}

/// The streams of all open files, one for each version of a file.
///
/// A stream outlives its last handle by ``afterlife``, because players close and reopen a file at every
/// pause and seek.
final class Streams: Sendable {
    private struct Tenancy {
        let stream: FileStream
        var handles: Int
        var idleSince: ContinuousClock.Instant
    }

    /// Time that bytes and link of a closed file are kept.
    static let afterlife = Duration.seconds(60)

    private let tenancies = Mutex<[StreamKey: Tenancy]>([:])
    let pool: BlockPool
    let totals = StreamTotals()
    private let now: @Sendable () -> ContinuousClock.Instant

    init(pool: BlockPool, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.pool = pool
        self.now = now
    }

    /// The stream of a key, made where there is none, with one handle more. Give it back with
    /// ``release(_:of:)``.
    func acquire(_ key: StreamKey, making make: () -> FileStream) -> FileStream {
        tenancies.withLock { tenancies in
            if var tenancy = tenancies[key] {
                tenancy.handles += 1
                tenancies[key] = tenancy
                return tenancy.stream
            }
            let stream = make()
            tenancies[key] = Tenancy(stream: stream, handles: 1, idleSince: now())
            return stream
        }
    }

    func release(_ stream: FileStream, of key: StreamKey) {
        let isOrphan = tenancies.withLock { tenancies in
            guard var tenancy = tenancies[key], tenancy.stream === stream else { return true }
            tenancy.handles -= 1
            tenancy.idleSince = now()
            tenancies[key] = tenancy
            return false
        }
        // Replaced meanwhile: readers that still had it get nothing more from it.
        if isOrphan { stream.relieve() }
    }

    /// Lets the next open begin anew: the file was replaced.
    func retire(_ key: StreamKey) {
        tenancies.withLock { $0[key] = nil }
    }

    /// Fails reads whose time is up and ends streams that nobody came back to. To be called about twice
    /// a second.
    func tick() {
        let moment = now()
        let (living, ended) = tenancies.withLock { tenancies in
            let ended = tenancies.filter {
                $0.value.handles <= 0 && moment - $0.value.idleSince > Self.afterlife
            }
            for key in ended.keys { tenancies[key] = nil }
            return (tenancies.values.map(\.stream), ended.values.map(\.stream))
        }
        for stream in living { stream.expire() }
        for stream in ended { stream.close() }
    }

    /// Makes room for readers that are blocked: first what is needed last is given back.
    func relieve() {
        let streams = all.map(\.stream)
        for pressure in MemoryPressure.allCases {
            for stream in streams where pool.isShort { stream.relieve(pressure) }
        }
    }

    func closeAll() {
        for (_, stream, _) in all { stream.close() }
    }

    /// Every stream, with its key and number of handles.
    var all: [(key: StreamKey, stream: FileStream, handles: Int)] {
        tenancies.withLock { tenancies in
            tenancies.map { (key: $0.key, stream: $0.value.stream, handles: $0.value.handles) }
        }
    }
}
