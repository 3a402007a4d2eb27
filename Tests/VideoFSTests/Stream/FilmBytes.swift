import NIOCore

/// The bytes of every film of these tests: known for each place, and of a period that no block or page
/// size divides, so that a byte from the wrong place is a wrong byte.
enum FilmBytes {
    static let period = 65_521

    /// The pattern, long enough that any piece of up to ``longest`` bytes is one slice of it.
    private static let pattern: ByteBuffer = {
        var once = [UInt8](repeating: 0, count: period)
        var state: UInt32 = 1
        for place in once.indices {
            state = state &* 1_664_525 &+ 1_013_904_223
            once[place] = UInt8(truncatingIfNeeded: state >> 24)
        }
        var buffer = ByteBufferAllocator().buffer(capacity: longest + 2 * period)
        while buffer.readableBytes < longest + period { buffer.writeBytes(once) }
        return buffer
    }()

    static let longest = 2 << 20

    /// The bytes of a range of at most ``longest``.
    static func buffer(_ range: Range<Int64>) -> ByteBuffer {
        pattern.getSlice(at: Int(range.lowerBound % Int64(period)), length: range.count) ?? ByteBuffer()
    }

    static func bytes(_ range: Range<Int64>) -> [UInt8] {
        let buffer = buffer(range)
        return buffer.getBytes(at: buffer.readerIndex, length: buffer.readableBytes) ?? []
    }
}
