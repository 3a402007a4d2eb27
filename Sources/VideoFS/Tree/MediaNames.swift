/// The names of a video's files and subtitles.
///
/// They follow the service's order: of two that would share a name the first keeps it.
enum MediaNames {
    typealias File = (quality: String?, format: String?, codec: String?, method: String?)
    typealias Subtitle = (language: String?, isBurnedIn: Bool)

    /// Bytes of one of the service's words that a name shows. The longest ones known have eleven.
    private static let longestWord = 32

    /// Names files `720p.mp4`; those whose name is gone `720p.h265.mp4`, then `720p.h265.dash.mp4`, then
    /// `720p.h265.dash [2].mp4`. Words that the service does not give are left out.
    ///
    /// - Returns: one for each file, in the same order; `nil` for those that have no bytes to read.
    static func files(_ files: [File], rules: NameRules) -> [FileName?] {
        var taken = SiblingNames.Taken()
        return files.map { file in
            isReadable(file) ? name(of: file, rules: rules, among: &taken) : nil
        }
    }

    /// Names subtitles `es.vtt`, `es.2.vtt`; burned-in ones, which are links to another video, `es`, `es.2`.
    ///
    /// - Returns: one for each subtitle, in the same order.
    static func subtitles(_ subtitles: [Subtitle], rules: NameRules) -> [FileName] {
        var taken = SiblingNames.Taken()
        return subtitles.map { subtitle in
            let language = LanguageTag(subtitle.language).text
            let stem = FileName(title: language, key: LanguageTag.undetermined, rules: rules)
            let suffix = subtitle.isBurnedIn ? "" : ".vtt"
            let first = stem.appending(suffix)
            if taken.take(first) { return first }
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
        let codec = dotted(file.codec, rules)
        let method = dotted(file.method, rules)
        var middle = ""
        for word in ["", codec, method] {
            middle += word
            let name = stem.appending(middle + suffix)
            if taken.take(name) { return name }
        }
        return taken.takeNumbered(after: stem.appending(middle + suffix)) { number in
            stem.appending("\(middle) [\(number)]\(suffix)")
        }
    }

    /// The word behind a dot, or nothing.
    private static func dotted(_ word: String?, _ rules: NameRules) -> String {
        let bare = word.map { $0.drop { $0 == "." || $0.isWhitespace } }
        guard let bare, let safe = rules.entryName(from: String(bare)) else { return "" }
        // Once more, because the cut can lay a dot or a space bare at the end of the whole name.
        return rules.entryName(from: safe.prefix(fitting: longestWord)).map { "." + $0 } ?? ""
    }
}
