/// What a `Range` header asks of a file of known length (RFC 9110, section 14).
enum ByteRange: Hashable, Sendable {
    /// The whole file: no header, one that is not understood, or several ranges, which a server may refuse
    /// to serve in parts.
    case whole
    /// These offsets in bytes, never empty.
    case part(Range<Int64>)
    /// Nothing of what is asked exists.
    case unsatisfiable

    init(header: String?, length: Int64) {
        guard let header, let match = header.wholeMatch(of: /(?i:bytes)=[ \t]*([0-9]*)-([0-9]*)[ \t]*/) else {
            self = .whole
            return
        }
        switch (Int64(match.1), Int64(match.2)) {
        case (let first?, let last?) where first > last:
            self = .whole
        case (let first?, let last) where match.2.isEmpty || last != nil:
            self = first < length ? .part(first..<min(last ?? .max - 1, length - 1) + 1) : .unsatisfiable
        case (nil, let suffix?) where match.1.isEmpty:
            self = suffix > 0 && length > 0 ? .part(max(0, length - suffix)..<length) : .unsatisfiable
        default:
            self = .whole
        }
    }
}
