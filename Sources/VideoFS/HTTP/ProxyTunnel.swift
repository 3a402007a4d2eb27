internal import Foundation
internal import NIOCore

/// Asks a proxy for a tunnel (CONNECT: RFC 9110, section 9.3.6), then leaves the pipeline.
///
/// Confined to its event loop.
final class ProxyTunnel: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let question: String
    private var completion: ((Result<Void, HTTPError>) -> Void)?
    private var context: ChannelHandlerContext?
    private var answer: [UInt8] = []
    private var timer: Scheduled<Void>?

    /// Bytes. A refusal may bring a page along, of which only the head counts.
    private static let longestHead = 16_384

    /// - Parameters:
    ///   - route: whose server the tunnel should lead to.
    ///   - completion: called once; the bytes that follow are the server's.
    init(_ route: Route, completion: @escaping (Result<Void, HTTPError>) -> Void) {
        let target = route.authority(withPort: true)
        var lines = ["CONNECT \(target) HTTP/1.1", "Host: \(target)"]
        if let credentials = route.proxy?.credentials {
            lines.append("Proxy-Authorization: \(credentials.basic)")
        }
        question = lines.joined(separator: "\r\n") + "\r\n\r\n"
        self.completion = completion
    }

    /// Sends the question. Once, after it was added to a pipeline.
    func ask(within patience: TimeAmount) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: question)), promise: nil)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
            self.end(.failure(.unreachable("the proxy does not answer")))
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answer.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        guard let head = answer.firstRange(of: Array("\r\n\r\n".utf8)) else {
            if answer.count > Self.longestHead { refuse() }
            return
        }
        let line = String(decoding: answer.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            return refuse()
        }
        switch status {
        // Bytes after the head would come from a server that speaks before it is spoken to.
        case 200...299 where head.upperBound == answer.count:
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
            end(.success(()))
        case 407: end(.failure(.unreachable("the proxy asks for a user name and password")))
        default: refuse()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.failure(HTTPError(error, answered: false)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        refuse()
        context.fireChannelInactive()
    }

    private func refuse() {
        end(.failure(.unreachable("the proxy refuses the connection")))
    }

    private func end(_ outcome: Result<Void, HTTPError>) {
        timer?.cancel()
        timer = nil
        completion.take()?(outcome)
    }
}

extension ProxyServer.Credentials {
    /// As a header's value (RFC 7617).
    var basic: String {
        "Basic " + Data("\(user):\(password.value)".utf8).base64EncodedString()
    }
}
