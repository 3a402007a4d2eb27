internal import Synchronization

/// What all streams of a mount have done since it began. A stream adds to it and takes nothing back at its
/// end, so the numbers never fall.
final class StreamTotals: Sendable {
    /// Bytes of reads that were answered at once.
    let fromMemory = Tally()
    /// Bytes of reads that were answered from what is kept on disk.
    let fromDisk = Tally()
    /// Bytes of reads that had to wait for some of theirs.
    let fromNetwork = Tally()
    /// Reads whose bytes were not all there.
    let waits = Tally()
    let cdn = CDNTotals()

    private let latencies = Mutex(LatencyHistogram())
    private let retried = Mutex<[RetryReason: Int64]>([:])

    /// A read was answered, with bytes or with an error.
    func answered(after duration: Duration) {
        latencies.withLock { $0.observe(duration) }
    }

    /// A request is made once more.
    func retrying(_ reason: RetryReason) {
        retried.withLock { $0[reason, default: 0] += 1 }
    }

    /// From read to answer.
    var latency: LatencyHistogram { latencies.withLock { $0 } }

    /// Requests that were made once more, by what was wrong with the one before.
    var retries: [RetryReason: Int64] { retried.withLock { $0 } }
}

/// Why a request for bytes was made once more, in the words of the metrics.
enum RetryReason: String, Hashable, Sendable, CaseIterable {
    case linkRefused = "link_refused"
    case busy
    case cut
    case unreachable
    case timedOut = "timed_out"
    /// It had asked for a version that another request found to be gone.
    case otherVersion = "other_version"
    case other
}

extension RetryReason {
    init(_ problem: FetchRecovery.Problem) {
        self =
            switch problem {
            case .refused(.link): .linkRefused
            case .refused(.busy): .busy
            case .refused(.otherVersion): .otherVersion
            case .broken(.cut): .cut
            case .broken(.unreachable): .unreachable
            case .broken(.timedOut): .timedOut
            case .refused(.pastEnd), .refused(.unusable), .refused(.contradictory), .broken, .noLink:
                .other
            }
    }
}
