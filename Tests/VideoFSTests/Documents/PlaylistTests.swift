import Testing

@testable import VideoFS

struct PlaylistTests {
    private static let base = "https://cdn.example/v/1/index.m3u8?token=abc"

    private func absolute(_ text: String) throws -> String {
        String(decoding: try absolutePlaylist(Array(text.utf8), base: Self.base), as: UTF8.self)
    }

    /// What becomes of one line of a playlist.
    private func line(_ text: String) throws -> String {
        String(try absolute("#EXTM3U\n\(text)\n").dropFirst(8).dropLast())
    }

    @Test func aMasterPlaylistIsMadeAbsolute() throws {
        let source =
            "#EXTM3U\r\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"x, URI=\"\",URI=\"audio/en.m3u8\"\r\n\r\n"
            + "#EXT-X-STREAM-INF:BANDWIDTH=1280000,CODECS=\"avc1,mp4a\",AUDIO=\"a\"\r\n../low.m3u8?x=1\r\n"
        #expect(try absolute(source).contains("\r") == false)
        #expect(try absolute(source).hasSuffix("AUDIO=\"a\"\nhttps://cdn.example/v/low.m3u8?x=1\n"))
    }

    @Test(
        "lines that are addresses are made absolute, without the playlist's own query",
        arguments: [
            ("seg-1.ts", "https://cdn.example/v/1/seg-1.ts"),
            ("  seg-1.ts\t", "https://cdn.example/v/1/seg-1.ts"),
            ("../seg.ts", "https://cdn.example/v/seg.ts"),
            ("/seg.ts?a=b", "https://cdn.example/seg.ts?a=b"),
            ("//other.example/x.ts", "https://other.example/x.ts"),
            ("?part=2", "https://cdn.example/v/1/index.m3u8?part=2"),
            ("http://h/a/../b.ts", "http://h/a/../b.ts"),
            ("data:video/mp2t;base64,AA==", "data:video/mp2t;base64,AA=="),
            ("{$host}/seg.ts", "{$host}/seg.ts"), ("a/{$id}.ts", "https://cdn.example/v/1/a/{$id}.ts"),
            ("ä b.ts", "https://cdn.example/v/1/ä b.ts"),
        ])
    func resolvesLines(source: String, expected: String) throws {
        #expect(try line(source) == expected)
    }

    @Test(
        "addresses in tags are made absolute",
        arguments: [
            (
                #"#EXT-X-KEY:METHOD=AES-128,URI="k.bin",IV=0x1"#,
                #"#EXT-X-KEY:METHOD=AES-128,URI="https://cdn.example/v/1/k.bin",IV=0x1"#
            ),
            (
                #"#EXT-X-MAP:URI="/init.mp4",BYTERANGE="1@0""#,
                #"#EXT-X-MAP:URI="https://cdn.example/init.mp4",BYTERANGE="1@0""#
            ),
            (
                #"#EXT-X-MEDIA:NAME="a,URI=b",URI="x""#,
                #"#EXT-X-MEDIA:NAME="a,URI=b",URI="https://cdn.example/v/1/x""#
            ),
            (
                #"#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i""#,
                #"#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="https://cdn.example/v/1/i""#
            ),
            (
                #"#EXT-X-PART:DURATION=1,URI="p",INDEPENDENT=YES"#,
                #"#EXT-X-PART:DURATION=1,URI="https://cdn.example/v/1/p",INDEPENDENT=YES"#
            ),
            (
                #"#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p""#,
                #"#EXT-X-PRELOAD-HINT:TYPE=PART,URI="https://cdn.example/v/1/p""#
            ),
            (
                #"#EXT-X-RENDITION-REPORT:URI="../r",LAST-MSN=1"#,
                #"#EXT-X-RENDITION-REPORT:URI="https://cdn.example/v/r",LAST-MSN=1"#
            ),
            (
                #"#EXT-X-SESSION-DATA:DATA-ID="a", URI="d""#,
                #"#EXT-X-SESSION-DATA:DATA-ID="a", URI="https://cdn.example/v/1/d""#
            ),
            (
                #"#EXT-X-CONTENT-STEERING:SERVER-URI="/s""#,
                #"#EXT-X-CONTENT-STEERING:SERVER-URI="https://cdn.example/s""#
            ),
            (
                #"#EXT-X-DATERANGE:ID="a",X-ASSET-LIST="l""#,
                #"#EXT-X-DATERANGE:ID="a",X-ASSET-LIST="https://cdn.example/v/1/l""#
            ),
        ])
    func resolvesTags(source: String, expected: String) throws {
        #expect(try line(source) == expected)
    }

    @Test(
        "all else stays as it is",
        arguments: [
            "", "# a comment", "#EXTINF:9.9,URI=\"title\"", "#EXT-X-ENDLIST", "#EXT-X-VERSION:7",
            "#EXT-X-BYTERANGE:1@0", "#EXT-X-KEY:METHOD=NONE",
            #"#EXT-X-KEY:URI="skd://key",METHOD=SAMPLE-AES"#,
            #"#EXT-X-KEY:URI="data:text/plain;base64,AA,BB==""#, #"#EXT-X-MEDIA:URI="https://h/a""#,
            #"#EXT-X-MEDIA:URI="""#, #"#EXT-X-MEDIA:URI="broken"#, "#EXT-X-MEDIA:URI=bare",
            #"#EXT-X-MEDIA:MYURI="a""#, #"#EXT-X-DEFINE:NAME="a",VALUE="b""#,
            #"#EXT-X-MEDIA:URI="{$v}/x""#, "#EXT-X-MEDIA:,,=,=\"\",\"", #"#EXT-X-DATERANGE:X-URI-NOTE="a""#,
            "#EXT-X-:", "#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z",
        ])
    func leaves(source: String) throws {
        #expect(try line(source) == source)
    }

    @Test("lines end in LF whatever they ended in", arguments: ["\r\n", "\n", "\r"], ["", "end"])
    func normalises(lineEnd: String, last: String) throws {
        let text = "#EXTM3U\(lineEnd)\(lineEnd)#EXT-X-ENDLIST" + (last.isEmpty ? "" : lineEnd)
        #expect(try absolute("\u{FEFF}" + text) == "#EXTM3U\n\n#EXT-X-ENDLIST\n")
    }

    @Test func bytesThatAreNotUTF8PassThrough() throws {
        let bytes = try absolutePlaylist(Array("#EXTM3U\n#".utf8) + [0xFF, 0x0A, 0xFE], base: "https://h/a")
        #expect(bytes == Array("#EXTM3U\n#".utf8) + [0xFF, 0x0A] + Array("https://h/".utf8) + [0xFE, 0x0A])
    }

    @Test(
        "what is not a playlist is refused",
        arguments: ["", "\n#EXTM3U", "#EXTM3U8", "#EXTM3", "<html>", "#EXTINF:1,\na.ts"])
    func refuses(text: String) {
        #expect(throws: PlaylistError.notAPlaylist) {
            try absolutePlaylist(Array(text.utf8), base: Self.base)
        }
    }

    @Test("a base that is not absolute is refused", arguments: ["", "index.m3u8", "/v/index.m3u8", "//h/v"])
    func refusesBase(base: String) {
        #expect(throws: PlaylistError.addressNotAbsolute) {
            try absolutePlaylist(Array("#EXTM3U\n".utf8), base: base)
        }
    }

    @Test func aPlaylistThatIsTooLargeIsRefused() {
        let bytes = Array("#EXTM3U\n".utf8) + [UInt8](repeating: 10, count: Playlist.longestFile)
        #expect(throws: PlaylistError.tooLarge(limit: Playlist.longestFile)) {
            try absolutePlaylist(bytes, base: Self.base)
        }
    }

    @Test func aPlaylistThatWouldBecomeTooLargeIsRefused() {
        let text = "#EXTM3U\n" + String(repeating: "a\n", count: 5_000)
        let base = "https://h/" + String(repeating: "long", count: 2_000) + "/index.m3u8"
        #expect(throws: PlaylistError.tooLarge(limit: Playlist.longestResult)) {
            try absolutePlaylist(Array(text.utf8), base: base)
        }
    }

    @Test(
        "a line of anything is read in a time that grows with its length", .timeLimit(.minutes(1)),
        arguments: [
            "../", "./", "/", "URI=\"", ",", "=", "\"", "#", " ", "a", ":", "URI=\"a\",",
        ], ["", "#EXT-X-KEY:"])
    func isLinear(piece: String, front: String) throws {
        let noise = front + String(repeating: piece, count: (1 << 18) / piece.utf8.count)
        let playlist = try absolute("#EXTM3U\n\(noise)\nend.ts\n")
        #expect(playlist.hasSuffix("\nhttps://cdn.example/v/1/end.ts\n"))
    }
}
