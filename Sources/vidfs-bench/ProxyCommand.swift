internal import ArgumentParser
internal import Foundation

/// `vidfs-bench proxy`: a line to a server of this machine as if it were far away.
struct ProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Relays TCP connections with a delay, and each at no more than a rate.",
        discussion: """
            A connection costs a round trip before its first byte moves, as a handshake does. Bytes keep \
            their order. Not simulated: loss, slow start, and a bottleneck that connections share.
            """)

    @Option(help: "Port on 127.0.0.1; 0 for any that is free")
    var port: UInt16 = 0

    @Option(help: "Port of the server on 127.0.0.1")
    var target: UInt16

    @Option(help: "Round trip in milliseconds")
    var roundTrip: Double = 0

    @Option(help: "Mbit/s from the server, of each connection; 0 for no limit")
    var rate: Double = 0

    func validate() throws {
        guard (0...10_000).contains(roundTrip), (0...1_000_000).contains(rate) else {
            throw ValidationError("a round trip is 0 to 10000 ms, a rate 0 to 1000000 Mbit/s")
        }
    }

    func run() async throws {
        let stop = StopSignals()
        let line = LineSettings(
            delay: Int64(roundTrip / 2 * 1_000_000),
            bytesPerSecond: rate > 0 ? max(Int64(rate * 1_000_000 / 8), 1) : nil)
        let proxy = try await DelayProxy.start(port: Int(port), target: Int(target), line: line)
        try FileHandle.standardOutput.write(contentsOf: Data("\(proxy.port)\n".utf8))
        await stop.wait()
        try await proxy.stop()
    }
}
