import NIOCore
import Synchronization
import Testing

@testable import VideoFS

/// What a stream decides, event by event, with a clock and a network that are values of the test.
struct StreamStateTests {
    @Test("a read of nothing that is there asks for it and waits")
    func firstReadBeginsAFetch() {
        var stream = TestStream(size: 10 << 20)
        stream.read(0..<65_536)
        #expect(stream.begun.count == 1)
        #expect(stream.begun.last?.request.start == 0)
        #expect(stream.answers.isEmpty)
    }

    @Test("a read is answered as soon as its bytes are there, not when the block or the body ends")
    func answersEarly() throws {
        var stream = TestStream(size: 10 << 20)
        stream.read(0..<4_096)
        try stream.deliver(4_096)
        #expect(stream.answers == [.success(TestStream.bytes(0..<4_096))])
    }

    @Test("bytes that are there are answered without a request")
    func answersFromMemory() throws {
        var stream = TestStream(size: 1 << 20)
        stream.read(0..<131_072)
        try stream.deliver(1 << 20)
        let requests = stream.begun.count
        stream.read(65_536..<131_072)
        #expect(stream.answers.last == .success(TestStream.bytes(65_536..<131_072)))
        #expect(stream.begun.count == requests)
    }

    @Test("the last read of a file gives what the file has and no more")
    func clampsAtTheEnd() throws {
        var stream = TestStream(size: 5_000)
        stream.read(4_096..<8_192)
        try stream.deliver(904)
        #expect(stream.answers == [.success(TestStream.bytes(4_096..<5_000))])
        stream.read(5_000..<9_000)
        #expect(stream.answers.last == .success([]))
    }

    @Test("reading on leads to one open-ended request")
    func sequentialBecomesOpenEnded() throws {
        var stream = TestStream(size: 1 << 30)
        var position: Int64 = 0
        while position < 40 << 20, stream.begun.last?.request.end != nil || position == 0 {
            stream.read(position..<position + 131_072)
            while stream.answers.count < Int(position / 131_072) + 1 { try stream.deliver(262_144) }
            position += 131_072
            stream.advance(.milliseconds(500))
        }
        #expect(stream.begun.count > 1)
        #expect(stream.begun.last?.request.end == nil)
        #expect(stream.begun.count < 6)
    }

    @Test("looks here and there ask for little more than they read")
    func probesStaySmall() throws {
        var stream = TestStream(size: 8 << 30)
        var asked: Int64 = 0
        for place in 1...200 {
            let start = Int64(place * 7_919 % 200 + 1) * 32 << 20
            stream.read(start..<start + 131_072)
            let request = try #require(stream.begun.last?.request)
            #expect(request.start == start)
            asked += try #require(request.end) - start
            while stream.answers.count < place { try stream.deliver(262_144) }
            while try stream.deliver(262_144) == .more {}
        }
        #expect(stream.begun.count == 200)
        #expect(asked <= 2 * 200 * 131_072)
    }

    @Test("a fetch that is far enough ahead of its reader is told to wait, and goes on when the reader comes")
    func pacesTheSource() throws {
        var stream = TestStream(size: 1 << 30)
        stream.read(0..<131_072)
        stream.read(131_072..<262_144)
        var delivered = 0
        while try stream.deliver(262_144) == .more, delivered < 1_000 { delivered += 1 }
        #expect(delivered < 64)
        let before = stream.resumed
        var position: Int64 = 262_144
        while stream.resumed == before, position < 8 << 20 {
            stream.read(position..<position + 131_072)
            position += 131_072
        }
        #expect(stream.resumed > before)
    }

    @Test("a body that ends early is taken up where it stopped, with an overlap to compare")
    func resumesAfterACut() throws {
        var stream = TestStream(size: 1 << 20)
        stream.read(0..<1 << 20)
        try stream.deliver(300_000)
        stream.end(with: .broken(.cut("connection reset")))
        let request = try #require(stream.begun.last?.request)
        #expect(request.start == 300_000 - 4_096)
        try stream.deliver(1 << 20)
        #expect(stream.answers == [.success(TestStream.bytes(0..<1 << 20))])
    }

    @Test("a server that sends only what is there already is given up, and asked for the same each time")
    func givesUpOnRepetitions() throws {
        var stream = TestStream(size: 1 << 20)
        stream.read(0..<1 << 20)
        try stream.deliver(300_000)
        for _ in 0..<5 {
            stream.end(with: .broken(.cut("connection reset")))
            let request = try #require(stream.begun.last?.request)
            #expect(request.start == 300_000 - 4_096)
            try stream.deliver(100)
        }
        #expect(stream.answers.isEmpty)
        stream.end(with: .broken(.cut("connection reset")))
        #expect(stream.answers == [.failure(.unreachable)])
    }

    @Test("answers that begin and bring nothing do not prolong a read's deadline")
    func headsAreNoProgress() throws {
        var stream = TestStream(size: 1 << 20)
        stream.read(0..<4_096)
        for _ in 0..<3 {
            try stream.deliver(0)
            stream.advance(.seconds(10))
            stream.end(with: .broken(.timedOut))
        }
        try stream.deliver(0)
        stream.advance(.seconds(1))
        stream.expire()
        #expect(stream.answers == [.failure(.timedOut)])
    }

    @Test("other bytes in the overlap mean another file: readers get an error, not a mixture")
    func noticesAReplacedFile() throws {
        var stream = TestStream(size: 1 << 20)
        stream.read(0..<1 << 20)
        try stream.deliver(300_000)
        stream.end(with: .broken(.cut("connection reset")))
        try stream.deliver(8_192, changed: true)
        #expect(stream.answers == [.failure(.contentReplaced)])
        stream.read(0..<10)
        #expect(stream.answers.last == .failure(.contentReplaced))
    }

    @Test("a body of the old version ends where a new one is taken before anybody has seen a byte")
    func endsOldBodies() throws {
        var stream = TestStream(size: 10 << 20)
        stream.state.facts.entityTag = "\"old\""
        stream.read(0..<4_096)
        let old = try #require(stream.begun.last)
        try stream.deliver(0)
        stream.read((8 << 20)..<(8 << 20) + 4_096)
        stream.end(with: .refused(.otherVersion))
        #expect(stream.cancelled == [old.number])
        #expect(stream.state.fetches[old.number] == nil)
        #expect(stream.begun.filter { $0.request.start == 0 && $0.number != old.number }.count == 1)
        #expect(stream.begun.suffix(2).allSatisfy { $0.request.entityTag == nil })
    }

    @Test("no new version is taken where the kernel may have given out bytes of the old one")
    func keepsToWhatTheKernelHas() {
        var stream = TestStream(size: 10 << 20)
        stream.state.facts.entityTag = "\"old\""
        stream.state.isKnownElsewhere = true
        stream.read(0..<4_096)
        stream.end(with: .refused(.otherVersion))
        #expect(stream.answers == [.failure(.contentReplaced)])
    }

    @Test("a refused link is replaced once; a second refusal is the answer", arguments: [401, 403])
    func renewsARefusedLink(status: Int) throws {
        var stream = TestStream(size: 1 << 20)
        stream.read(0..<4_096)
        stream.end(with: .refused(.link(status: status)))
        #expect(stream.begun.last?.renewsLink == true)
        #expect(stream.answers.isEmpty)
        stream.end(with: .refused(.link(status: status)))
        #expect(stream.answers == [.failure(.notEntitled)])
    }

    @Test("a fresh link that leads nowhere is an I/O error, and the listing is asked for again")
    func reportsAMissingFile() throws {
        var stream = TestStream(size: 1 << 20)
        stream.read(0..<4_096)
        stream.end(with: .refused(.link(status: 404)))
        stream.end(with: .refused(.link(status: 404)))
        #expect(stream.answers == [.failure(.upstream("a fresh link answered 404"))])
        #expect(stream.staleListings == 1)
    }

    @Test("a refusal after bytes flowed counts anew: links run out again and again in a long film")
    func refusalsDoNotAddUp() throws {
        var stream = TestStream(size: 1 << 20)
        for step in 0..<4 {
            let start = Int64(step) * 200_000
            stream.read(start..<start + 4_096)
            if step > 0 { stream.end(with: .refused(.link(status: 403))) }
            try stream.deliver(200_000)
            stream.end(with: .broken(.cut("reset")))
        }
        #expect(stream.answers.allSatisfy { if case .success = $0 { true } else { false } })
        #expect(stream.answers.count == 4)
    }

    @Test("reads fail when nothing arrives for the deadline, and not while bytes trickle")
    func deadlineMovesWithBytes() throws {
        var stream = TestStream(size: 10 << 20)
        stream.read(0..<131_072)
        stream.advance(.seconds(29))
        try stream.deliver(1_000)
        stream.advance(.seconds(29))
        stream.expire()
        #expect(stream.answers.isEmpty)
        stream.advance(.seconds(2))
        stream.expire()
        #expect(stream.answers == [.failure(.timedOut)])
    }

    @Test("the CDN's word on the size is told before the read that found it out is answered")
    func correctsTheSize() throws {
        var stream = TestStream(size: 1_000, realSize: 2_000)
        stream.read(0..<4_096)
        try stream.deliver(1_000)
        #expect(stream.events == [.learned(size: 2_000, changed: true)])
        try stream.deliver(2_000)
        #expect(stream.answers == [.success(TestStream.bytes(0..<2_000))])
    }

    @Test("an abandoned read is told so at once, and only once")
    func abandons() throws {
        var stream = TestStream(size: 10 << 20)
        let read = stream.read(0..<131_072)
        stream.abandon(read)
        stream.abandon(read)
        #expect(stream.answers == [.failure(.interrupted)])
    }

    @Test("two readers of one place share one request")
    func sharesAFetch() throws {
        var stream = TestStream(size: 10 << 20)
        stream.read(0..<131_072)
        stream.read(0..<131_072)
        #expect(stream.begun.count == 1)
        try stream.deliver(131_072)
        #expect(stream.answers.count == 2)
    }

    @Test("a failing CDN is tried again with pauses, then the read fails")
    func givesUpInTheEnd() throws {
        var stream = TestStream(size: 1 << 20)
        stream.read(0..<4_096)
        var pauses: [Duration] = []
        while stream.answers.isEmpty, pauses.count < 20 {
            stream.end(with: .broken(.unreachable("connection refused")))
            if stream.answers.isEmpty, let pause = stream.begun.last?.pause { pauses.append(pause) }
        }
        #expect(stream.answers == [.failure(.unreachable)])
        #expect(pauses == pauses.sorted())
        #expect(pauses.count >= 3)
    }

    @Test("read-ahead that fails is not tried again until its reader comes")
    func readAheadDoesNotInsist() throws {
        var stream = TestStream(size: 1 << 30)
        stream.read(0..<131_072)
        try stream.deliver(262_144)
        stream.read(131_072..<262_144)
        let before = stream.begun.count
        stream.end(with: .broken(.unreachable("connection refused")))
        #expect(stream.begun.count == before)
        stream.read(262_144..<393_216)
        #expect(stream.begun.count > before)
    }
}
