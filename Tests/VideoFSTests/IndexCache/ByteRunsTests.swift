import Testing

@testable import VideoFS

struct ByteRunsTests {
    @Test("whatever comes in whatever order, every byte is at its place once")
    func anyOrder() {
        for seed in 1...300 as ClosedRange<UInt64> {
            var chance = SimulationChance(seed: seed)
            var runs = ByteRuns()
            var present: Set<Int64> = []
            for _ in 0..<20 {
                let start = chance.below(400 as Int64)
                let range = start..<start + 1 + chance.below(60 as Int64)
                runs.insert(FilmBytes.bytes(range), at: start)
                present.formUnion(range)
            }
            #expect(runs.count == present.count)
            #expect(runs.runs.flatMap { Array($0.range) } == present.sorted())
            #expect(runs.runs.allSatisfy { $0.bytes == FilmBytes.bytes($0.range) })
            let ranges = runs.runs.map(\.range)
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
        }
    }

    @Test("a range is covered by one run or not at all")
    func covers() {
        let runs = IndexPieces.runs(0..<10, 12..<20)
        #expect(runs.covers(2..<10))
        #expect(!runs.covers(8..<14))
        #expect(!runs.covers(10..<11))
    }

    @Test("nothing changes what is there")
    func keepsWhatIsThere() {
        var runs = IndexPieces.runs(10..<20)
        runs.insert([UInt8](repeating: 7, count: 14), at: 8)
        #expect(runs.runs.map(\.range) == [8..<22])
        #expect(Array(runs.runs[0].bytes[2..<12]) == FilmBytes.bytes(10..<20))
    }
}
