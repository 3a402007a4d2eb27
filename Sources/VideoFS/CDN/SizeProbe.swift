internal import NIOCore
internal import Synchronization

/// Asks the CDN for a file's size and version by asking for its first byte: `HEAD` may be signed
/// differently, and a range's answer names the whole length.
struct SizeProbe: Sendable {
    let leases: LinkLeases
    let transport: any HTTPTransport
    var totals = CDNTotals()

    /// Every call about metadata ends by then.
    private static let deadline = Duration.seconds(5)

    /// - Throws: ``CDNError``.
    func facts() async throws(CDNError) -> FileVersionFacts {
        do throws(CDNError) {
            return try await ask()
        } catch .linkRefused {
            // The link may have run out. A second refusal is one of a link just given out.
            return try await ask()
        }
    }

    private func ask() async throws(CDNError) -> FileVersionFacts {
        let lease: LinkLease
        do throws(ServiceError) { lease = try await leases.lease(for: .current) } catch {
            throw .noLink(error)
        }
        let question = RangeRequest(start: 0, end: 1, entityTag: nil)
        var request = question.request(under: lease.link)
        request.idleTimeout = Self.deadline
        let listener = HeadListener(question)
        totals.requests.add()
        _ = transport.open(request, for: listener)
        switch await listener.outcome() {
        case .success(let body):
            guard let size = body.fileLength else {
                throw .unusable("the CDN does not say how long a file is")
            }
            return FileVersionFacts(size: size, entityTag: body.entityTag)
        case .failure(.refused(.link(let status))):
            leases.drop(lease)
            throw status == 401 || status == 403 ? .linkRefused(status: status) : .fileMissing(status: status)
        case .failure(.refused(.pastEnd(let length))):
            // An empty file has no first byte.
            guard length == 0 else { throw .unusable("the CDN refuses the first byte of a file") }
            return FileVersionFacts(size: 0, entityTag: nil)
        case .failure(.refused(.busy)): throw .unreachable("the CDN is busy")
        case .failure(.refused(.otherVersion)): throw .contentReplaced
        case .failure(.refused(.unusable(let reason))), .failure(.refused(.contradictory(let reason))):
            throw .unusable(reason)
        case .failure(.broken(.timedOut)): throw .timedOut
        case .failure(.broken): throw .unreachable("the CDN cannot be reached")
        }
    }
}

/// Waits for the head of one answer.
private final class HeadListener: BodyReceiver {
    enum Failure: Error {
        case refused(RangeRefusal)
        case broken(HTTPError)
    }

    private struct State {
        var outcome: Result<RangeBody, Failure>?
        var waiter: CheckedContinuation<Result<RangeBody, Failure>, Never>?
    }

    private let question: RangeRequest
    private let state = Mutex(State())

    init(_ question: RangeRequest) {
        self.question = question
    }

    func outcome() async -> Result<RangeBody, Failure> {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.waiter = continuation }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    func received(_ head: HTTPHead) -> Bool {
        settle(question.judge(head).mapError(Failure.refused))
        // One byte is taken so that its connection stays usable; a whole file is not.
        return head.status == 206
    }

    func received(_ bytes: ByteBuffer) -> BodyDemand { .more }

    func ended(_ outcome: Result<Void, HTTPError>) {
        switch outcome {
        case .success: settle(.failure(.broken(.cut("no answer"))))
        case .failure(let error): settle(.failure(.broken(error)))
        }
    }

    private func settle(_ outcome: Result<RangeBody, Failure>) {
        let waiter = state.withLock { state in
            guard state.outcome == nil else {
                return nil as CheckedContinuation<Result<RangeBody, Failure>, Never>?
            }
            state.outcome = outcome
            return state.waiter.take()
        }
        waiter?.resume(returning: outcome)
    }
}
