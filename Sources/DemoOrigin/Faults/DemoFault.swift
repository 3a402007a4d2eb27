/// One thing that goes wrong, when, and how often.
public struct DemoFault: Sendable, Hashable {
    public var service: DemoService
    /// Which requests it can hit: those whose target (path and query) contains this text. One that ends in
    /// `$` must stand at the end of the path instead. Empty: all.
    public var matching: String
    /// Which of them, by the bytes they ask for.
    public var part: Part
    /// How many matching requests pass unharmed before the first is hit.
    public var skip: Int
    /// How many requests are hit; `Int.max` for all that follow.
    public var times: Int
    public var action: Action

    public init(
        on service: DemoService, matching: String = "", part: Part = .any, skip: Int = 0, times: Int = 1,
        _ action: Action
    ) {
        self.service = service
        self.matching = matching
        self.part = part
        self.skip = skip
        self.times = times
        self.action = action
    }

    /// What a request asks for.
    public enum Part: String, Sendable, Hashable, CaseIterable {
        case any
        /// Bytes from the first on, or no range.
        case beginning
        /// A range that starts further on.
        case later
        /// A range that takes up a body which a fault has broken off: it starts where that ended, or up to
        /// 64 KiB before, for a client may compare what it has.
        case resumption
    }

    /// What happens to a request. Several faults may hit one request, which is how they are combined; of two
    /// that answer in the place of the service, or that end the body, the first wins.
    public enum Action: Sendable, Hashable {
        /// This answer in the place of the service's. It costs no request of the budget.
        case status(Int, body: String = "", headers: [String: String] = [:])
        /// 200 with a page of HTML, as a captive portal sends it.
        case html
        /// 200 with JSON that ends in the middle.
        case invalidJSON
        /// 302 to this address.
        case redirect(to: String)
        /// The true answer, later.
        case delay(Duration)
        /// Nothing at all, until the client hangs up or the origin stops.
        case neverAnswer
        /// The connection is closed when it is accepted. ``DemoFault/matching`` plays no part, and
        /// ``DemoFault/skip`` and ``DemoFault/times`` count connections.
        case closeAtConnect
        /// The request is read, then the connection is closed.
        case closeBeforeHead
        /// The connection is closed in the middle of the answer's head.
        case cutInHead
        /// Nothing more comes after half of the answer's head.
        case stallInHead
        /// The connection is closed after so many bytes of the body.
        case cutAfter(Int64)
        /// Nothing more comes after so many bytes of the body.
        case stallAfter(Int64)
        /// The answer ends and the connection closes after half of what `Content-Length` announces.
        case shortBody
        /// Sixteen bytes more than `Content-Length` announces; then the connection closes.
        case longBody
        /// Half of the body, and `Content-Length` says no more either; the connection stays.
        case shortLength
        /// Sixteen bytes more than there are, and `Content-Length` counts them; the connection stays.
        case longLength
        /// 200 with the whole file in answer to a range. CDN.
        case ignoreRange
        /// `Content-Range` names a range that begins one byte later than the bytes sent. CDN.
        case wrongContentRange
        /// `Content-Range` names a whole that is one byte longer than the file. CDN.
        case wrongTotal
        /// For this request the file is another one, as long, with another ETag and other bytes. CDN.
        case changeVersion
        /// The link is refused with this status: 403, 404, 410. CDN.
        case expireNow(Int = 403)
        /// The link is accepted this once, and refused with 403 from the next request on. CDN.
        case revokeLink
        /// `Content-Encoding: gzip` over bytes that are not compressed.
        case gzipEncoding
    }
}
