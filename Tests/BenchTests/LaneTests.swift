import Testing

@testable import vidfs_bench

struct LaneTests {
    private static let millisecond: Int64 = 1_000_000

    @Test func `a lane without a rate delays and nothing else`() {
        var lane = Lane(delay: 20 * Self.millisecond, bytesPerSecond: nil)
        #expect(lane.send(1 << 30, at: 0) == 20 * Self.millisecond)
        #expect(lane.send(1, at: 5) == 20 * Self.millisecond + 5)
    }

    @Test func `bytes leave one after another at the rate`() {
        var lane = Lane(delay: 20 * Self.millisecond, bytesPerSecond: 1_000_000)
        #expect(lane.send(1_000, at: 0) == 21 * Self.millisecond)
        #expect(lane.send(1_000, at: 0) == 22 * Self.millisecond)
        #expect(lane.send(2_000, at: Self.millisecond) == 24 * Self.millisecond)
    }

    @Test func `a lane that stood idle saves nothing up`() {
        var lane = Lane(delay: 0, bytesPerSecond: 1_000_000)
        #expect(lane.send(1_000, at: 500 * Self.millisecond) == 501 * Self.millisecond)
    }

    @Test func `nothing leaves before the handshake`() {
        var lane = Lane(delay: 20, bytesPerSecond: nil, openAt: 40)
        #expect(lane.send(100, at: 0) == 60)
        #expect(lane.send(100, at: 50) == 70)
    }

    @Test func `a gibibyte over a slow line overflows nothing`() {
        var lane = Lane(delay: 0, bytesPerSecond: 1)
        #expect(lane.send(1 << 30, at: 0) == (1 << 30) * 1_000_000_000)
    }

    @Test(
        "as much is on the way as fills the line",
        arguments: [
            // 50 MB/s over 20 ms and 4 ms of slack.
            (20_000_000, 50_000_000, 1_200_000), (20_000_000, 1_000, 128 << 10), (0, nil, 16 << 20),
        ] as [(Int64, Int64?, Int)])
    func capacity(delay: Int64, rate: Int64?, bytes: Int) {
        #expect(Lane(delay: delay, bytesPerSecond: rate).capacity == bytes)
    }
}
