/// Subtitles in SubRip, the format of `.srt` files.
///
/// It has no specification and is typed by hand, so everything that players accept is accepted: any line
/// that holds two times with an arrow between them begins a cue, and what follows is its text until the
/// next such line. Of that, the number of the next cue is taken off:
///
/// - a line of digits right above the times, or set off by blank lines from the text above;
/// - any line right above the times that is set off so, for that is where the number stands, garbled or
///   not.
///
/// Times that cannot be shown are mended or left out:
///
/// - a beginning before zero becomes zero, an end not after zero leaves nothing to show;
/// - an end before the beginning is a slip of the pen: the text is shown for ``fallbackDuration``;
/// - an end at the beginning is shown by no player, and beginnings past ``WebVTT/end`` are noise: both
///   are left out.
///
/// Reading takes time linear in the length of the file, whatever it holds.
enum SubRip {
    /// Bytes. A film's subtitles have 100 KB, the transcript of a whole day 3 MB. A file made of nothing
    /// but the shortest cues takes about fifteen times its size in memory while it is converted.
    static let longestFile = 4 << 20

    /// Milliseconds: enough to read a line, too short to cover what follows.
    static let fallbackDuration: Int64 = 2_000

    typealias Line = ArraySlice<UInt8>

    /// - Parameter text: the file's text, without a byte-order mark.
    /// - Returns: the cues that show something, in the order of the file.
    static func cues(in text: String) -> [WebVTT.Cue] {
        var cues: [WebVTT.Cue] = []
        var draft: Draft?
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != .lineFeed && $0 != .carriageReturn }
            if let time = Time(line) {
                if let cue = draft?.finished(byTimes: true) { cues.append(cue) }
                draft = Draft(time)
            } else {
                // What stands above the first times belongs to no cue.
                draft?.read(line)
            }
            rest = rest[line.endIndex...]
            rest = rest.dropFirst(rest.starts(with: [.carriageReturn, .lineFeed]) ? 2 : 1)
        }
        if let cue = draft?.finished(byTimes: false) { cues.append(cue) }
        return cues
    }

    /// A cue whose text is still being read.
    private struct Draft {
        private let time: Time
        private var markup = Markup()
        /// The last line that is not blank: it may turn out to be the number of the next cue.
        private var held: Line?
        private var isBelowBlank = false
        private var isAboveBlank = false

        init(_ time: Time) {
            self.time = time
        }

        mutating func read(_ line: Line) {
            guard !line.isBlank else {
                isAboveBlank = true
                return
            }
            if let held { markup.read(held) }
            held = line
            isBelowBlank = isAboveBlank
            isAboveBlank = false
        }

        /// - Parameter byTimes: whether the times of another cue come next, and not the end of the file.
        /// - Returns: `nil` when there is nothing to show, or no time to show it in.
        func finished(byTimes: Bool) -> WebVTT.Cue? {
            guard let interval = time.interval else { return nil }
            var markup = markup
            if let held, !isNumberOfNext(held, byTimes) { markup.read(held) }
            guard let text = markup.finished() else { return nil }
            return WebVTT.Cue(
                start: interval.lowerBound, end: interval.upperBound, settings: markup.settings, text: text)
        }

        private func isNumberOfNext(_ line: Line, _ byTimes: Bool) -> Bool {
            let isRightAbove = byTimes && !isAboveBlank
            return line.isNumber ? isRightAbove || isBelowBlank : isRightAbove && isBelowBlank
        }
    }
}

extension SubRip {
    /// When a cue is shown, as its file says it.
    struct Time {
        /// Milliseconds, of either sign.
        private let start: Int64
        private let end: Int64

        /// Reads `00:00:01,000 --> 00:00:02,500`; what follows, such as coordinates, is passed over.
        ///
        /// - Parameter line: any line; `nil` for those that are not two times with an arrow between.
        init?(_ line: Line) {
            var rest = line
            guard let start = Self.stamp(&rest) else { return nil }
            rest = rest.drop(while: \.isSpace)
            guard rest.starts(with: "-->".utf8) else { return nil }
            rest = rest.dropFirst(3)
            guard let end = Self.stamp(&rest) else { return nil }
            self.start = start
            self.end = end
        }

        /// When the cue is shown, mended where that can be done; `nil` where it cannot. Never empty.
        var interval: Range<Int64>? {
            let shown = max(0, start)
            guard shown < WebVTT.end, end > 0, end != start else { return nil }
            return shown..<min(end > start ? end : shown + fallbackDuration, WebVTT.end)
        }

        /// Reads `h:mm:ss,fff`, `mm:ss.f`, `h:mm:ss` and `h:mm:ss:fff`. The fraction is one: `,5` is half
        /// a second.
        private static func stamp(_ rest: inout Line) -> Int64? {
            rest = rest.drop(while: \.isSpace)
            let isNegative = rest.first == UInt8(ascii: "-")
            if isNegative { rest = rest.dropFirst() }
            guard var seconds = number(&rest) else { return nil }
            var fields = 1
            while fields < 3, take(":", from: &rest) {
                guard let next = number(&rest) else { return nil }
                seconds = seconds * 60 + next
                fields += 1
            }
            guard fields > 1 else { return nil }
            let milliseconds = seconds * 1_000 + fraction(&rest)
            return isNegative ? -milliseconds : milliseconds
        }

        /// Seven digits at most, so that no sum of three fields can overflow.
        private static func number(_ rest: inout Line) -> Int64? {
            rest = rest.drop(while: \.isSpace)
            let digits = rest.prefix(while: \.isDigit)
            guard (1...7).contains(digits.count) else { return nil }
            rest = rest[digits.endIndex...]
            return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }

        private static func fraction(_ rest: inout Line) -> Int64 {
            guard take(",", from: &rest) || take(".", from: &rest) || take(":", from: &rest) else { return 0 }
            rest = rest.drop(while: \.isSpace)
            let digits = rest.prefix(while: \.isDigit)
            rest = rest[digits.endIndex...]
            return zip(digits, [100, 10, 1]).reduce(0) { $0 + Int64($1.0 - UInt8(ascii: "0")) * $1.1 }
        }

        private static func take(_ mark: Unicode.Scalar, from rest: inout Line) -> Bool {
            let bare = rest.drop(while: \.isSpace)
            guard bare.first == UInt8(ascii: mark) else { return false }
            rest = bare.dropFirst()
            return true
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate var isBlank: Bool { allSatisfy(\.isSpace) }

    /// Whether there is nothing but one number in it, with blanks around it or not.
    fileprivate var isNumber: Bool {
        let digits = drop(while: \.isSpace).drop(while: \.isDigit)
        return !isBlank && digits.isBlank
    }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    var isSpace: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
