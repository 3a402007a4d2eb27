import NIOCore
import Synchronization

@testable import VideoFS

/// One stream over a path with a round trip, a rate for each connection and one for all, and links that run
/// out. Nothing goes wrong here: this shows what is asked for, and how fast it comes.
struct SimulatedPath {
    struct Connection {
        enum Phase { case due, asked, flowing, paused }

        let number: Int
        let attempt: Int
        let request: RangeRequest
        var phase = Phase.due
        /// When the answer's head comes.
        var time: ContinuousClock.Instant
        var position: Int64 = 0
    }

    private final class Box: Sendable {
        let answered = Mutex<Set<UInt64>>([])
        let processTime = Mutex(Duration.zero)
    }

    let size: Int64
    let roundTrip: Duration
    /// Bytes per second.
    let connectionRate: Double
    let pathRate: Double
    let linkLife: Duration?
    /// Processors that the mount keeps busy.
    var load = 0.0

    var state: StreamState
    let pool = BlockPool(limit: 256 << 20)
    let start = ContinuousClock.now
    var now: ContinuousClock.Instant
    var connections: [Connection] = []
    private var lease: LinkLease?
    private let box = Box()
    private var nextRead: UInt64 = 1
    private var sinceTick = Duration.zero

    private(set) var links = 0
    private(set) var requests: [RangeRequest] = []
    private(set) var mostConnections = 0

    init(
        size: Int64, roundTrip: Duration, connectionRate: Double, pathRate: Double? = nil,
        linkLife: Duration? = .seconds(30)
    ) {
        self.size = size
        self.roundTrip = roundTrip
        self.connectionRate = connectionRate
        self.pathRate = pathRate ?? connectionRate
        self.linkLife = linkLife
        now = start
        state = StreamState(
            facts: FileVersionFacts(size: size), isConfirmed: false, settings: StreamSettings(), pool: pool,
            processTime: { [box] in box.processTime.withLock { $0 } }, at: start)
    }

    var elapsed: Double { (now - start).inSeconds }

    mutating func read(_ range: Range<Int64>) -> UInt64 {
        let number = nextRead
        nextRead += 1
        let box = box
        let effects = state.read(range, number: number, at: now) { outcome in
            guard case .success(let bytes) = outcome, bytes.count == range.count else { return }
            box.answered.withLock { _ = $0.insert(number) }
        }
        perform(effects)
        return number
    }

    func isAnswered(_ read: UInt64) -> Bool { box.answered.withLock { $0.contains(read) } }

    /// Lets time pass, and what comes in it come.
    mutating func pass(_ time: Duration) {
        now += time
        box.processTime.withLock { $0 += time * load }
        sinceTick += time
        if sinceTick >= .milliseconds(500) {
            sinceTick = .zero
            perform(state.expire(at: now))
        }
        for connection in connections { openIfDue(connection) }
        let flowing = connections.filter { $0.phase == .flowing }
        mostConnections = max(mostConnections, flowing.count)
        let rate = min(connectionRate, pathRate / Double(max(flowing.count, 1)))
        for connection in flowing { deliver(Int64(rate * time.inSeconds), to: connection) }
    }

    private mutating func openIfDue(_ connection: Connection) {
        guard now >= connection.time, let place = place(of: connection) else { return }
        switch connection.phase {
        case .due:
            if lease?.isUsable(at: now) != true {
                links += 1
                let link = FreshLink(address: SignedAddress("https://cdn.example/"), life: linkLife)
                lease = LinkLease(link: link, issued: now, roundTrip: roundTrip)
            }
            if let lease {
                state.sent(connection.number, attempt: connection.attempt, under: lease, at: now)
            }
            connections[place].phase = .asked
            connections[place].time = now + roundTrip
        case .asked:
            connections[place].phase = .flowing
            connections[place].position = connection.request.start
            let body = RangeBody(start: connection.request.start, fileLength: size, entityTag: nil)
            perform(
                state.began(connection.number, attempt: connection.attempt, body: body, at: now).effects)
        case .flowing, .paused: break
        }
    }

    private mutating func deliver(_ count: Int64, to connection: Connection) {
        var rest = count
        while rest > 0, let place = place(of: connection), connections[place].phase == .flowing {
            let position = connections[place].position
            let piece = min(rest, 256 << 10, (connection.request.end ?? size) - position)
            guard piece > 0 else {
                connections.remove(at: place)
                return perform(
                    state.ended(connection.number, attempt: connection.attempt, problem: nil, at: now))
            }
            rest -= piece
            connections[place].position += piece
            let (demand, effects) = state.arrived(
                FilmBytes.buffer(position..<position + piece), of: connection.number,
                attempt: connection.attempt, at: now)
            if case .pause = demand { connections[place].phase = .paused }
            if case .stop = demand { connections.remove(at: place) }
            perform(effects)
        }
    }

    private func place(of connection: Connection) -> Int? {
        connections.firstIndex { $0.number == connection.number && $0.attempt == connection.attempt }
    }

    private mutating func perform(_ effects: [StreamEffect]) {
        for effect in effects {
            switch effect {
            case .answer(let completion, let outcome): completion(outcome)
            case .begin(let number, let attempt, let request, let pause, _):
                connections.removeAll { $0.number == number }
                requests.append(request)
                connections.append(
                    Connection(number: number, attempt: attempt, request: request, time: now + pause))
            case .resume(let number):
                for place in connections.indices where connections[place].number == number {
                    if connections[place].phase == .paused { connections[place].phase = .flowing }
                }
            case .cancel(let number): connections.removeAll { $0.number == number }
            case .needsMemory, .learned, .replaced, .listingIsStale: break
            }
        }
    }
}
