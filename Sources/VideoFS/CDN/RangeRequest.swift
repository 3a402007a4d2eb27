/// A question for a part of a file, and what an answer to it is worth.
struct RangeRequest: Hashable, Sendable {
    /// First byte, as an offset into the file.
    let start: Int64
    /// One past the last byte; `nil` for an open-ended range, to the end of the file.
    let end: Int64?
    /// A strong validator: the part is wanted of that version only.
    let entityTag: String?

    /// Time without a byte after which the connection is given up. Well inside the 30 s that a reader
    /// waits, so that a second attempt still serves it.
    static let idleTimeout = Duration.seconds(10)

    func request(under link: FreshLink) -> HTTPRequest {
        let last = end.map { String($0 - 1) } ?? ""
        var headers: [(name: String, value: String)] = [
            ("Range", "bytes=\(start)-\(last)"),
            // A compressed answer would count other bytes.
            ("Accept-Encoding", "identity"),
        ]
        // Only a strong validator may be used here: RFC 9110, section 13.1.5.
        if let entityTag, Self.isStrong(entityTag) { headers.append(("If-Range", entityTag)) }
        if let token = link.authorization { headers.append(("Authorization", "Bearer \(token.value)")) }
        return HTTPRequest(address: link.address, headers: headers, idleTimeout: Self.idleTimeout)
    }

    static func isStrong(_ entityTag: String) -> Bool {
        entityTag.hasPrefix("\"") && entityTag.hasSuffix("\"") && entityTag.count > 1
    }
}

/// What a body that is about to arrive is.
struct RangeBody: Hashable, Sendable {
    /// Offset of its first byte.
    let start: Int64
    /// Length of the whole file, where the answer says so.
    let fileLength: Int64?
    /// The strong validator of the version it belongs to.
    let entityTag: String?
}

/// Why a range answer brings no bytes.
enum RangeRefusal: Error, Hashable {
    /// 401, 403, 404, 410: the link no longer works, or never did.
    case link(status: Int)
    /// 416: the file ends before the range starts. Its length, where told.
    case pastEnd(fileLength: Int64?)
    /// 429, 5xx: later. Seconds, where told.
    case busy(retryAfter: Duration?)
    /// The bytes under the address are of another version.
    case otherVersion
    /// The head says two things that cannot both be true. Another try may get a whole answer.
    case contradictory(String)
    case unusable(String)
}

extension RangeRequest {
    /// Bytes that may be skipped where a server ignores the range and sends the file from its start.
    private static let cheapSkip: Int64 = 4 << 20

    /// Judges status and headers before a byte counts.
    func judge(_ head: HTTPHead) -> Result<RangeBody, RangeRefusal> {
        switch head.status {
        case 206: judgePart(head)
        case 200: judgeWhole(head)
        case 401, 403, 404, 410: .failure(.link(status: head.status))
        case 416:
            .failure(
                .pastEnd(
                    fileLength: head["Content-Range"].flatMap(
                        ContentRange.lengthWhenUnsatisfied(headerValue:))))
        case 408, 429, 500...599: .failure(.busy(retryAfter: retryAfter(head)))
        case 300...399: .failure(.unusable("the CDN redirects to another address"))
        default: .failure(.unusable("the CDN answered \(head.status) to a range"))
        }
    }

    private func judgePart(_ head: HTTPHead) -> Result<RangeBody, RangeRefusal> {
        guard isIdentity(head) else { return .failure(.unusable("the CDN compressed a range")) }
        guard let value = head["Content-Range"], let range = try? ContentRange(headerValue: value) else {
            return .failure(.unusable("the CDN sent a range without saying which"))
        }
        guard range.bytes.lowerBound == start else {
            return .failure(.unusable("the CDN sent another range than was asked for"))
        }
        // RFC 9110, section 15.3.7.1: a part is as long as its range. Of a body that is not, nobody knows which
        // bytes are missing or added.
        if let length = head["Content-Length"].flatMap({ Int64($0) }), length != range.bytes.count {
            return .failure(.contradictory("the CDN sent a range and a length that do not fit"))
        }
        let tag = head["ETag"].flatMap { Self.isStrong($0) ? $0 : nil }
        if let entityTag, let tag, tag != entityTag { return .failure(.otherVersion) }
        return .success(RangeBody(start: start, fileLength: range.fileLength, entityTag: tag))
    }

    /// A whole file in answer to a range: the server knows no ranges, or the version asked for is gone.
    private func judgeWhole(_ head: HTTPHead) -> Result<RangeBody, RangeRefusal> {
        guard isIdentity(head) else { return .failure(.unusable("the CDN compressed the file")) }
        // Before its validator is looked at: a page in the way of the film is no new version of it.
        if let type = head["Content-Type"], type.hasPrefix("text/html") {
            return .failure(.unusable("the CDN answered with a web page"))
        }
        let tag = head["ETag"].flatMap { Self.isStrong($0) ? $0 : nil }
        // With a validator sent, a whole answer says that it no longer holds, unless it names the same.
        if let entityTag, tag != entityTag { return .failure(.otherVersion) }
        guard start <= Self.cheapSkip else {
            return .failure(.unusable("the CDN does not serve ranges"))
        }
        return .success(
            RangeBody(start: 0, fileLength: head["Content-Length"].flatMap { Int64($0) }, entityTag: tag))
    }

    private func isIdentity(_ head: HTTPHead) -> Bool {
        guard let coding = head["Content-Encoding"] else { return true }
        return coding.lowercased() == "identity"
    }

    private func retryAfter(_ head: HTTPHead) -> Duration? {
        head["Retry-After"].flatMap { Int64($0) }.map { .seconds(min(max($0, 0), 3_600)) }
    }
}
