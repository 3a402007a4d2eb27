import NIOCore
import Testing

@testable import VideoFS

struct MovieIndexTests {
    private static func box(_ type: String, _ length: Int64, isLong: Bool = false) -> [UInt8] {
        let bytes = { (value: Int64, count: Int) in
            (0..<count).map { UInt8(truncatingIfNeeded: value >> ((count - 1 - $0) * 8)) }
        }
        guard isLong else { return bytes(length, 4) + Array(type.utf8) }
        return bytes(1, 4) + Array(type.utf8) + bytes(length, 8)
    }

    /// What is found in a file that begins with these bytes.
    private static func finding(_ start: [UInt8], size: Int64) -> MovieIndex.Finding {
        let pool = BlockPool(limit: 2 << 20)
        var blocks = BlockMap()
        let padded = start + [UInt8](repeating: 0, count: max(0, 65_536 - start.count))
        _ = unsafe padded.withUnsafeBytes { bytes in
            unsafe blocks.write(bytes, at: 0) { _ in pool.lend(to: .near) }
        }
        var index = MovieIndex()
        index.look(at: blocks, size: size)
        return index.finding
    }

    private static let kind = box("ftyp", 32) + [UInt8](repeating: 0, count: 24)

    @Test("an index after the pictures is found by their length", arguments: [false, true])
    func atTheEnd(isLong: Bool) {
        let size: Int64 = 8 << 30
        let start = Self.kind + Self.box("mdat", isLong ? 6 << 30 : 3 << 30, isLong: isLong)
        #expect(Self.finding(start, size: size) == .at(32 + (isLong ? 6 << 30 : 3 << 30)))
    }

    @Test("an index before the pictures is known by its own length, and what is no film needs none")
    func noneNeeded() {
        let size: Int64 = 1 << 30
        #expect(Self.finding(Self.kind + Self.box("moov", 5_000), size: size) == .inFront(32..<5_032))
        #expect(Self.finding(Self.box("RIFF", 5_000), size: size) == .needsNothing)
        #expect(Self.finding(Self.kind + Self.box("mdat", 0), size: size) == .needsNothing)
    }

    @Test("other boxes on the way are passed over")
    func passesOver() {
        let free = Self.box("free", 16) + [UInt8](repeating: 0, count: 8)
        let start = Self.kind + free + Self.box("mdat", 1 << 20)
        #expect(Self.finding(start, size: 1 << 30) == .at(48 + (1 << 20)))
    }

    @Test("lengths that cannot be end the search", arguments: [2, 7, Int64(UInt32.max), -1, Int64.max, 0])
    func hostile(length: Int64) {
        for isLong in [false, true] {
            let start = Self.kind + Self.box("free", length, isLong: isLong)
            #expect(Self.finding(start, size: 1 << 30) == .needsNothing)
        }
    }

    @Test("the index is asked for beside the body as soon as its place is known, once")
    func asksBeside() throws {
        var stream = TestStream(size: 1 << 30)
        stream.start = Self.kind + Self.box("mdat", 900 << 20)
        stream.read(0..<131_072)
        try stream.deliver(262_144)
        stream.read(131_072..<262_144)
        // As the kernel asks for it: from the start of its page.
        let wanted = Int64(900 << 20)
        #expect(stream.begun.filter { $0.request.start == wanted }.count == 1)
        #expect(stream.begun.first { $0.request.start == wanted }?.request.end == wanted + MovieIndex.longest)
        stream.read(262_144..<393_216)
        #expect(stream.begun.filter { $0.request.start == wanted }.count == 1)
    }

    @Test("the end of a film whose index may lie there is asked for with its start, but not for a short look")
    func asksForTheTail() {
        var settings = StreamSettings()
        settings.isMovie = true
        var player = TestStream(size: 1 << 30, settings: settings)
        player.read(0..<131_072)
        #expect(player.begun.map(\.request.start) == [0, (1 << 30) - MovieIndex.tail])
        var look = TestStream(size: 1 << 30, settings: settings)
        look.read(0..<4_096)
        #expect(look.begun.count == 1)
    }
}
