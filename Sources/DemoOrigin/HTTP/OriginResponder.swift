internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What a service does with a request that no fault took from it.
protocol OriginService: Sendable {
    var name: DemoService { get }
    /// Answers; `faults` are the actions that hit this request, of which the service performs its own.
    func answer(_ request: IncomingRequest, faults: [DemoFault.Action]) -> Answer
    /// Answers what is not part of the service: neither faults nor the journal apply to it.
    func control(_ request: IncomingRequest) -> Answer?
}

extension OriginService {
    func control(_ request: IncomingRequest) -> Answer? { nil }
}

/// The connection that a request came on.
struct LoopbackContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }
}

/// Takes requests through journal and faults to a service, and the answer back.
struct OriginResponder: HTTPResponder {
    let service: any OriginService
    let faults: DemoFaults
    let journal: DemoJournal
    let now: @Sendable () -> Date

    func respond(to request: Request, context: LoopbackContext) async throws -> Response {
        let incoming = try await IncomingRequest(request, on: context.channel)
        if let answer = service.control(incoming) {
            return AnswerBody(answer, method: incoming.method).response()
        }
        let line = JournalLine(entry(incoming), in: journal)
        let actions = faults.take(
            for: service.name, path: incoming.path, target: incoming.target, range: incoming.header("Range"))
        try await hold(actions, on: context.channel)
        var answer = actions.lazy.compactMap(\.replacement).first ?? service.answer(incoming, faults: actions)
        if actions.contains(.shortLength) { answer.halve() }
        line.answered(status: answer.status)
        return AnswerBody(answer, method: incoming.method, faults: actions, channel: context.channel)
            .response(
                sends: { line.sent(bytes: $0) }, breaks: { faults.broke(incoming.path, at: $0) })
    }

    /// Waits, or ends the connection, as the faults demand.
    private func hold(_ actions: [DemoFault.Action], on channel: any Channel) async throws {
        for action in actions {
            switch action {
            case .delay(let duration):
                try await Task.sleep(for: duration)
            case .neverAnswer:
                try await channel.closeFuture.get()
                throw CancellationError()
            case .closeBeforeHead:
                try await channel.close()
                throw CancellationError()
            case .cutInHead:
                try await HalfHead.send(on: channel)
                try await channel.close()
                throw CancellationError()
            case .stallInHead:
                try await HalfHead.send(on: channel)
                try await channel.closeFuture.get()
                throw CancellationError()
            default:
                break
            }
        }
    }

    private func entry(_ request: IncomingRequest) -> DemoJournal.Entry {
        DemoJournal.Entry(
            id: UUID(), service: service.name, arrivedAt: now(), method: request.method, path: request.path,
            query: request.query, range: request.header("Range"), ifRange: request.header("If-Range"),
            ifNoneMatch: request.header("If-None-Match"), authorization: request.header("Authorization"),
            userAgent: request.header("User-Agent"), clientPort: request.clientPort)
    }
}
