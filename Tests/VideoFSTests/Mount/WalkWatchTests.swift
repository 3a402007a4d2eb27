import Testing

@testable import VideoFS

@Suite("The end of a walk through the library")
struct WalkWatchTests {
    @Test("is noticed once, when nobody looks any more")
    func once() {
        var watch = WalkWatch()
        let ends = [0, 500, 3_000, 3_000, 3_000, 3_001].map { watch.hasEnded(looks: $0) }
        #expect(ends == [false, false, false, true, false, false])
    }

    @Test("is not that of a few looks, until they add up")
    func few() {
        var watch = WalkWatch()
        let ends = [10, 10, 20, 20, 255, 255, 256, 256].map { watch.hasEnded(looks: $0) }
        #expect(ends == [false, false, false, false, false, false, false, true])
    }
}
