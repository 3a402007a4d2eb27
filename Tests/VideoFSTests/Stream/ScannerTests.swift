import Testing

@testable import VideoFS

/// What is asked for on behalf of those who only look at films.
struct ScannerTests {
    private static let size: Int64 = 1 << 30
    private static let piece: Int64 = 128 << 10

    private static func box(_ type: String, _ length: Int64) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: length >> ((3 - $0) * 8)) } + Array(type.utf8)
    }

    private static let kind = box("ftyp", 32) + [UInt8](repeating: 0, count: 24)

    private static func film(_ start: [UInt8], size: Int64 = size) -> TestStream {
        var settings = StreamSettings()
        settings.isMovie = true
        var stream = TestStream(size: size, settings: settings)
        stream.start = start
        return stream
    }

    /// Reads a range as the kernel does, and lets the network bring all that is wanted.
    private static func look(
        at range: Range<Int64>, of stream: inout TestStream, by reader: ReaderKind = .scanner
    ) throws {
        var place = range.lowerBound
        while place < range.upperBound {
            stream.read(place..<min(place + piece, range.upperBound), by: reader)
            while try stream.deliver(64 << 10) == .more {}
            place += piece
        }
        #expect(stream.answers.allSatisfy { if case .success = $0 { true } else { false } })
    }

    private static func asked(_ stream: TestStream) -> Int64 {
        stream.begun.reduce(0) { $0 + (($1.request.end ?? size) - $1.request.start) }
    }

    @Test("a scanner of a film with its index at the end costs its head and its index")
    func indexAtTheEnd() throws {
        let place = Self.size - (300 << 10) - 17
        var stream = Self.film(Self.kind + Self.box("mdat", place - 32))
        try Self.look(at: 0..<Self.piece, of: &stream)
        try Self.look(at: place / 4_096 * 4_096..<Self.size, of: &stream)
        try Self.look(at: Self.piece..<3 * Self.piece, of: &stream)
        #expect(stream.begun.count == 2)
        #expect(Self.asked(stream) <= 1 << 20)
    }

    @Test("a scanner of a film with its index in front costs its head and the rest of the index")
    func indexInFront() throws {
        var stream = Self.film(Self.kind + Self.box("moov", 1_500_000))
        try Self.look(at: 0..<1_500_000 + 2 * Self.piece, of: &stream)
        #expect(stream.begun.count == 2)
        #expect(Self.asked(stream) <= 2 << 20)
    }

    @Test("a scanner of what has no index gets what it asks for, in few requests that grow")
    func noIndex() throws {
        var stream = Self.film(Self.box("RIFF", 5_000))
        try Self.look(at: 0..<2 << 20, of: &stream)
        #expect(stream.begun.count <= 4)
        #expect(Self.asked(stream) <= 4 << 20)
        #expect(stream.state.cursors.map(\.phase) == [.probe])
    }

    @Test("one that is called a scanner and reads on is served like others")
    func readsOn() throws {
        var stream = Self.film(Self.box("RIFF", 5_000))
        try Self.look(at: 0..<16 << 20, of: &stream)
        #expect(stream.begun.count <= 9)
        #expect(stream.state.cursors.allSatisfy { $0.phase != .probe })
    }

    @Test("where a scanner looks and somebody else reads on, it is read ahead")
    func takenOver() throws {
        var stream = Self.film(Self.box("RIFF", 5_000))
        try Self.look(at: 0..<Self.piece, of: &stream)
        stream.read(Self.piece..<2 * Self.piece, by: .viewer)
        #expect(stream.state.cursors.map(\.reader) == [.viewer])
        #expect(stream.begun.last?.request.end.map { $0 > 4 << 20 } == true)
    }

    @Test("a look by somebody unknown stays below two megabytes, head, end and first pictures together")
    func unknown() throws {
        let place = Self.size - (300 << 10)
        var stream = Self.film(Self.kind + Self.box("mdat", place - 32))
        try Self.look(at: 0..<Self.piece, of: &stream, by: .unknown)
        try Self.look(at: place..<Self.size, of: &stream, by: .unknown)
        try Self.look(at: Self.piece..<4 * Self.piece, of: &stream, by: .unknown)
        #expect(stream.begun.count <= 3)
        #expect(Self.asked(stream) <= 2 << 20)
    }

    @Test("somebody unknown who reads on never waits for a request that could have been made before")
    func unknownReadsOn() throws {
        var stream = Self.film(Self.box("RIFF", 5_000))
        for place in 0..<64 {
            let start = Int64(place) * Self.piece
            let before = stream.begun.count
            stream.read(start..<start + Self.piece, by: .unknown)
            // At the first one nothing can be there; from then on what it waits for is under way.
            let isUnderWay = stream.begun[..<before].contains {
                $0.request.start <= start && $0.request.end.map { $0 >= start + Self.piece } != false
            }
            #expect(place == 0 || isUnderWay, "\(place)")
            while stream.answers.count <= place { try stream.deliver(64 << 10) }
        }
        #expect(stream.begun.count < 12)
    }

    @Test("what is kept goes before what is fetched, and is compared where they meet")
    func seeds() throws {
        var stream = TestStream(size: Self.size)
        stream.seed(100_000..<165_536)
        stream.read(150_000..<200_000, by: .scanner)
        #expect(stream.begun.map(\.request.start) == [165_536 - 4_096])
        while try stream.deliver(64 << 10) == .more {}
        #expect(stream.answers == [.success(TestStream.bytes(150_000..<200_000))])
    }

    @Test("bytes that are not those which are kept mean another film, not a mixture")
    func staleSeeds() throws {
        var stream = TestStream(size: Self.size)
        stream.seed(100_000..<165_536, changed: true)
        stream.read(150_000..<200_000)
        try stream.deliver(8_192)
        #expect(stream.answers == [.failure(.contentReplaced)])
        var other = TestStream(size: Self.size)
        other.read(0..<100_000)
        try other.deliver(100_000)
        other.seed(0..<50_000, changed: true)
        other.read(0..<10)
        #expect(other.answers.last == .failure(.contentReplaced))
    }

    @Test("whoever was given bytes that are kept gets no other version behind them")
    func servedThenReplaced() throws {
        var stream = TestStream(size: Self.size)
        stream.state.facts.entityTag = "\"old\""
        let isTrue = stream.state.serve(count: 4_096)
        #expect(isTrue)
        stream.read(1 << 20..<(1 << 20) + 4_096)
        stream.end(with: .refused(.otherVersion))
        #expect(stream.answers == [.failure(.contentReplaced)])
        let isStillTrue = stream.state.serve(count: 4_096)
        #expect(!isStillTrue)
    }
}
