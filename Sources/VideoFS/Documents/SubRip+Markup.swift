extension SubRip {
    /// The text of one cue on its way to WebVTT.
    ///
    /// Bold, italic and underlined text stays so; each tag is closed, and closed in the order in which
    /// WebVTT nests. Colours and fonts go, their text stays. What looks like a tag and is none
    /// (`<sighs>`) is text. With `<`, `>` and `&` escaped no line can hold an arrow.
    ///
    /// Each `<` and `{` looks for its end no further than the next of its kind, which keeps the whole
    /// linear.
    struct Markup {
        private(set) var settings: String?

        private var text: [UInt8] = []
        /// Where the line being written begins in the text.
        private var lineStart = 0
        /// Whether there is more than tags and blanks.
        private var isVisible = false
        /// Of `b`, `i` and `u`, each at most once.
        private var open: [UInt8] = []

        mutating func read(_ line: Line) {
            append(line)
            endLine()
        }

        /// - Returns: the text with no line blank, for a blank one would end the cue; `nil` when nothing
        ///   of it could be seen.
        func finished() -> String? {
            guard isVisible else { return nil }
            var text = text.dropLast()
            for name in open.reversed() { text += "</".utf8 + [name, UInt8(ascii: ">")] }
            return String(decoding: text, as: UTF8.self)
        }

        private mutating func append(_ line: Line) {
            var rest = line
            while let byte = rest.first {
                switch byte {
                case UInt8(ascii: "{"):
                    if let end = override(rest) {
                        rest = rest[end...]
                        continue
                    }
                    show(byte)
                case UInt8(ascii: "<"):
                    if let end = tag(rest) {
                        rest = rest[end...]
                        continue
                    }
                    show("&lt;")
                case UInt8(ascii: ">"): show("&gt;")
                case UInt8(ascii: "&"): show("&amp;")
                case UInt8(ascii: "\t"), UInt8(ascii: " "): text.append(byte)
                // The rest of ASCII's controls mean nothing, and a NUL would be shown as U+FFFD.
                case ..<0x20, 0x7F: break
                default: show(byte)
                }
                rest = rest.dropFirst()
            }
        }

        private mutating func show(_ byte: UInt8) {
            isVisible = true
            text.append(byte)
        }

        private mutating func show(_ escape: String) {
            isVisible = true
            text += escape.utf8
        }

        private mutating func endLine() {
            while text.count > lineStart, text.last?.isSpace == true { text.removeLast() }
            guard text.count > lineStart else { return }
            text.append(.lineFeed)
            lineStart = text.count
        }
    }
}

// MARK: - Tags

extension SubRip.Markup {
    /// Reads a tag at the front of the line.
    ///
    /// - Returns: where the line goes on, `nil` when no tag is there.
    private mutating func tag(_ line: SubRip.Line) -> Int? {
        let body = line.dropFirst()
        let isClosing = body.first == UInt8(ascii: "/")
        let word = body.dropFirst(isClosing ? 1 : 0)
        let name = word.prefix(Self.longestTag + 1).prefix { Self.letters.contains($0 | 0x20) }
        let known = Self.Tag(rawValue: String(decoding: name, as: UTF8.self).lowercased())
        // `<iframe>` is not an `<i>`: a name ends before a blank, the end, or `/` as in `<br/>`.
        guard let known, let mark = word[name.endIndex...].first, !Self.isNamePart(mark) else { return nil }
        let inner = word.prefix { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
        guard inner.endIndex < line.endIndex, line[inner.endIndex] == UInt8(ascii: ">") else { return nil }
        if let style = known.style { isClosing ? close(style) : begin(style) }
        if known == .br { endLine() }
        return inner.endIndex + 1
    }

    private mutating func begin(_ style: UInt8) {
        guard !open.contains(style) else { return }
        open.append(style)
        text += [UInt8(ascii: "<"), style, UInt8(ascii: ">")]
    }

    /// Closes what was opened inside too, and opens that again: `<b><i></b></i>` is common.
    private mutating func close(_ style: UInt8) {
        guard let depth = open.firstIndex(of: style) else { return }
        let inner = open[(depth + 1)...]
        for name in open[depth...].reversed() {
            text += [UInt8(ascii: "<"), UInt8(ascii: "/"), name, UInt8(ascii: ">")]
        }
        for name in inner { text += [UInt8(ascii: "<"), name, UInt8(ascii: ">")] }
        open.remove(at: depth)
    }

    /// Tags that files hold on purpose.
    private enum Tag: String {
        case b, i, u, em, strong, font, span, s, strike, p, div, center, br

        /// The WebVTT tag that does the same.
        var style: UInt8? {
            switch self {
            case .b, .strong: UInt8(ascii: "b")
            case .i, .em: UInt8(ascii: "i")
            case .u: UInt8(ascii: "u")
            case .font, .span, .s, .strike, .p, .div, .center, .br: nil
            }
        }
    }

    private static let longestTag = 6
    private static let letters = UInt8(ascii: "a")...UInt8(ascii: "z")

    private static func isNamePart(_ byte: UInt8) -> Bool {
        letters.contains(byte | 0x20) || byte.isDigit || byte >= 0x80 || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }
}

// MARK: - Overrides

extension SubRip.Markup {
    /// Reads overrides of Advanced SubStation Alpha, `{\an8\fs20}`, at the front of the text. Of them only
    /// the place on the picture has a counterpart; the first one counts.
    ///
    /// - Returns: where the line goes on, `nil` when braces are just braces.
    private mutating func override(_ line: SubRip.Line) -> Int? {
        let body = line.dropFirst()
        guard body.first == UInt8(ascii: "\\") else { return nil }
        let inner = body.prefix { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "{") }
        guard inner.endIndex < line.endIndex, line[inner.endIndex] == UInt8(ascii: "}") else { return nil }
        if settings == nil { settings = Self.place(inner) }
        return inner.endIndex + 1
    }

    private static func place(_ overrides: SubRip.Line) -> String? {
        for word in overrides.split(separator: UInt8(ascii: "\\"))
        where word.count == 3 && word.starts(with: "an".utf8) {
            return word.last.flatMap(place(ofKey:))
        }
        return nil
    }

    /// The nine places, laid out as on a number pad.
    private static func place(ofKey key: UInt8) -> String? {
        switch Unicode.Scalar(key) {
        case "1": "position:0% align:left"
        case "3": "position:100% align:right"
        case "4": "line:50% position:0% align:left"
        case "5": "line:50%"
        case "6": "line:50% position:100% align:right"
        case "7": "line:0 position:0% align:left"
        case "8": "line:0"
        case "9": "line:0 position:100% align:right"
        default: nil
        }
    }
}
