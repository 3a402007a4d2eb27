import NIOCore
import NIOPosix
import Synchronization

@testable import VideoFS

/// A server on loopback that says exactly the bytes that a test wants, HTTP or not.
final class LoopbackServer: Sendable {
    /// Hears the head of each request as text, and where to answer it.
    typealias Script = @Sendable (_ head: String, _ connection: any Channel) -> Void

    private let channel: any Channel
    private let journal: Journal
    /// One element for each connection.
    let arrivals: AsyncStream<Void>

    var address: String { "http://127.0.0.1:\(port)" }
    let port: Int

    /// The request heads so far, in order of arrival.
    var heads: [String] { journal.heads }
    var connections: Int { journal.connections }

    /// `tls` is what each connection begins with, for https.
    init(
        tls: (@Sendable () -> any ChannelHandler)? = nil, _ script: @escaping Script
    ) async throws {
        let journal = Journal()
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        self.arrivals = arrivals
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                journal.connected()
                arrived.yield()
                return channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(tls()) }
                    try channel.pipeline.syncOperations.addHandler(
                        HeadReader(journal: journal, script: script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
        self.journal = journal
    }

    /// Answers every request with the same text and keeps the connection.
    static func answering(_ answer: String) async throws -> LoopbackServer {
        try await LoopbackServer { _, connection in connection.say(answer) }
    }

    /// Waits for the next connection.
    func connection() async {
        for await _ in arrivals { return }
    }

    func stop() async throws {
        try await channel.close()
    }
}

extension LoopbackServer {
    private final class Journal: Sendable {
        private let state = Mutex((heads: [String](), connections: 0))

        var heads: [String] { state.withLock { $0.heads } }
        var connections: Int { state.withLock { $0.connections } }

        func connected() { state.withLock { $0.connections += 1 } }
        func heard(_ head: String) { state.withLock { $0.heads.append(head) } }
    }

    private final class HeadReader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let journal: Journal
        private let script: Script
        private var text = ""

        init(journal: Journal, script: @escaping Script) {
            self.journal = journal
            self.script = script
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            while let end = text.firstRange(of: "\r\n\r\n") {
                let head = String(text[..<end.lowerBound])
                text = String(text[end.upperBound...])
                journal.heard(head)
                script(head, context.channel)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}

/// A server that says something as soon as it hears anything: no HTTP, no TLS.
struct TalkingServer {
    private let channel: any Channel
    let port: Int

    init() async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Talker())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func stop() async throws {
        try await channel.close()
    }

    private final class Talker: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.channel.say("HTTP/1.1 400 Bad Request\r\n\r\n")
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}

extension Channel {
    func say(_ text: String) {
        writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    func hangUp() {
        close(promise: nil)
    }
}

/// A whole answer as it stands on the wire.
func httpText(
    _ status: Int = 200, _ headers: [String] = [], body: String = "", length: Int? = nil
) -> String {
    let headers = ["Content-Length: \(length ?? body.utf8.count)"] + headers
    return "HTTP/1.1 \(status) Text\r\n" + headers.map { $0 + "\r\n" }.joined() + "\r\n" + body
}
