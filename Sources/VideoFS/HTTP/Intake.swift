internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Stands between the socket and the parser: knows whether anything of an answer arrived, of which the
/// parser says nothing before a head is whole, and takes long bodies past it.
///
/// A body of known length on a plain connection needs no parser, and no memory of the network library's: once
/// its head was read, the bytes go from the socket into the receiver's memory. That saves a copy, a fifth of
/// what the mount spends on a sequential read. A new parser stands ready for the next answer.
final class Intake: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// To be set to false before a request goes out.
    var hasHeard = false
    private weak var connection: Connection?
    private let makeParser: () -> any RemovableChannelHandler & ChannelHandler
    private var parser: (any RemovableChannelHandler & ChannelHandler)?
    /// Bytes of the body under way that the socket has still to bring past the parser; 0 where there is none.
    private var rest = 0
    private var isGlancing = false

    /// - Parameter makeParser: makes what turns bytes into parts of an answer.
    init(makingParsers makeParser: @escaping () -> any RemovableChannelHandler & ChannelHandler) {
        self.makeParser = makeParser
    }

    /// Bodies with fewer bytes to come are not worth a new parser.
    private static let least = 512 << 10

    /// Bytes at a time: enough that the call costs little, and little enough that they are still in the
    /// processor's cache when a reader is answered from them.
    private static let portion = 512 << 10

    /// Bytes until other connections get their turn.
    private static let turn = 4 << 20

    /// Adds the first parser behind itself.
    func addParser(in channel: any Channel) throws {
        let parser = makeParser()
        try channel.pipeline.syncOperations.addHandler(parser, position: .after(self))
        self.parser = parser
    }

    /// Lets the bodies of a plain connection past the parser.
    func serve(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: - ChannelInboundHandler

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasHeard = true
        guard rest > 0, let connection else { return context.fireChannelRead(data) }
        var bytes = unwrapInboundIn(data)
        let body = bytes.readSlice(length: min(rest, bytes.readableBytes)) ?? bytes
        rest -= body.readableBytes
        connection.arrived(.body(body))
        if rest == 0 { end(in: context, isLast: bytes.readableBytes > 0 || Self.hasSpoken(in: context)) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if let connection {
            if rest == 0 { begin(with: connection, in: context) }
            if rest > 0 { take(for: connection, in: context) }
        }
        context.fireChannelReadComplete()
    }

    // MARK: - Past the parser

    private func begin(with connection: Connection, in context: ChannelHandlerContext) {
        guard let length = connection.unreadBody, length >= Self.least, let parser else { return }
        do {
            try addParser(in: context.channel)
            context.pipeline.syncOperations.removeHandler(parser, promise: nil)
            rest = length
        } catch {
            // The pipeline is gone, and with it the connection, which is told on its own.
        }
    }

    /// `isLast`: whether the connection can take no further request.
    private func end(in context: ChannelHandlerContext, isLast: Bool) {
        glance(false, in: context)
        if isLast { connection?.endsHere() }
        connection?.arrived(.end(nil))
    }

    /// Has the network library read little or, as always else, much at a time.
    private func glance(_ isBrief: Bool, in context: ChannelHandlerContext) {
        guard isBrief != isGlancing else { return }
        isGlancing = isBrief
        let allocator: any RecvByteBufferAllocator =
            isBrief
            ? Glance() : FixedSizeRecvByteBufferAllocator(capacity: Dialer.plainReceiveBuffer)
        // Fails only on a channel that is closed.
        try? context.channel.syncOptions?.setOption(.recvAllocator, value: allocator)
    }

    /// Takes what the socket has. How it ends, by an error or an end of the stream, is left to the network
    /// library's next look.
    private func take(for connection: Connection, in context: ChannelHandlerContext) {
        var left = Self.turn
        while left > 0, rest > 0 {
            let room = connection.room(for: min(rest, Self.portion))
            // Where there is no room all of it comes on the other way.
            if left == Self.turn { glance(room != nil, in: context) }
            guard let room else { return }
            let wanted = unsafe room.pieces.reduce(0) { $0 + $1.count }
            let count = Self.receive(into: room, in: context)
            rest -= count
            left -= max(count, 1)
            connection.filled(count, of: room)
            if rest == 0 { return end(in: context, isLast: Self.hasSpoken(in: context)) }
            if count < wanted { return }
        }
    }

    /// Whether the other side has said more than it was asked for, or has hung up: then what follows is the
    /// answer to nothing.
    private static func hasSpoken(in context: ChannelHandlerContext) -> Bool {
        let pipeline = context.pipeline.syncOperations
        let count = try? pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
            var byte: UInt8 = 0
            return unsafe recv(socket, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
        }
        return (count ?? 0) >= 0
    }

    /// - Returns: bytes received; 0 where there are none now.
    private static func receive(into room: BodyRoom, in context: ChannelHandlerContext) -> Int {
        let pipeline = context.pipeline.syncOperations
        let count = try? pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
            var sum = 0
            for index in unsafe room.pieces.indices {
                let piece = unsafe room.pieces[index]
                let count = unsafe recv(socket, piece.baseAddress, piece.count, CInt(MSG_DONTWAIT))
                sum += max(count, 0)
                guard count == piece.count else { break }
            }
            return sum
        }
        return count ?? 0
    }
}

/// Buffers for what is read only to find out that there is something. The library's own allocators keep the
/// large buffer that was there before, whatever size they are asked for.
private struct Glance: RecvByteBufferAllocator {
    private static let size = 16 << 10

    mutating func record(actualReadBytes: Int) -> Bool { true }

    func nextBufferSize() -> Int? { nil }

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        allocator.buffer(capacity: Self.size)
    }
}
