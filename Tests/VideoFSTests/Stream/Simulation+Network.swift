import NIOCore

@testable import VideoFS

extension Simulation {
    private typealias Problem = FetchRecovery.Problem

    /// Lets something happen on one of a film's connections.
    mutating func moveNetwork(_ film: Int) {
        guard !films[film].connections.isEmpty else { return }
        let place = chance.below(films[film].connections.count)
        let connection = films[film].connections[place]
        switch connection.phase {
        case .due(let time):
            if now >= time { send(connection, place, film) }
        case .asked(let time, let lease):
            if now >= time { answer(connection, place, arrived: time, under: lease, film) }
        case .flowing: flow(connection, place, film)
        case .stalled(let time):
            if now >= time { end(connection, .broken(.timedOut), film) }
        case .paused:
            if faults > 0, chance.happens(1) { end(connection, .broken(.cut("idle")), film) }
        }
    }

    private mutating func send(_ connection: SimulatedFilm.Connection, _ place: Int, _ film: Int) {
        if connection.renewsLink { films[film].lease = nil }
        if films[film].lease?.isUsable(at: now) != true {
            if goesWrong() { return end(connection, .noLink(.unreachable("no service")), film) }
            films[film].links += 1
            let link = FreshLink(address: SignedAddress("https://cdn.example/"), life: films[film].linkLife)
            films[film].lease = LinkLease(link: link, issued: now)
        }
        guard let lease = films[film].lease else { return }
        films[film].state.sent(
            connection.number, attempt: connection.attempt, under: lease, at: now)
        films[film].connections[place].phase = .asked(
            now + .milliseconds(chance.below(60)), under: lease)
    }

    private mutating func answer(
        _ connection: SimulatedFilm.Connection, _ place: Int, arrived: ContinuousClock.Instant,
        under lease: LinkLease, _ film: Int
    ) {
        if goesWrong() { return end(connection, refusal(), film) }
        if let life = lease.life, arrived - lease.issued > life {
            return end(connection, .refused(.link(status: 403)), film)
        }
        let request = connection.request
        let version = films[film].version
        let tag = films[film].entityTag(of: version)
        if let wanted = request.entityTag, wanted != tag {
            return end(connection, .refused(.otherVersion), film)
        }
        guard request.start < films[film].size else {
            return end(connection, .refused(.pastEnd(fileLength: films[film].size)), film)
        }
        let ignoresRange = request.start <= 4 << 20 && goesWrong()
        let start = ignoresRange ? 0 : request.start
        films[film].connections[place].position = start
        films[film].connections[place].version = version
        films[film].connections[place].phase = .flowing
        let body = RangeBody(start: start, fileLength: films[film].size, entityTag: tag)
        let (isWanted, effects) = films[film].state.began(
            connection.number, attempt: connection.attempt, body: body, at: now)
        perform(effects, film)
        if !isWanted { end(connection, .broken(.cancelled), film) }
    }

    private mutating func flow(_ connection: SimulatedFilm.Connection, _ place: Int, _ film: Int) {
        if goesWrong() {
            if chance.happens(50) { return end(connection, .broken(.cut("reset")), film) }
            films[film].connections[place].phase = .stalled(now + .seconds(10))
            return
        }
        let last = min(connection.request.end ?? .max, films[film].size)
        let count = min(
            last - connection.position, 1 + chance.below(chance.pick([5_000, 262_144] as [Int64])))
        guard count > 0 else { return end(connection, nil, film) }
        let range = connection.position..<connection.position + count
        films[film].connections[place].position += count
        let (demand, effects) = bring(range, by: connection, film)
        switch demand {
        case .more: break
        case .pause: films[film].connections[place].phase = .paused
        case .stop: films[film].connections.remove(at: place)
        }
        perform(effects, film)
        if case .stop = demand { end(connection, .broken(.cancelled), film) }
    }

    /// Hands bytes over in one of the two ways: as they came, or put where they belong already. Meanwhile
    /// other things may happen.
    private mutating func bring(
        _ range: Range<Int64>, by connection: SimulatedFilm.Connection, _ film: Int
    ) -> (demand: BodyDemand, effects: [StreamEffect]) {
        let (number, attempt) = (connection.number, connection.attempt)
        let bytes = SimulatedFilm.bytes(range, version: connection.version)
        guard chance.below(2) == 0,
            let reservation = films[film].state.reserve(range.count, for: number, attempt: attempt)
        else {
            return films[film].state.arrived(bytes, of: number, attempt: attempt, at: now)
        }
        if chance.happens(5) { films[film].state.giveBack(.everything, at: now) }
        let meanwhile = chance.happens(10) ? films[film].state.memoryIsFree(at: now) : []
        let count = min(bytes.readableBytes, reservation.count)
        reservation.write(bytes.readableBytesView.prefix(count))
        let (demand, filling) = films[film].state.filled(
            reservation, count, of: number, attempt: attempt, at: now)
        let effects = meanwhile + filling
        guard case .more = demand, let rest = bytes.getSlice(at: count, length: bytes.readableBytes - count),
            rest.readableBytes > 0
        else {
            moveBack(connection, by: bytes.readableBytes - count, film)
            return (demand, effects)
        }
        let (last, more) = films[film].state.arrived(rest, of: number, attempt: attempt, at: now)
        return (last, effects + more)
    }

    /// What a paused connection has not handed over is still to come.
    private mutating func moveBack(_ connection: SimulatedFilm.Connection, by count: Int, _ film: Int) {
        let place = films[film].connections.firstIndex {
            $0.number == connection.number && $0.attempt == connection.attempt
        }
        if let place { films[film].connections[place].position -= Int64(count) }
    }

    private mutating func end(
        _ connection: SimulatedFilm.Connection, _ problem: FetchRecovery.Problem?, _ film: Int
    ) {
        films[film].connections.removeAll {
            $0.number == connection.number && $0.attempt == connection.attempt
        }
        let effects = films[film].state.ended(
            connection.number, attempt: connection.attempt, problem: problem, at: now)
        perform(effects, film)
    }

    private mutating func goesWrong() -> Bool { chance.happens(faults) }

    private mutating func refusal() -> FetchRecovery.Problem {
        switch chance.below(6) {
        case 0: .refused(.link(status: chance.pick([401, 403, 404, 410])))
        case 1: .refused(.busy(retryAfter: .seconds(chance.below(5))))
        case 2: .refused(.unusable("a web page"))
        case 3: .broken(.timedOut)
        case 4: .broken(.unreachable("connection refused"))
        default: .broken(.cut("no answer"))
        }
    }

    /// The film is another one from now on. Without a validator that would be found out only by luck.
    mutating func changeVersion(_ film: Int) {
        guard films[film].hasEntityTag, chance.happens(20) else { return }
        films[film].version += 1
    }
}

extension Reservation {
    /// Writes bytes to its beginning, as a connection would.
    func write(_ bytes: some Collection<UInt8>) {
        var rest = bytes[...]
        for piece in pieces {
            let part = rest.prefix(piece.range.count)
            unsafe UnsafeMutableRawBufferPointer(
                start: piece.block.memory + piece.range.lowerBound, count: part.count
            ).copyBytes(from: part)
            rest = rest.dropFirst(part.count)
        }
    }
}
