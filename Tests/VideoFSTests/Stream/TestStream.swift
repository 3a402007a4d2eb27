import NIOCore
import Synchronization

@testable import VideoFS

/// A stream's state with a network that delivers what the test says, when it says so.
struct TestStream {
    struct Begun {
        let number: Int
        let attempt: Int
        let request: RangeRequest
        let pause: Duration
        let renewsLink: Bool
    }

    enum Event: Equatable {
        case learned(size: Int64, changed: Bool)
        case answered
    }

    enum Outcome: Equatable {
        case success([UInt8])
        case failure(OperationError)
    }

    /// Answers as they come, from completions that cannot change a value.
    private final class Box: Sendable {
        let outcomes = Mutex<[Outcome]>([])
    }

    var state: StreamState
    var now = ContinuousClock.now
    private var nextRead: UInt64 = 1
    private let box = Box()
    private let realSize: Int64
    /// Where the body of each try under way stands; `nil` before its head.
    private var positions: [Int: Int64?] = [:]

    var begun: [Begun] = []
    var events: [Event] = []
    var resumed = 0
    var cancelled: [Int] = []
    var staleListings = 0
    /// Bytes that stand at the start of the film instead of those of ``FilmBytes``.
    var start: [UInt8] = []
    var shortages = 0

    init(
        size: Int64, realSize: Int64? = nil, settings: StreamSettings = StreamSettings(),
        pool: BlockPool = BlockPool(limit: 256 << 20)
    ) {
        self.realSize = realSize ?? size
        state = StreamState(
            facts: FileVersionFacts(size: size), isConfirmed: false, settings: settings, pool: pool,
            at: now)
    }

    var answers: [Outcome] { box.outcomes.withLock { $0 } }

    static func bytes(_ range: Range<Int64>) -> [UInt8] { FilmBytes.bytes(range) }

    @discardableResult
    mutating func read(_ range: Range<Int64>, by reader: ReaderKind = .viewer) -> UInt64 {
        let number = nextRead
        nextRead += 1
        let box = box
        perform(
            state.read(range, number: number, by: reader, at: now) { outcome in
                box.outcomes.withLock { outcomes in
                    switch outcome {
                    case .success(let bytes): outcomes.append(.success(bytes.joined))
                    case .failure(let error): outcomes.append(.failure(error))
                    }
                }
            })
        return number
    }

    /// Hands over bytes that are kept on disk.
    mutating func seed(_ range: Range<Int64>, changed: Bool = false) {
        let bytes = FilmBytes.bytes(range)
        perform(state.seed(changed ? bytes.map { $0 ^ 0xff } : bytes, at: range.lowerBound))
    }

    mutating func abandon(_ number: UInt64) {
        perform(state.abandon(number, at: now))
    }

    mutating func giveBack(_ pressure: MemoryPressure) {
        state.giveBack(pressure, at: now)
    }

    mutating func memoryIsFree() {
        perform(state.memoryIsFree(at: now))
    }

    mutating func close() {
        perform(state.close())
    }

    mutating func expire() {
        perform(state.expire(at: now))
    }

    mutating func advance(_ duration: Duration) {
        now += duration
    }

    /// Lets the newest fetch that still lives receive up to `count` bytes.
    @discardableResult
    mutating func deliver(_ count: Int, changed: Bool = false) throws -> BodyDemand {
        guard let fetch = begun.last(where: { state.fetches[$0.number]?.attempt == $0.attempt }) else {
            return .stop
        }
        if positions[fetch.number] == nil {
            positions[fetch.number] = fetch.request.start
            let body = RangeBody(start: fetch.request.start, fileLength: realSize, entityTag: nil)
            perform(state.began(fetch.number, attempt: fetch.attempt, body: body, at: now).effects)
        }
        guard case let position?? = positions[fetch.number] else { return .stop }
        let end = min(position + Int64(count), fetch.request.end.map { min($0, realSize) } ?? realSize)
        var bytes = FilmBytes.buffer(position..<max(position, end))
        if changed { bytes = ByteBuffer(bytes: FilmBytes.bytes(position..<end).map { $0 ^ 0xff }) }
        if position < start.count {
            let whole = FilmBytes.bytes(position..<end)
            bytes = ByteBuffer(bytes: start[Int(position)...] + whole.dropFirst(start.count - Int(position)))
        }
        positions[fetch.number] = end
        let (demand, effects) = state.arrived(
            bytes, of: fetch.number, attempt: fetch.attempt, at: now)
        perform(effects)
        return demand
    }

    /// Lets the newest fetch end with a problem.
    mutating func end(with problem: FetchRecovery.Problem?) {
        guard let fetch = begun.last(where: { state.fetches[$0.number]?.attempt == $0.attempt }) else {
            return
        }
        positions[fetch.number] = nil
        perform(state.ended(fetch.number, attempt: fetch.attempt, problem: problem, at: now))
    }

    private mutating func perform(_ effects: [StreamEffect]) {
        for effect in effects {
            switch effect {
            case .answer(let completion, let outcome):
                completion(outcome)
                events.append(.answered)
            case .begin(let number, let attempt, let request, let pause, let renewsLink):
                positions[number] = nil
                begun.append(
                    Begun(
                        number: number, attempt: attempt, request: request, pause: pause,
                        renewsLink: renewsLink))
            case .resume: resumed += 1
            case .cancel(let number): cancelled.append(number)
            case .learned(let facts, let changed):
                events.append(.learned(size: facts.size, changed: changed))
            case .listingIsStale: staleListings += 1
            case .needsMemory: shortages += 1
            case .replaced: break
            }
        }
    }
}
