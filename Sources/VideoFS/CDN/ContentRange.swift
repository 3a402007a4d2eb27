/// The part of a file that a partial response carries.
///
/// Read from a `Content-Range` header (RFC 9110, section 14.4). The header counts inclusively and a
/// Swift range does not: `bytes 0-1023/146515` becomes `0..<1024`.
struct ContentRange: Hashable, Sendable {
    /// Offsets into the file, in bytes. Never empty.
    let bytes: Range<Int64>

    /// Length of the whole file, in bytes; `nil` when the server answered `*`.
    let fileLength: Int64?

    /// Parses the value of a `Content-Range` header.
    ///
    /// The unsatisfied form, `bytes */146515`, comes with status 416 and is refused here: it describes a
    /// request that failed, not bytes that arrived.
    ///
    /// - Parameter value: the header's value, without its name.
    /// - Throws: ``CDNError/malformedContentRange(_:)`` when the unit is not `bytes`, a number is missing,
    ///   the range runs backwards, or it ends past the file.
    init(headerValue value: String) throws(CDNError) {
        guard let match = value.wholeMatch(of: /bytes ([0-9]+)-([0-9]+)\/([0-9]+|\*)/),
            let first = Int64(match.1), let last = Int64(match.2), first <= last, last < .max
        else { throw .malformedContentRange(String(value.prefix(80))) }
        let length = Int64(match.3)
        guard match.3 == "*" || last < length ?? 0 else {
            throw .malformedContentRange(String(value.prefix(80)))
        }
        self.bytes = first..<last + 1
        self.fileLength = length
    }

    /// The file's length by the answer to a range that lies past its end: `bytes */146515`, which comes
    /// with status 416. `nil` for any other form.
    static func lengthWhenUnsatisfied(headerValue value: String) -> Int64? {
        value.wholeMatch(of: /bytes \*\/([0-9]+)/).flatMap { Int64($0.1) }
    }
}
