import Testing

@testable import VideoFS

struct BlockPoolTests {
    @Test("every block has memory of its own, and can be filled")
    func lends() throws {
        let pool = BlockPool(limit: 32 * Block.size)
        let blocks = (0..<32).compactMap { _ in pool.lend(to: .near) }
        #expect(blocks.count == 32)
        #expect(Set(blocks.map { unsafe UInt(bitPattern: $0.memory) / UInt(Block.size) }).count == 32)
        for (number, block) in blocks.enumerated() {
            unsafe block.memory.initializeMemory(as: UInt8.self, repeating: UInt8(number), count: Block.size)
        }
        for (number, block) in blocks.enumerated() {
            #expect(unsafe block.memory.load(as: UInt8.self) == UInt8(number))
            #expect(unsafe block.memory.load(fromByteOffset: Block.size - 1, as: UInt8.self) == UInt8(number))
        }
        #expect(pool.lend(to: .near) === nil)
    }

    @Test func aQuarterIsForReadersOnly() {
        let pool = BlockPool(limit: 32 * Block.size)
        let blocks = (0..<32).compactMap { _ in pool.lend(to: .readAhead) }
        #expect(blocks.count == 24)
        #expect(pool.lend(to: .near) !== nil)
        #expect(pool.usage.used == 24 * Block.size)
    }

    @Test("after everything came back, there is memory again")
    func lendsAgain() throws {
        let pool = BlockPool(limit: 16 * Block.size)
        for _ in 0..<3 {
            var blocks = (0..<16).compactMap { _ in pool.lend(to: .near) }
            #expect(blocks.count == 16)
            blocks.removeFirst(9)
            let more = (0..<9).compactMap { _ in pool.lend(to: .near) }
            for block in blocks + more {
                unsafe block.memory.initializeMemory(as: UInt8.self, repeating: 1, count: Block.size)
            }
            #expect(pool.usage.peak == 16 * Block.size)
        }
        #expect(pool.usage.used == 0)
    }
}
