/// A WebVTT document (W3C WebVTT 1).
enum WebVTT {
    /// Text shown for a while.
    struct Cue: Hashable, Sendable {
        /// Milliseconds from the beginning of the video, less than ``WebVTT/end``.
        var start: Int64
        /// Milliseconds; later than ``start``, at most ``WebVTT/end``.
        var end: Int64
        /// Where it stands on the picture, in the words of WebVTT; `nil` for the usual place.
        var settings: String?
        /// Ready for WebVTT: escaped, tags balanced, without a line that is empty. Not empty itself.
        var text: String
    }

    /// Milliseconds: the last moment that hours of two digits can write. Some players read no more.
    static let end: Int64 = 100 * 3_600_000 - 1

    /// Writes cues in the order in which they begin; those that begin together stay as given.
    ///
    /// - Parameter cues: in any order.
    /// - Returns: UTF-8 without a byte-order mark, lines ending in LF, the last one too.
    static func document(of cues: [Cue]) -> [UInt8] {
        let order = cues.indices.sorted { (cues[$0].start, $0) < (cues[$1].start, $1) }
        var bytes = Array("WEBVTT\n".utf8)
        for cue in order.lazy.map({ cues[$0] }) {
            bytes.append(UInt8(ascii: "\n"))
            append(cue.start, to: &bytes)
            bytes += " --> ".utf8
            append(cue.end, to: &bytes)
            if let settings = cue.settings { bytes += " \(settings)".utf8 }
            bytes.append(UInt8(ascii: "\n"))
            bytes += cue.text.utf8
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// Writes `hh:mm:ss.ttt`.
    private static func append(_ time: Int64, to bytes: inout [UInt8]) {
        let seconds = time / 1_000
        append(seconds / 3_600, digits: 2, before: ":", to: &bytes)
        append(seconds / 60 % 60, digits: 2, before: ":", to: &bytes)
        append(seconds % 60, digits: 2, before: ".", to: &bytes)
        append(time % 1_000, digits: 3, before: "", to: &bytes)
    }

    private static func append(_ number: Int64, digits: Int, before mark: String, to bytes: inout [UInt8]) {
        let text = String(number)
        bytes += repeatElement(UInt8(ascii: "0"), count: max(0, digits - text.utf8.count))
        bytes += text.utf8
        bytes += mark.utf8
    }
}

/// Why a subtitle cannot be shown.
enum SubtitleError: Error, Hashable {
    /// In bytes.
    case tooLarge(size: Int, limit: Int)
    /// Nothing in it is a time followed by text.
    case noCues
}

/// Makes a WebVTT document of a SubRip file, whatever its encoding and however carelessly it was made.
///
/// - Parameter bytes: at most ``SubRip/longestFile`` of them.
/// - Returns: what ``WebVTT/document(of:)`` writes.
/// - Throws: ``SubtitleError/tooLarge(size:limit:)``; ``SubtitleError/noCues`` when there is not a
///   single cue to show, as when an error page came in place of the file.
func webVTT(fromSubRip bytes: [UInt8]) throws(SubtitleError) -> [UInt8] {
    guard bytes.count <= SubRip.longestFile else {
        throw .tooLarge(size: bytes.count, limit: SubRip.longestFile)
    }
    let cues = SubRip.cues(in: TextDecoding.text(of: bytes))
    guard !cues.isEmpty else { throw .noCues }
    return WebVTT.document(of: cues)
}
