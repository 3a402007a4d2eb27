import Testing

@testable import VideoFS

@Suite("The bytes that a library is shown to have")
struct SeenSizesTests {
    private func key(_ number: Int) -> StreamKey {
        StreamKey(video: VideoID(rawValue: "\(number)"), file: MediaFileID(rawValue: "720p"), version: "1")
    }

    @Test("are those of each file once, at its newest size")
    func once() {
        var sizes = SeenSizes()
        for size in [5, 7, 7] as [Int64] { sizes.note(size, of: key(1)) }
        sizes.note(100, of: key(2))
        #expect(sizes.total == 107)
    }

    @Test("are counted of so many files and no more, and of those exactly")
    func bounded() {
        var sizes = SeenSizes()
        for number in 0..<SeenSizes.limit + 1_000 { sizes.note(2, of: key(number)) }
        #expect(sizes.total == Int64(2 * SeenSizes.limit))
        sizes.note(12, of: key(0))
        #expect(sizes.total == Int64(2 * SeenSizes.limit + 10))
    }

    @Test("do not trap on sizes that no file has")
    func wild() {
        var sizes = SeenSizes()
        for number in 0..<3 { sizes.note(.max, of: key(number)) }
        sizes.note(.min, of: key(0))
        #expect(sizes.total == Int64.min &+ .max &+ .max)
    }
}
