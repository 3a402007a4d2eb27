internal import NIOCore
internal import Synchronization

/// One try of a fetch on its way through the network: hears the answer and tells the stream.
final class RangeFetch: BodyReceiver {
    private struct Line {
        var body: (any RunningBody)?
        var wantsResume = false
        var isCancelled = false
        /// Set by the head: why there will be no bytes.
        var refusal: RangeRefusal?
        /// Where a connection was asked for, and the request has not followed.
        var announced: SignedAddress?
    }

    let number: Int
    let attempt: Int
    let request: RangeRequest
    private let stream: FileStream
    private let totals: CDNTotals
    private let line = Mutex(Line())

    init(number: Int, attempt: Int, request: RangeRequest, of stream: FileStream) {
        self.number = number
        self.attempt = attempt
        self.request = request
        self.stream = stream
        totals = stream.totals.cdn
    }

    /// Waits, and then for another link where it should: a try that is not the first. Ends early, in silence,
    /// where the fetch was cancelled meanwhile.
    func run(
        with leases: LinkLeases, over transport: any HTTPTransport, after pause: Duration, renewsLink: Bool
    ) async {
        if pause > .zero { try? await Task.sleep(for: pause) }
        guard !isCancelled else { return }
        announce(leases.likelyAddress, to: transport)
        if renewsLink, let known = leases.current { leases.drop(known) }
        do throws(ServiceError) {
            send(under: try await leases.lease(), over: transport)
        } catch {
            giveUp(for: error, over: transport)
        }
    }

    /// Has a connection opened for the request while its link is asked for.
    ///
    /// - Parameters:
    ///   - address: where the link is likely to lead; `nil` if nobody knows.
    ///   - transport: whose connections.
    func announce(_ address: SignedAddress?, to transport: any HTTPTransport) {
        guard let address else { return }
        line.withLock { $0.announced = address }
        transport.prepare(for: address)
    }

    /// Ends without a request: there is no link.
    func giveUp(for error: ServiceError, over transport: any HTTPTransport) {
        withdraw(from: transport)
        stream.ended(self, problem: .noLink(error))
    }

    private func withdraw(from transport: any HTTPTransport) {
        let announced = line.withLock { line in
            defer { line.announced = nil }
            return line.announced
        }
        if let announced { transport.withdraw(for: announced) }
    }

    /// Sends the request, unless the fetch was cancelled.
    func send(under lease: LinkLease, over transport: any HTTPTransport) {
        guard !isCancelled else { return withdraw(from: transport) }
        stream.sent(self, under: lease)
        totals.requests.add()
        attach(transport.open(request.request(under: lease.link), for: self))
    }

    private var isCancelled: Bool { line.withLock { $0.isCancelled } }

    /// The body may have begun, been paused and been resumed before the call that opened it returned.
    private func attach(_ body: any RunningBody) {
        let (isCancelled, wantsResume) = line.withLock { line in
            line.body = body
            return (line.isCancelled, line.wantsResume)
        }
        if isCancelled { body.cancel() } else if wantsResume { body.resume() }
    }

    func resume() {
        let body = line.withLock { line in
            line.wantsResume = line.body == nil
            return line.body
        }
        body?.resume()
    }

    func cancel() {
        let body = line.withLock { line in
            line.isCancelled = true
            return line.body
        }
        body?.cancel()
    }

    // MARK: - BodyReceiver

    func received(_ head: HTTPHead) -> Bool {
        switch request.judge(head) {
        case .success(let body):
            return stream.began(self, body: body)
        case .failure(let refusal):
            line.withLock { $0.refusal = refusal }
            return false
        }
    }

    func received(_ bytes: ByteBuffer) -> BodyDemand {
        stream.arrived(bytes, of: self)
    }

    func room(for count: Int) -> BodyRoom? {
        guard let reservation = stream.reserve(count, for: self) else { return nil }
        let pieces = unsafe reservation.pieces.map { piece in
            unsafe UnsafeMutableRawBufferPointer(
                start: piece.block.memory + piece.range.lowerBound, count: piece.range.count)
        }
        return unsafe BodyRoom(pieces, owner: reservation)
    }

    func filled(_ count: Int, of room: BodyRoom) -> BodyDemand {
        guard let reservation = room.owner as? Reservation else { return .stop }
        return stream.filled(reservation, count, of: self)
    }

    func ended(_ outcome: Result<Void, HTTPError>) {
        let refusal = line.withLock { line in
            line.body = nil
            return line.refusal
        }
        switch (refusal, outcome) {
        case (let refusal?, _): stream.ended(self, problem: .refused(refusal))
        case (nil, .failure(let error)): stream.ended(self, problem: .broken(error))
        case (nil, .success): stream.ended(self, problem: nil)
        }
    }
}
