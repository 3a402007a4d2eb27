import Testing

@testable import VideoFS

/// What viewers and copiers cost and get over paths of all kinds, by a clock of the test.
struct PathTests {
    private static let piece: Int64 = 128 << 10

    /// Reads as a player does, at the rate of the film.
    ///
    /// - Returns: the longest wait after the first seconds.
    private static func watch(
        _ path: inout SimulatedPath, for time: Duration, bytesPerSecond: Double, step: Duration
    ) -> Duration {
        var position: Int64 = 0
        var pending: (read: UInt64, since: ContinuousClock.Instant)?
        var longest = Duration.zero
        while path.now - path.start < time, position + piece <= path.size {
            if let waiting = pending, path.isAnswered(waiting.read) { pending = nil }
            while pending == nil, Double(position) <= path.elapsed * bytesPerSecond {
                let read = path.read(position..<position + piece)
                position += piece
                if !path.isAnswered(read) { pending = (read, path.now) }
            }
            path.pass(step)
            if let pending, path.elapsed > 5 { longest = max(longest, path.now - pending.since) }
        }
        return longest
    }

    /// Reads as `cp` does through the kernel: a few reads ahead, as fast as they are answered.
    private static func copy(_ path: inout SimulatedPath, upTo end: Int64, step: Duration) {
        var position: Int64 = 0
        var pending: [UInt64] = []
        while position < end || !pending.isEmpty {
            pending.removeAll { path.isAnswered($0) }
            while pending.count < 8, position < end {
                let read = path.read(position..<min(position + piece, path.size))
                position += piece
                if !path.isAnswered(read) { pending.append(read) }
            }
            path.pass(step)
            if path.elapsed > 600 { return }
        }
    }

    @Test("two hours of a film at its own pace cost one link", arguments: [5, 30])
    func twoHours(linkLife: Int) {
        var path = SimulatedPath(
            size: 4 << 30, roundTrip: .milliseconds(40), connectionRate: 50e6,
            linkLife: .seconds(linkLife))
        let longest = Self.watch(&path, for: .seconds(7_200), bytesPerSecond: 300e3, step: .milliseconds(200))
        #expect(path.links == 1)
        #expect(path.requests.count <= 3)
        #expect(path.requests.last?.end == nil)
        #expect(longest == .zero)
        #expect(path.pool.usage.peak <= 24 << 20)
    }

    @Test("a viewer gets one connection, however slow it is", arguments: [400e3, 2e6, 50e6])
    func viewersGetOne(connectionRate: Double) {
        var path = SimulatedPath(
            size: 1 << 30, roundTrip: .milliseconds(40), connectionRate: connectionRate, pathRate: 1e9)
        _ = Self.watch(&path, for: .seconds(300), bytesPerSecond: 300e3, step: .milliseconds(20))
        #expect(path.mostConnections <= 2)
        #expect(path.state.cursors.allSatisfy { $0.trial.width == 1 })
    }

    @Test("a copier whose connection is slower than the path gets several, under few links")
    func copiersGetSeveral() {
        var path = SimulatedPath(
            size: 2 << 30, roundTrip: .milliseconds(40), connectionRate: 50e6, pathRate: 1e9)
        Self.copy(&path, upTo: 1 << 30, step: .milliseconds(2))
        #expect(Double(1 << 30) / path.elapsed >= 4 * 50e6)
        #expect(path.mostConnections == 6)
        #expect(path.links == 1)
        #expect(path.pool.usage.peak <= 64 << 20)
    }

    @Test("a copier on a machine without time to spare keeps one connection", arguments: [0.1, 0.9])
    func busyMachine(load: Double) {
        var path = SimulatedPath(
            size: 1 << 30, roundTrip: .milliseconds(1), connectionRate: 90e6, pathRate: 1e9)
        path.load = load
        Self.copy(&path, upTo: 512 << 20, step: .milliseconds(2))
        let isBusy = load >= 0.5
        #expect(isBusy ? path.mostConnections <= 3 : path.mostConnections >= 6)
        #expect(!isBusy || path.pool.usage.peak <= 24 << 20)
    }

    @Test("where more connections bring nothing there is one again")
    func fallsBack() {
        var path = SimulatedPath(size: 2 << 30, roundTrip: .milliseconds(40), connectionRate: 50e6)
        Self.copy(&path, upTo: 1 << 30, step: .milliseconds(5))
        #expect(Double(1 << 30) / path.elapsed >= 0.9 * 50e6)
        #expect(path.state.cursors.allSatisfy { $0.trial.width == 1 })
        #expect(path.requests.last?.end == nil)
        #expect(path.requests.count < 24)
    }

    @Test("on a fast path a copy is a few closed ranges and one open-ended one")
    func fastPath() {
        var path = SimulatedPath(size: 2 << 30, roundTrip: .microseconds(200), connectionRate: 1e9)
        Self.copy(&path, upTo: 1 << 30, step: .microseconds(500))
        #expect(path.requests.count <= 4)
        #expect(path.requests.last?.end == nil)
        #expect(path.mostConnections <= 3)
        #expect(path.pool.usage.peak <= 24 << 20)
    }

    @Test("where the machine is the limit, one of many copiers has less ahead", arguments: [(1, 8), (8, 6)])
    func sharesOnAFastPath(readers: Int, mebibytes: Int64) throws {
        var path = SimulatedPath(size: 2 << 30, roundTrip: .microseconds(200), connectionRate: 1e9)
        path.pool.readersChanged(by: readers - 1)
        Self.copy(&path, upTo: 256 << 20, step: .microseconds(500))
        let copier = try #require(path.state.cursors.first { $0.phase != .probe })
        #expect(path.state.window(of: copier) == mebibytes << 20)
    }

    @Test("two who watch one film two seconds apart fetch it once", arguments: [0.5, 2, 8])
    func twoViewers(mebibytesPerSecond: Double) {
        var path = SimulatedPath(size: 1 << 30, roundTrip: .milliseconds(2), connectionRate: 200e6)
        var positions: [Int64] = [0, 0]
        while path.elapsed < 12 {
            for (viewer, delay) in [0.0, 2.0].enumerated() {
                let reached = (path.elapsed - delay) * mebibytesPerSecond * Double(1 << 20)
                while Double(positions[viewer]) <= reached {
                    _ = path.read(positions[viewer]..<positions[viewer] + Self.piece)
                    positions[viewer] += Self.piece
                }
            }
            path.pass(.milliseconds(10))
        }
        let distinct = path.state.blocks.runs.last?.upperBound ?? 0
        // What a request begins with is compared with what is there.
        #expect(path.state.bytesFetched - distinct <= Int64(path.requests.count) * Fetch.overlap)
        #expect(path.links == 1)
    }
}
