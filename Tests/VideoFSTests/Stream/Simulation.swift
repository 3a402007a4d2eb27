import NIOCore
import Synchronization

@testable import VideoFS

/// Streams that share a pool, with a network, a service, readers and a clock that are all chance of one
/// seed.
///
/// What every answer holds is compared with what the film has there. `complaint` is the first thing that
/// went wrong.
struct Simulation {
    let seed: UInt64
    var chance: SimulationChance
    var now = ContinuousClock.now
    let pool: BlockPool
    var films: [SimulatedFilm] = []
    /// Percent of network events that go wrong.
    var faults: Int
    var isHealed = false
    var complaint: String?
    private var sinceTick = Duration.zero

    // What was seen, to tell a good run from one in which nothing happened.
    var answered = 0
    var failed = 0

    init(seed: UInt64) {
        self.seed = seed
        chance = SimulationChance(seed: seed)
        pool = BlockPool(limit: chance.pick([0, 4, 16, 64]) << 20)
        faults = chance.pick([0, 0, 2, 10])
        for _ in 0...chance.below(3) { addFilm() }
    }

    /// Films of one size in which nothing goes wrong.
    init(seed: UInt64, films count: Int, size: Int64, memory: Int) {
        self.seed = seed
        chance = SimulationChance(seed: seed)
        pool = BlockPool(limit: memory)
        faults = 0
        for _ in 0..<count {
            let state = StreamState(
                facts: FileVersionFacts(size: size), isConfirmed: false, settings: StreamSettings(),
                pool: pool, at: now)
            films.append(
                SimulatedFilm(
                    state: state, size: size, hasEntityTag: true, linkLife: .seconds(30), places: [0]))
        }
    }

    private mutating func addFilm() {
        let size = chance.pick([5_000, 300_000, 3_000_000, 40_000_000].map(Int64.init))
        let claimed = chance.happens(10) ? size / 2 + 1 : size
        var settings = StreamSettings()
        settings.readAhead = chance.pick([1, 4, 64]) << 20
        settings.isMovie = chance.happens(30)
        let facts = FileVersionFacts(size: claimed)
        films.append(
            SimulatedFilm(
                state: StreamState(
                    facts: facts, isConfirmed: false, settings: settings, pool: pool, at: now),
                size: size, hasEntityTag: chance.happens(70),
                linkLife: .seconds(chance.pick([1, 5, 30])),
                places: (0...chance.below(4)).map { _ in chance.happens(40) ? 0 : chance.below(size) }))
    }

    /// - Returns: the first complaint.
    mutating func run(steps: Int) -> String? {
        for _ in 0..<steps where complaint == nil { step() }
        heal()
        for film in films.indices where complaint == nil && !films[film].isReplaced {
            for _ in 0..<2 { read(film) }
        }
        settle()
        close()
        return complaint.map { "seed \(seed): \($0)" }
    }

    private mutating func step() {
        let film = chance.below(films.count)
        switch chance.below(100) {
        case 0..<25: read(film)
        case 25..<28: abandonOne(film)
        case 28 where faults > 0: changeVersion(film)
        case 29 where faults > 0: pass(.milliseconds(chance.below(12_000)))
        case 33: seed(film)
        case 30..<33: pass(.milliseconds(chance.below(300)))
        default: for _ in 0..<4 { moveNetwork(film) }
        }
        pass(.microseconds(chance.below(3_000)))
        check()
    }

    private mutating func heal() {
        faults = 0
        isHealed = true
        // What is still out has its deadline to end by.
        settle()
    }

    /// Lets the network do its work until nobody waits.
    mutating func settle() {
        var steps = 0
        while complaint == nil, films.contains(where: { !$0.reads.isEmpty }) {
            for film in films.indices where !films[film].reads.isEmpty {
                for _ in 0..<8 { moveNetwork(film) }
            }
            pass(.milliseconds(20))
            check()
            steps += 1
            if steps > 6_000 { complaint = "reads wait for ever" }
        }
    }

    mutating func close() {
        for film in films.indices {
            perform(films[film].state.close(), film)
            films[film].connections = []
        }
        for film in films { film.box.answers.withLock { $0 = [] } }
        guard complaint == nil else { return }
        let rest = pool.commitments
        if pool.usage.used != 0 || rest != (0, 0, 0) {
            complaint = "\(pool.usage.used) bytes and \(rest) are left when all is closed"
        }
    }

    mutating func pass(_ time: Duration) {
        now += time
        sinceTick += time
        guard sinceTick >= .milliseconds(500) else { return }
        sinceTick = .zero
        for film in films.indices { perform(films[film].state.expire(at: now), film) }
    }

    mutating func check() {
        let held = films.reduce(0) { $0 + $1.state.blocks.count }
        if held > pool.capacity || pool.usage.peak > pool.capacity * Block.size {
            complaint = complaint ?? "\(held) blocks of \(pool.capacity) are held"
        }
        for film in films.indices where films[film].wantsMemory && pool.hasRoom {
            films[film].wantsMemory = false
            perform(films[film].state.memoryIsFree(at: now), film)
        }
        for film in films.indices { judgeAnswers(film) }
    }

    mutating func perform(_ effects: [StreamEffect], _ film: Int) {
        for effect in effects {
            switch effect {
            case .answer(let completion, let outcome): completion(outcome)
            case .begin(let number, let attempt, let request, let pause, let renewsLink):
                films[film].connections.removeAll { $0.number == number }
                films[film].connections.append(
                    SimulatedFilm.Connection(
                        number: number, attempt: attempt, request: request, renewsLink: renewsLink,
                        phase: .due(now + pause)))
            case .resume(let number):
                for place in films[film].connections.indices
                where films[film].connections[place].number == number {
                    if case .paused = films[film].connections[place].phase {
                        films[film].connections[place].phase = .flowing
                    }
                }
            case .cancel(let number): films[film].connections.removeAll { $0.number == number }
            case .replaced: films[film].isReplaced = true
            case .needsMemory(let isForReader):
                films[film].wantsMemory = true
                if isForReader { relieve() }
            case .learned, .listingIsStale: break
            }
        }
    }

    private mutating func relieve() {
        for pressure in MemoryPressure.allCases {
            for film in films.indices where pool.isShort { films[film].state.giveBack(pressure, at: now) }
        }
    }
}
