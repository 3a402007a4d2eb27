import Synchronization
import Testing

@testable import VideoFS

struct PoolTests {
    @Test("blocks promised to a reader are there however much is read ahead")
    func promisesHold() {
        let pool = BlockPool(limit: 4 << 20)
        var ticket: BlockPool.Ticket?
        #expect(pool.promise(4, to: &ticket))
        var held: [Block] = []
        while let block = pool.lend(to: .near) { held.append(block) }
        #expect(held.count == 12)
        for _ in 0..<4 {
            let block = pool.lend(to: .promised)
            #expect(block != nil)
            held += [block].compactMap(\.self)
        }
        #expect(pool.lend(to: .promised) == nil)
        #expect(pool.usage.used == 4 << 20)
        held = []
        #expect(pool.usage.used == 0)
        #expect(pool.commitments == (0, 0, 0))
    }

    @Test("read-ahead leaves a quarter, and two blocks for each reader")
    func readAheadLeavesRoom() {
        let pool = BlockPool(limit: 4 << 20)
        let count = { () -> Int in
            var held: [Block] = []
            while let block = pool.lend(to: .readAhead) { held.append(block) }
            return held.count
        }
        #expect(count() == 12)
        pool.readersChanged(by: 6)
        #expect(count() == 4)
        #expect(pool.windowShare == Int64(2 * Block.size))
    }

    @Test("readers get memory in the order in which they came, and none while an older one waits")
    func firstComeFirstServed() {
        let pool = BlockPool(limit: 2 << 20)
        var first: BlockPool.Ticket?
        var second: BlockPool.Ticket?
        var third: BlockPool.Ticket?
        #expect(pool.promise(6, to: &first))
        #expect(!pool.promise(5, to: &second))
        #expect(!pool.promise(1, to: &third))
        #expect(pool.isShort)
        #expect(pool.lend(to: .near) == nil)
        #expect(!pool.promise(1, to: &third))
        pool.takeBack(promises: 6)
        #expect(!pool.promise(1, to: &third))
        #expect(pool.promise(5, to: &second))
        #expect(pool.promise(1, to: &third))
        #expect(!pool.isShort)
    }

    @Test("who gives up leaves the queue")
    func withdrawing() throws {
        let pool = BlockPool(limit: 2 << 20)
        var first: BlockPool.Ticket?
        var second: BlockPool.Ticket?
        var third: BlockPool.Ticket?
        #expect(pool.promise(8, to: &first))
        #expect(!pool.promise(8, to: &second))
        #expect(!pool.promise(1, to: &third))
        pool.withdraw(try #require(second))
        pool.takeBack(promises: 8)
        #expect(pool.promise(1, to: &third))
    }

    @Test("sixty-four streams share 32 MiB: never a block more, and every reader gets its bytes")
    func sixtyFourStreams() {
        var simulation = Simulation(seed: 64, films: 64, size: 64 << 20, memory: 32 << 20)
        for round in 0..<4 {
            let range = Int64(round) << 20..<Int64(round + 1) << 20
            for film in simulation.films.indices { simulation.read(range, film) }
            simulation.settle()
        }
        simulation.close()
        #expect(simulation.complaint == nil)
        #expect(simulation.answered == 256)
        #expect(simulation.pool.usage.peak == 32 << 20)
    }

    @Test("a body whose last bytes had to wait for memory is heard to its end")
    func hearsTheEnd() throws {
        let pool = BlockPool(limit: 8 * Block.size)
        var stream = TestStream(size: 4 << 20, pool: pool)
        stream.read(1 << 20..<(1 << 20) + 4_096)
        var others = (0..<8).compactMap { _ in pool.lend(to: .near) }
        let demand = try stream.deliver(1 << 20)
        #expect(demand == .pause)
        #expect(stream.answers.count == 1)
        others.removeAll()
        stream.memoryIsFree()
        #expect(stream.state.fetches.isEmpty)
        #expect(stream.resumed == 1)
    }
}
