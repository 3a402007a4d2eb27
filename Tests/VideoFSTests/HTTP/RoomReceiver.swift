import NIOCore
import Synchronization

@testable import VideoFS

/// Has places of its own for the bytes of a body.
final class RoomReceiver: BodyReceiver {
    private struct State {
        var bytes: [UInt8] = []
        var placed = 0
        var outcome: Result<Int, HTTPError>?
        var demands: [BodyDemand] = []
    }

    @safe private final class Memory: Sendable {
        nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

        init(_ count: Int) {
            unsafe bytes = .allocate(byteCount: count, alignment: 16)
        }

        deinit { unsafe bytes.deallocate() }
    }

    private let state = Mutex(State())
    private let ended: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    /// An element for each time that it wanted to pause.
    let pauses: AsyncStream<Void>
    private let pause: AsyncStream<Void>.Continuation

    /// - Parameter demands: the answers to the first times that bytes were put in their place.
    init(_ demands: [BodyDemand] = []) {
        (ended, continuation) = AsyncStream.makeStream()
        (pauses, pause) = AsyncStream.makeStream()
        state.withLock { $0.demands = demands }
    }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    /// Bytes that nobody had to copy.
    var placed: Int { state.withLock { $0.placed } }

    func end() async -> Result<Int, HTTPError>? {
        for await _ in ended {}
        return state.withLock { $0.outcome }
    }

    func received(_ head: HTTPHead) -> Bool { true }

    func received(_ bytes: ByteBuffer) -> BodyDemand {
        state.withLock { $0.bytes += Array(buffer: bytes) }
        return .more
    }

    func room(for count: Int) -> BodyRoom? {
        let memory = Memory(count)
        // In two pieces, as where a block ends between them.
        return unsafe BodyRoom(
            [
                UnsafeMutableRawBufferPointer(rebasing: memory.bytes[..<(count / 3)]),
                UnsafeMutableRawBufferPointer(rebasing: memory.bytes[(count / 3)...]),
            ], owner: memory)
    }

    func filled(_ count: Int, of room: BodyRoom) -> BodyDemand {
        let bytes = unsafe room.pieces.flatMap { unsafe Array($0) }.prefix(count)
        let demand = state.withLock { state in
            state.bytes += bytes
            state.placed += count
            return count == 0 || state.demands.isEmpty ? BodyDemand.more : state.demands.removeFirst()
        }
        if demand == .pause { pause.yield() }
        return demand
    }

    func ended(_ outcome: Result<Void, HTTPError>) {
        state.withLock { state in state.outcome = outcome.map { state.bytes.count } }
        continuation.finish()
        pause.finish()
    }
}
