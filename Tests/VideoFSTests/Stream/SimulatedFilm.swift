import Glibc
import NIOCore
import Synchronization

@testable import VideoFS

/// One film of a simulation: its stream's state, the requests under way, and who reads.
struct SimulatedFilm {
    struct Connection {
        enum Phase {
            /// Not sent yet.
            case due(ContinuousClock.Instant)
            /// Sent; its answer comes at that time.
            case asked(ContinuousClock.Instant, under: LinkLease)
            case flowing
            case paused
            /// Nothing comes any more; noticed at that time.
            case stalled(ContinuousClock.Instant)
        }

        let number: Int
        let attempt: Int
        let request: RangeRequest
        let renewsLink: Bool
        var phase: Phase
        var position: Int64 = 0
        var version = 0
    }

    struct Read {
        let range: Range<Int64>
        let since: ContinuousClock.Instant
        /// Whether nothing was broken any more when it came.
        let mustSucceed: Bool
    }

    struct Answer {
        let number: UInt64
        let outcome: Result<FileBytes, OperationError>
    }

    final class Box: Sendable {
        let answers = Mutex<[Answer]>([])
    }

    var state: StreamState
    let size: Int64
    let hasEntityTag: Bool
    let linkLife: Duration
    var version = 0
    /// Of the bytes that readers have seen.
    var seenVersion: Int?
    var connections: [Connection] = []
    var reads: [UInt64: Read] = [:]
    var places: [Int64]
    var lease: LinkLease?
    var links = 0
    var nextRead: UInt64 = 1
    var wantsMemory = false
    var isReplaced = false
    let box = Box()

    func entityTag(of version: Int) -> String? { hasEntityTag ? "\"v\(version)\"" : nil }

    /// The bytes of a version: the same film, moved by an odd number of places.
    static func bytes(_ range: Range<Int64>, version: Int) -> ByteBuffer {
        let shift = Int64(version) * 7_919
        return FilmBytes.buffer(range.lowerBound + shift..<range.upperBound + shift)
    }

    /// Whether an answer holds the bytes of a range in one version.
    static func holds(_ bytes: FileBytes, _ range: Range<Int64>, version: Int) -> Bool {
        var position = range.lowerBound
        for part in bytes.parts {
            guard case .block(let block, let inside) = part else { return false }
            let expected = Self.bytes(position..<position + Int64(inside.count), version: version)
            let isEqual = unsafe expected.withUnsafeReadableBytes { expected in
                guard let start = expected.baseAddress, expected.count == inside.count else { return false }
                return unsafe memcmp(start, block.memory + inside.lowerBound, inside.count) == 0
            }
            guard isEqual else { return false }
            position += Int64(inside.count)
        }
        return position == range.upperBound
    }
}
