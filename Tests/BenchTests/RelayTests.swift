import NIOCore
import NIOEmbedded
import Testing

@testable import vidfs_bench

/// A relay between two channels in memory, whose time the test moves.
struct RelayTests {
    private let loop = EmbeddedEventLoop()
    private let client: EmbeddedChannel
    private let server: EmbeddedChannel

    /// From the server 1,000 bytes each millisecond; 20 ms on the way.
    init() throws {
        client = EmbeddedChannel(loop: loop)
        server = EmbeddedChannel(loop: loop)
        let up = Relay(lane: Lane(delay: 20_000_000, bytesPerSecond: nil), to: server)
        let down = Relay(lane: Lane(delay: 20_000_000, bytesPerSecond: 1_000_000), to: client)
        up.opposite = down
        down.opposite = up
        try client.pipeline.syncOperations.addHandler(up)
        try server.pipeline.syncOperations.addHandler(down)
        for channel in [client, server] { try channel.connect(to: .init(unixDomainSocketPath: "/n")).wait() }
    }

    private func arrived(at channel: EmbeddedChannel) throws -> Int {
        var count = 0
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { count += bytes.readableBytes }
        return count
    }

    @Test func `a request arrives after half a round trip`() throws {
        try client.writeInbound(ByteBuffer(repeating: 1, count: 300))
        loop.advanceTime(by: .nanoseconds(19_999_999))
        #expect(try arrived(at: server) == 0)
        loop.advanceTime(by: .nanoseconds(1))
        #expect(try arrived(at: server) == 300)
    }

    @Test func `an answer arrives in order, piece by piece, at the rate`() throws {
        let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 1_000) }
        try server.writeInbound(ByteBuffer(bytes: body))
        loop.advanceTime(by: .milliseconds(86))
        var start = try #require(try client.readOutbound(as: ByteBuffer.self))
        #expect(start.readableBytes == 65_536)
        #expect(try client.readOutbound(as: ByteBuffer.self) == nil)
        loop.advanceTime(by: .milliseconds(134))
        while var piece = try client.readOutbound(as: ByteBuffer.self) { start.writeBuffer(&piece) }
        #expect(start.readableBytesView.elementsEqual(body))
    }

    @Test func `what a client does not take waits, and arrives before the end`() throws {
        client.isWritable = false
        try server.writeInbound(ByteBuffer(repeating: 1, count: 1_000))
        try server.close().wait()
        loop.advanceTime(by: .seconds(1))
        #expect(try arrived(at: client) == 0)
        #expect(client.isActive)
        client.isWritable = true
        client.pipeline.fireChannelWritabilityChanged()
        #expect(try arrived(at: client) == 1_000)
        loop.run()
        #expect(!client.isActive)
    }

    @Test func `a server learns half a round trip later that its client left`() throws {
        try server.writeInbound(ByteBuffer(repeating: 1, count: 1_000))
        try client.close().wait()
        loop.advanceTime(by: .milliseconds(19))
        #expect(server.isActive)
        loop.advanceTime(by: .milliseconds(1))
        #expect(!server.isActive)
    }
}
