import NIOCore
import Synchronization

@testable import VideoFS

/// Writes down what it hears, and lets a test wait for it.
final class RecordingReceiver: BodyReceiver {
    enum Event: Sendable, Hashable {
        case head(HTTPHead)
        case part(Int)
        case ended(Result<Int, HTTPError>)
    }

    let events: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation
    private let wantsBody: Bool
    private let demand: @Sendable (Int) -> BodyDemand
    private let state = Mutex(State())

    private struct State {
        var bytes = 0
        var ends = 0
        var afterEnd = 0
    }

    /// - Parameters:
    ///   - wantsBody: the answer to the head.
    ///   - demand: the answer to each part, by the number of bytes so far.
    init(wantsBody: Bool = true, _ demand: @escaping @Sendable (Int) -> BodyDemand = { _ in .more }) {
        (events, continuation) = AsyncStream.makeStream()
        self.wantsBody = wantsBody
        self.demand = demand
    }

    var bytes: Int { state.withLock { $0.bytes } }
    /// How often the end was told.
    var ends: Int { state.withLock { $0.ends } }
    /// Calls that came after the end.
    var afterEnd: Int { state.withLock { $0.afterEnd } }

    func received(_ head: HTTPHead) -> Bool {
        noteLate()
        continuation.yield(.head(head))
        return wantsBody
    }

    func received(_ bytes: ByteBuffer) -> BodyDemand {
        noteLate()
        let total = state.withLock { state in
            state.bytes += bytes.readableBytes
            return state.bytes
        }
        continuation.yield(.part(bytes.readableBytes))
        return demand(total)
    }

    func ended(_ outcome: Result<Void, HTTPError>) {
        let bytes = state.withLock { state in
            state.ends += 1
            return state.bytes
        }
        continuation.yield(.ended(outcome.map { bytes }))
    }

    /// Waits for the end; its value is the number of bytes.
    func end() async -> Result<Int, HTTPError>? {
        for await event in events {
            if case .ended(let outcome) = event { return outcome }
        }
        return nil
    }

    /// Waits for a part; false where the end comes first.
    func part() async -> Bool {
        for await event in events {
            switch event {
            case .head: continue
            case .part: return true
            case .ended: return false
            }
        }
        return false
    }

    private func noteLate() {
        state.withLock { if $0.ends > 0 { $0.afterEnd += 1 } }
    }
}
