internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Writes an answer to a connection, and breaks it where a fault says so.
struct AnswerBody: Sendable {
    private let answer: Answer
    private let faults: [DemoFault.Action]
    private let channel: (any Channel)?
    private let isHead: Bool

    /// Large enough that a fast client is not slowed, small enough that a thousand connections fit.
    private static let pieceLength: Int64 = 256 << 10

    init(_ answer: Answer, method: String, faults: [DemoFault.Action] = [], channel: (any Channel)? = nil) {
        self.answer = answer
        self.faults = faults
        self.channel = channel
        self.isHead = method == "HEAD"
    }

    /// Returns the response that writes the answer.
    ///
    /// - Parameters:
    ///   - sends: called before each piece with its number of bytes. Before, so that a client which has a
    ///     byte finds it counted.
    ///   - breaks: called before a fault ends the body, with the offset into the content where it does.
    /// - Returns: a response for Hummingbird, whose body breaks where the faults say.
    func response(
        sends: @escaping @Sendable (Int) -> Void = { _ in },
        breaks: @escaping @Sendable (Int64) -> Void = { _ in }
    ) -> Response {
        var headers = answer.headers
        if faults.contains(.gzipEncoding) { headers[.contentEncoding] = "gzip" }
        if mayHaveBody { headers[.contentLength] = String(announcedLength) }
        let body = ResponseBody { writer in
            if mayHaveBody, !isHead { try await write(to: &writer, sends, breaks) }
            try await writer.finish(nil)
        }
        return Response(status: .init(code: answer.status), headers: headers, body: body)
    }

    /// RFC 9110, section 6.4.1: 204 and 304 have none.
    private var mayHaveBody: Bool {
        answer.status != 204 && answer.status != 304
    }

    private var end: DemoFault.BodyEnd? {
        faults.lazy.compactMap { $0.bodyEnd(of: answer.range.count) }.first
    }

    private var announcedLength: Int {
        guard let end, case .none = end.ending else { return answer.range.count }
        return answer.range.count + end.extra
    }

    /// `@concurrent`, as the writer itself is.
    @concurrent private func write(
        to writer: inout any ResponseBodyWriter, _ sends: @Sendable (Int) -> Void,
        _ breaks: @Sendable (Int64) -> Void
    ) async throws {
        let end = end
        let limit = min(end?.bytes ?? .max, Int64(answer.range.count))
        var offset = answer.range.lowerBound
        let stop = offset + limit
        while offset < stop {
            let piece = offset..<min(offset + Self.pieceLength, stop)
            let bytes = try await answer.content.read(piece)
            sends(bytes.readableBytes)
            try await writer.write(bytes)
            // The writer learns that a connection is full when its event loop has run. Without waiting for
            // that, eight fast clients made this process hold 400 MiB.
            try await channel?.eventLoop.submit {}.get()
            offset = piece.upperBound
        }
        guard let end else { return }
        if end.extra > 0 { try await writer.write(ByteBuffer(repeating: 0x2B, count: end.extra)) }
        if stop < answer.range.upperBound { breaks(stop) }
        try await leave(end)
    }

    /// Ends the body otherwise than the head promised.
    ///
    /// - Throws: unless nothing is out of order: it makes Hummingbird close the connection.
    private func leave(_ end: DemoFault.BodyEnd) async throws {
        switch end.ending {
        case .none: return
        case .silence: try await channel?.closeFuture.get()
        case .close:
            // Closing one half first sends what is still waiting: the bytes are counted.
            try await channel?.close(mode: .output)
        }
        throw CancellationError()
    }
}
