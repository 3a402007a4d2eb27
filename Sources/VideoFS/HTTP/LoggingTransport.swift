internal import Logging
internal import NIOCore

/// A transport that writes down what goes over another one: at `debug` the questions to services, at `trace`
/// the ranges too. Addresses stand there without what could carry a signature.
struct LoggingTransport: HTTPTransport {
    private let transport: any HTTPTransport
    private let log: Logger

    init(_ transport: any HTTPTransport, log: Logger) {
        self.transport = transport
        self.log = log
    }

    func answer(
        to request: HTTPRequest, bodyLimit: Int, deadline: Duration
    ) async throws(HTTPError) -> HTTPAnswer {
        let start = ContinuousClock.now
        do throws(HTTPError) {
            let answer = try await transport.answer(to: request, bodyLimit: bodyLimit, deadline: deadline)
            log.debug(
                "answered",
                metadata: facts(of: request, since: start, outcome: "\(answer.head.status)"))
            return answer
        } catch {
            log.debug("not answered", metadata: facts(of: request, since: start, outcome: "\(error)"))
            throw error
        }
    }

    func open(_ request: HTTPRequest, for receiver: any BodyReceiver) -> any RunningBody {
        guard log.logLevel <= .trace else { return transport.open(request, for: receiver) }
        let range = request.headers.first { $0.name == "Range" }?.value ?? "all"
        var facts = facts(of: request, since: nil, outcome: nil)
        facts["range"] = "\(range)"
        log.trace("asked for a range", metadata: facts)
        return transport.open(request, for: LoggingReceiver(receiver, log: log, facts: facts))
    }

    func prepare(for address: SignedAddress) {
        transport.prepare(for: address)
    }

    func withdraw(for address: SignedAddress) {
        transport.withdraw(for: address)
    }

    private func facts(
        of request: HTTPRequest, since start: ContinuousClock.Instant?, outcome: String?
    ) -> Logger.Metadata {
        var facts: Logger.Metadata = ["method": "\(request.method)", "address": "\(request.address)"]
        if let start { facts["time"] = "\(ContinuousClock.now - start)" }
        if let outcome { facts["outcome"] = "\(outcome)" }
        return facts
    }
}

/// Writes down how an answer begins and ends.
private final class LoggingReceiver: BodyReceiver {
    private let receiver: any BodyReceiver
    private let log: Logger
    private let facts: Logger.Metadata

    init(_ receiver: any BodyReceiver, log: Logger, facts: Logger.Metadata) {
        self.receiver = receiver
        self.log = log
        self.facts = facts
    }

    func received(_ head: HTTPHead) -> Bool {
        log.trace("answered", metadata: facts.merging(["outcome": "\(head.status)"]) { $1 })
        return receiver.received(head)
    }

    func received(_ bytes: ByteBuffer) -> BodyDemand {
        receiver.received(bytes)
    }

    func room(for count: Int) -> BodyRoom? {
        receiver.room(for: count)
    }

    func filled(_ count: Int, of room: BodyRoom) -> BodyDemand {
        receiver.filled(count, of: room)
    }

    func ended(_ outcome: Result<Void, HTTPError>) {
        let word =
            switch outcome {
            case .success: "whole"
            case .failure(let error): "\(error)"
            }
        log.trace("ended", metadata: facts.merging(["outcome": "\(word)"]) { $1 })
        receiver.ended(outcome)
    }
}
