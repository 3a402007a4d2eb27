import Testing

@testable import VideoFS

struct MediaNamesTests {
    private typealias Words = (quality: String?, format: String?, codec: String?, method: String?)

    private func file(_ words: Words) -> MediaNames.File {
        MediaNames.File(
            quality: words.quality, format: words.format, codec: words.codec, method: words.method)
    }

    private func files(_ files: Words..., rules: NameRules = .portable) -> [String?] {
        MediaNames.files(files.map(file), rules: rules).map { $0?.text }
    }

    private func subtitles(_ subtitles: (String?, Bool)...) -> [String] {
        let subtitles = subtitles.map { MediaNames.Subtitle(language: $0.0, suffix: $0.1 ? "" : ".vtt") }
        return MediaNames.subtitles(subtitles, rules: .portable).map(\.text)
    }

    @Test(
        "a file is called by its quality and format",
        arguments: [
            ("720p", "mp4", "720p.mp4"), ("1080p-51", "mp4", "1080p-51.mp4"),
            ("adaptive", "m3u8", "adaptive.m3u8"),
            (nil, "mp4", "file.mp4"), ("720p", nil, "720p"), (nil, nil, "file"), ("", " ", "file"),
            ("720p", ".mp4", "720p.mp4"),
        ] as [(String?, String?, String)])
    func names(quality: String?, format: String?, expected: String) {
        #expect(files((quality, format, "h264", "progressive")) == [expected])
    }

    @Test func theFirstOfTwoKeepsTheName() {
        let names = files(
            ("720p", "mp4", "h264", nil), ("720p", "mp4", "h265", nil), ("720P", "MP4", nil, "dash"))
        #expect(names == ["720p.mp4", "720p.h265.mp4", "720P.dash.MP4"])
    }

    @Test func theMethodFollowsACodecThatTellsNothing() {
        let file: Words = ("720p", "mp4", "h264", "dash")
        #expect(
            files(file, file, file, file, file) == [
                "720p.mp4", "720p.h264.mp4", "720p.h264.dash.mp4", "720p.h264.dash [2].mp4",
                "720p.h264.dash [3].mp4",
            ])
    }

    @Test func theServicesOwnDistinctionGoesBeforeCodecAndMethod() {
        let names = ["one", "two", "two", nil].map { word in
            MediaNames.File(
                quality: "720p", format: "mp4", codec: "h264", method: "dash", distinction: word)
        }
        #expect(
            MediaNames.files(names, rules: .portable).map { $0?.text } == [
                "720p.mp4", "720p-two.mp4", "720p-two [2].mp4", "720p.h264.mp4",
            ])
    }

    @Test func filesOfWhichNothingIsKnownAreNumbered() {
        let file: Words = (nil, nil, nil, nil)
        #expect(files(file, file, file) == ["file", "file [2]", "file [3]"])
    }

    @Test("what has no bytes has no name and takes none", arguments: ["rtmp", "RTMP", "rtmps", "rtmpe"])
    func leavesOut(method: String) {
        let names = files(("720p", "mp4", nil, method), ("720p", "mp4", nil, nil))
        #expect(names == [nil, "720p.mp4"])
    }

    @Test(
        "hostile words make valid names, each once", arguments: 0..<20 as Range<UInt64>,
        [NameRules.portable, .posix])
    func survives(seed: UInt64, rules: NameRules) {
        var words = HostileText(seed: seed)
        let files = (0..<100).map { _ in
            file((words.next(), words.next(), words.next(), words.next()))
        }
        let names = MediaNames.files(files, rules: rules).compactMap(\.self)
        for name in names { expectValid(name, rules: rules) }
        #expect(Set(names.map { $0.text.lowercased() }).count == files.count)
    }

    @Test func aHostileFormatDoesNotPushTheNameOut() {
        let long = String(repeating: "\u{1D160}", count: 100)
        let file = MediaNames.File(
            quality: long, format: long, codec: long, method: long, distinction: nil)
        let told = MediaNames.File(
            quality: long, format: long, codec: nil, method: nil, distinction: long)
        for name in MediaNames.files([file, file, told, told], rules: .portable) {
            #expect(name.map { $0.text.utf8.count <= 255 } == true)
        }
    }

    @Test func aSubtitleIsCalledByItsLanguage() {
        #expect(
            subtitles(("Spanish", false), ("German", false), (nil, false)) == ["es.vtt", "de.vtt", "und.vtt"])
    }

    @Test func theSecondSubtitleOfALanguageIsNumbered() {
        #expect(
            subtitles(("Spanish", false), ("es", false), ("español", false)) == [
                "es.vtt", "es.2.vtt", "es.3.vtt",
            ])
        #expect(
            subtitles(("es.2", false), ("es", false), ("es", false)) == ["es.2.vtt", "es.vtt", "es.3.vtt"])
    }

    @Test func aSubtitleThatIsNotTurnedIntoWebVTTKeepsItsSuffix() {
        let subtitles = [
            MediaNames.Subtitle(language: "es"), MediaNames.Subtitle(language: "es", suffix: ".ttml"),
            MediaNames.Subtitle(language: "es", distinction: "sdh"),
            MediaNames.Subtitle(language: "es", distinction: "sdh"),
        ]
        #expect(
            MediaNames.subtitles(subtitles, rules: .portable).map(\.text) == [
                "es.vtt", "es.ttml", "es-sdh.vtt", "es.2.vtt",
            ])
    }

    @Test func aBurnedInSubtitleIsALinkWithoutSuffix() {
        #expect(subtitles(("Chinese", true), ("zh", false), ("Chinese", true)) == ["zh", "zh.vtt", "zh.2"])
    }

    @Test(
        "an unknown language stays itself, made safe",
        arguments: [
            ("Quenya", "Quenya.vtt"), ("a/b", "a_b.vtt"), ("..", "__.vtt"), ("nul", "_nul.vtt"),
            ("\u{202E}", "und.vtt"),
        ])
    func sanitises(word: String, expected: String) {
        #expect(subtitles((word, false)) == [expected])
    }
}
