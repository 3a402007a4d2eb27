import Testing

@testable import VideoFS

@Suite("Readers that wait")
struct ReadWatchTests {
    private static let start = ContinuousClock.now

    /// What it says at those times, in milliseconds, of so many waits.
    private static func looks(_ looks: [(time: Int, waits: Int64)]) -> [Bool] {
        var watch = ReadWatch()
        return looks.map { watch.isBusy(waits: $0.waits, at: start + .milliseconds($0.time)) }
    }

    @Test("are noticed at once, and for a second after the last wait")
    func notices() {
        let busy = Self.looks([(0, 0), (10, 1), (900, 1), (1_009, 1), (1_010, 1), (1_020, 2), (3_000, 2)])
        #expect(busy == [false, true, true, true, false, true, false])
    }

    @Test("hold up nothing after a minute, until they have stopped once")
    func holdUpForAMinute() {
        let copy = (0..<125).map { (time: $0 * 500, waits: Int64($0 + 1)) }
        let later = [(time: 65_000, waits: Int64(125)), (65_100, 126)]
        let busy = Self.looks(copy + later)
        #expect(busy[..<120].allSatisfy { $0 })
        #expect(busy[120...] == [false, false, false, false, false, false, true])
    }
}
