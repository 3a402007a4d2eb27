internal import NIOCore
internal import Synchronization

/// The connections that are open, so that stopping can close them.
///
/// A request that a fault holds waits for its connection's end and for nothing else.
final class OpenConnections: Sendable {
    private let state = Mutex(State())

    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    /// - Returns: whether the connection may stay; none may once the server is stopping.
    func opened(_ channel: any Channel) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    func ended(_ channel: any Channel) {
        state.withLock { $0.channels[ObjectIdentifier(channel)] = nil }
    }

    /// Whether the server is stopping, or has stopped.
    var isClosed: Bool {
        state.withLock { $0.isClosed }
    }

    func close() {
        let channels = state.withLock { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        channels.forEach { $0.close(promise: nil) }
    }
}

/// Keeps account of one connection, and ends it with its client.
///
/// Hummingbird lets a client close its sending half and still read. No HTTP client does that, and a
/// request that is held would never learn that its client is gone: here the end of one half is the end.
final class ConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private let connections: OpenConnections
    private let admits: @Sendable () -> Bool

    init(connections: OpenConnections, admits: @escaping @Sendable () -> Bool) {
        self.connections = connections
        self.admits = admits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // Fails only on a channel that is closed.
        try? context.pipeline.syncOperations.addHandler(HalfHead(), position: .first)
    }

    func channelActive(context: ChannelHandlerContext) {
        guard connections.opened(context.channel), admits() else {
            context.close(promise: nil)
            return
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        connections.ended(context.channel)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        if event as? ChannelEvent == .inputClosed { context.close(promise: nil) }
    }
}
