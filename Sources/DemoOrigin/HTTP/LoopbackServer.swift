internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// One HTTP/1.1 listener on the loopback interface.
final class LoopbackServer: Sendable {
    /// The port it listens on.
    let port: Int
    private let connections: OpenConnections
    private let running: Task<Void, any Error>

    private init(port: Int, connections: OpenConnections, running: Task<Void, any Error>) {
        self.port = port
        self.connections = connections
        self.running = running
    }

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - responder: answers the requests.
    ///   - admits: asked once for each connection; one that is not admitted is closed at once.
    /// - Returns: the server, which is listening.
    /// - Throws: an error of the network, such as a port that is taken.
    static func start(
        port: Int, responder: OriginResponder, admits: @escaping @Sendable () -> Bool
    ) async throws -> LoopbackServer {
        let connections = OpenConnections()
        let (ports, listening) = AsyncThrowingStream<Int, any Error>.makeStream()
        // Requests are in the journal; what Hummingbird would log is noise between a user's own lines.
        let logger = Logger(label: "vidfs.demo") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionHandler(connections: connections, admits: admits)])),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: "vidfs-demo"),
            onServerRunning: { channel in
                listening.yield(channel.localAddress?.port ?? 0)
                listening.finish()
            },
            logger: logger)
        let running = Task {
            defer { listening.finish() }
            do {
                try await application.run()
            } catch {
                listening.finish(throwing: error)
                throw error
            }
        }
        for try await port in ports {
            return LoopbackServer(port: port, connections: connections, running: running)
        }
        throw CancellationError()
    }

    /// Closes the listener and every connection, and returns when both are gone.
    func stop() async {
        connections.close()
        running.cancel()
        _ = await running.result
    }

    /// Serves until the server is stopped or the calling task is cancelled.
    ///
    /// - Throws: what ended it, if it was neither.
    func run() async throws {
        try await withTaskCancellationHandler {
            do {
                try await running.value
            } catch {
                guard connections.isClosed else { throw error }
            }
        } onCancel: {
            connections.close()
            running.cancel()
        }
    }
}
