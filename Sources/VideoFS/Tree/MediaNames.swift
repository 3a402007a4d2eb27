/// The names of a video's files and subtitles.
///
/// They follow the service's order: of two that would share a name the first keeps it.
enum MediaNames {
    /// The service's words for a file.
    struct File: Sendable {
        var quality: String?
        var format: String?
        var codec: String?
        var method: String?
        /// What the service itself would add where two are alike; then codec and method do not count.
        var distinction: String?
    }

    /// The service's words for a subtitle.
    struct Subtitle: Sendable {
        var language: String?
        /// With its dot. Empty for a burned-in one, which is a link to another video.
        var suffix = ".vtt"
        var distinction: String?
    }

    /// Bytes of one of the service's words that a name shows. The longest ones known have eleven.
    private static let longestWord = 32

    /// Names files `720p.mp4`; those whose name is gone `720p.h265.mp4`, then `720p.h265.dash.mp4`, then
    /// `720p.h265.dash [2].mp4`; `720p-distinction.mp4` where there is a distinction. Words that the service does
    /// not give are left out.
    ///
    /// - Returns: one for each file, in the same order; `nil` for those that have no bytes to read.
    static func files(_ files: [File], rules: NameRules) -> [FileName?] {
        var taken = SiblingNames.Taken()
        return files.map { file in
            isReadable(file) ? name(of: file, rules: rules, among: &taken) : nil
        }
    }

    /// Names subtitles `es.vtt`, `es.2.vtt`, with a distinction `es-distinction.vtt`; burned-in ones, which are
    /// links to another video, `es`, `es.2`.
    ///
    /// - Returns: one for each subtitle, in the same order.
    static func subtitles(_ subtitles: [Subtitle], rules: NameRules) -> [FileName] {
        var taken = SiblingNames.Taken()
        return subtitles.map { subtitle in
            let language = LanguageTag(subtitle.language).text
            let stem = FileName(title: language, key: LanguageTag.undetermined, rules: rules)
            let suffix = subtitle.suffix
            let first = stem.appending(suffix)
            if taken.take(first) { return first }
            if let word = word(subtitle.distinction, rules) {
                let second = stem.appending("-\(word)\(suffix)")
                if taken.take(second) { return second }
            }
            return taken.takeNumbered(after: first) { stem.appending(".\($0)\(suffix)") }
        }
    }

    /// RTMP is a conversation, in all its kinds (`rtmps`, `rtmpe`, …): there is no file behind it.
    private static func isReadable(_ file: File) -> Bool {
        file.method?.lowercased().hasPrefix("rtmp") != true
    }

    private static func name(
        of file: File, rules: NameRules, among taken: inout SiblingNames.Taken
    ) -> FileName {
        let stem = FileName(title: file.quality, key: "file", rules: rules)
        let suffix = dotted(file.format, rules)
        var words = [dotted(file.codec, rules), dotted(file.method, rules)]
        if let distinction = word(file.distinction, rules) { words = ["-" + distinction] }
        var middle = ""
        for word in [""] + words {
            middle += word
            let name = stem.appending(middle + suffix)
            if taken.take(name) { return name }
        }
        return taken.takeNumbered(after: stem.appending(middle + suffix)) { number in
            stem.appending("\(middle) [\(number)]\(suffix)")
        }
    }

    /// The word behind a dot, or nothing.
    private static func dotted(_ text: String?, _ rules: NameRules) -> String {
        word(text, rules).map { "." + $0 } ?? ""
    }

    private static func word(_ text: String?, _ rules: NameRules) -> String? {
        let bare = text.map { $0.drop { $0 == "." || $0.isWhitespace } }
        guard let bare, let safe = rules.entryName(from: String(bare)) else { return nil }
        // Once more, because the cut can lay a dot or a space bare at the end of the whole name.
        return rules.entryName(from: safe.prefix(fitting: longestWord))
    }
}
