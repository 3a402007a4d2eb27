import Testing

@testable import VideoFS

/// What is taken for the rate of a path, and what a reader gets by it.
struct FlowTests {
    private static let start = ContinuousClock.now

    @Test("what waited in the socket during a pause is not taken for the path's rate")
    func burstsAfterPauses() {
        var meter = FlowMeter()
        meter.opened(at: Self.start)
        let before = meter.note(8 << 20, at: Self.start + .seconds(1))
        #expect(before == Double(8 << 20))
        meter.heldBack()
        meter.opened(at: Self.start + .seconds(60))
        let burst = meter.note(6 << 20, at: Self.start + .seconds(60) + .milliseconds(1))
        #expect(burst == nil)
        let after = meter.note(8 << 20, at: Self.start + .seconds(61) + .milliseconds(1))
        #expect(after == Double(8 << 20))
    }

    @Test(
        "a copier's window holds twice what is on its way, unless the machine is slower than the path",
        arguments: [
            (50e6, 400, 40_000_000), (50e6, 40, 8 << 20), (1e9, 400, 8 << 20), (100e6, 2_000, 64 << 20),
        ])
    func copiersWindow(rate: Double, milliseconds: Int, window: Int64) {
        var path = PathFigures()
        path.note(connectionRate: rate)
        path.note(roundTrip: .milliseconds(milliseconds))
        var reader = ReadRate(at: Self.start)
        _ = reader.note(100 << 20, stalled: true, span: .seconds(1), at: Self.start)
        let isMeasured = reader.note(0, stalled: true, span: .seconds(1), at: Self.start + .seconds(2))
        #expect(isMeasured)
        #expect(CursorWindow.ahead(reader, ParallelTrial(), path) == window)
    }

    @Test("a read is found to be that of the reader it made, however little is asked for beyond it")
    func findsItself() {
        let range: Range<Int64> = 50 << 20..<51 << 20
        let cursor = Cursor(number: 1, reading: range, firstBeyond: 64 << 10, at: Self.start)
        #expect(cursor.distance(to: range, skip: 0) != nil)
        #expect(cursor.distance(to: 60 << 20..<61 << 20, skip: 0) == nil)
    }
}
