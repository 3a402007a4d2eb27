import Testing

@testable import VideoFS

/// Places set aside for bytes that are received there.
struct ReservationTests {
    private let pool = BlockPool(limit: 16 << 20)
    private static let size = Int64(Block.size)

    private func lend(_ index: Int64) -> Block? { pool.lend(to: .near) }

    private func write(_ bytes: [UInt8], at offset: Int64, in map: inout BlockMap) -> BlockMap.WriteOutcome {
        unsafe bytes.withUnsafeBytes { unsafe map.write($0, at: offset, lend: lend) }
    }

    @Test("what is set aside is seen only once it is filled, and only as far")
    func showsWhatIsFilled() throws {
        var map = BlockMap()
        let made = map.reserve(100..<Self.size + 100, lend: lend)
        let reservation = try #require(made)
        #expect(reservation.count == Block.size)
        reservation.write(FilmBytes.bytes(100..<Self.size + 100))
        #expect(map.end(from: 100) == 100)
        let isWhole = map.fill(reservation, count: 1_000)
        #expect(isWhole)
        #expect(map.end(from: 100) == 1_100)
        #expect(map.bytes(100..<1_100)?.joined == FilmBytes.bytes(100..<1_100))
        let next = map.reserve(1_100..<1_200, lend: lend)
        #expect(next?.count == 100)
    }

    @Test("nothing is set aside where bytes are that others have to be compared with")
    func stopsAtWhatIsThere() throws {
        var map = BlockMap()
        _ = write(FilmBytes.bytes(5_000..<6_000), at: 5_000, in: &map)
        let none = map.reserve(5_500..<9_000, lend: lend)
        #expect(none.map(\.count) == nil)
        let made = map.reserve(1_000..<9_000, lend: lend)
        let before = try #require(made)
        #expect(before.count == 4_000)
    }

    @Test("bytes that come for a place that is set aside wait, and take no part of it")
    func holdsOthersOff() throws {
        var map = BlockMap()
        let made = map.reserve(4_096..<8_192, lend: lend)
        let reservation = try #require(made)
        let outcome = write(FilmBytes.bytes(0..<8_192), at: 0, in: &map)
        #expect(outcome == .reserved(0))
        map.fill(reservation, count: 0)
        let again = write(FilmBytes.bytes(0..<8_192), at: 0, in: &map)
        #expect(again == .wrote(8_192))
    }

    @Test("bytes of a block that was forgotten meanwhile are not shown, and it is said so")
    func forgets() throws {
        var map = BlockMap()
        let made = map.reserve(0..<4_096, lend: lend)
        let reservation = try #require(made)
        map.keepOnly { _ in false }
        let isWhole = map.fill(reservation, count: 4_096)
        #expect(!isWhole)
        #expect(map.end(from: 0) == 0)
        #expect(map.count == 0)
    }

    @Test("without memory nothing is set aside")
    func needsMemory() {
        var map = BlockMap()
        let none = map.reserve(0..<4_096) { _ in nil }
        #expect(none.map(\.count) == nil)
        #expect(map.count == 0)
    }

    @Test(
        "no more is set aside at once than the first reader waits for, but not too little",
        arguments: [
            // What is read, and how much is set aside of 512 KiB.
            ([0..<131_072], 131_072), ([0..<131_072, 131_072..<262_144], 131_072), ([0..<4_096], 65_536),
            ([0..<300_000, 0..<200_000], 200_000), ([0..<1 << 20], 524_288),
            ([0..<1 << 20, 300_000..<400_000], 400_000),
        ] as [([Range<Int64>], Int)])
    func endsWithAReader(reads: [Range<Int64>], count: Int) throws {
        var stream = TestStream(size: 10 << 20)
        for read in reads { stream.read(read) }
        let fetch = try #require(stream.begun.first)
        let made = stream.state.reserve(524_288, for: fetch.number, attempt: fetch.attempt)
        #expect(made?.count == count)
    }

    @Test("where nobody waits all is set aside that is asked for")
    func setsAllAside() throws {
        var stream = TestStream(size: 10 << 20)
        stream.read(0..<65_536)
        try stream.deliver(65_536)
        let fetch = try #require(stream.begun.first)
        let made = stream.state.reserve(524_288, for: fetch.number, attempt: fetch.attempt)
        #expect(made?.count == 524_288)
    }
}
