internal import Crypto
internal import Foundation

/// What a client compares a copy by: `ETag` and `Last-Modified` (RFC 9110, section 8.8).
struct Validators: Sendable {
    /// With its quotation marks.
    let entityTag: String
    /// Whole seconds.
    let modified: Date

    init(entityTag: String, modified: Date) {
        self.entityTag = entityTag
        self.modified = modified.wholeSeconds
    }

    /// The validators of a resource: the tag is a hash of its text, as the service made it.
    init(of text: String, modified: Date) {
        let tag = Insecure.MD5.hash(data: Array(text.utf8)).hexadecimal
        self.init(entityTag: "\"\(tag)\"", modified: modified)
    }

    /// Whether the client's copy is still good. The tag decides where both headers are there.
    func isNotModified(_ request: IncomingRequest) -> Bool {
        if let tags = request.header("If-None-Match") { return Self.list(tags, contains: entityTag) }
        guard let date = request.header("If-Modified-Since").flatMap(Date.init(httpText:)) else {
            return false
        }
        return modified <= date
    }

    func mark(_ answer: inout Answer) {
        answer["ETag"] = entityTag
        answer["Last-Modified"] = modified.httpText
    }

    /// The weak comparison of RFC 9110, section 13.1.2.
    static func list(_ tags: String, contains tag: String) -> Bool {
        tags.split(separator: ",").contains { candidate in
            let candidate = candidate.trimming(while: { $0 == " " || $0 == "\t" })
            return candidate == "*" || (candidate.hasPrefix("W/") ? candidate.dropFirst(2) : candidate) == tag
        }
    }
}

extension Substring {
    fileprivate func trimming(while condition: (Character) -> Bool) -> Substring {
        let start = drop(while: condition)
        guard let last = start.lastIndex(where: { !condition($0) }) else { return "" }
        return start[...last]
    }
}
