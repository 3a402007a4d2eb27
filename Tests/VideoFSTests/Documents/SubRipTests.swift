import Testing

@testable import VideoFS

struct SubRipTests {
    private func cues(_ text: String) -> [String] {
        SubRip.cues(in: text).map { "\($0.start)-\($0.end) \($0.text)" }
    }

    /// What becomes of the text of one cue.
    private func markup(_ text: String) -> String? {
        SubRip.cues(in: "1\n00:01 --> 00:02\n\(text)\n").first?.text
    }

    @Test("lines may end as they like", arguments: ["\n", "\r\n", "\r"])
    func splitsLines(lineEnd: String) {
        let text = [
            "1", "00:00:01,000 --> 00:00:02,500", "One", "two", "", "2", "00:00:03,000 --> 00:00:04,000",
            "Three",
        ]
        #expect(cues(text.joined(separator: lineEnd)) == ["1000-2500 One\ntwo", "3000-4000 Three"])
    }

    @Test(
        "times are read however they are written",
        arguments: [
            ("00:00:01,000 --> 00:00:02,500", 1_000, 2_500), ("00:00:01.000 --> 00:00:02.500", 1_000, 2_500),
            ("0:0:1,0-->0:0:2,5", 1_000, 2_500), ("00:01,25 --> 00:02,123", 1_250, 2_123),
            ("1:02:03 --> 1:02:04", 3_723_000, 3_724_000),
            ("  00:00:01,000\t-->   00:00:02,000  ", 1_000, 2_000),
            ("00: 00: 01, 000 --> 00:00:02,000", 1_000, 2_000),
            ("00:00:01,000 --> 00:00:02,000 X1:100 X2:200 Y1:1 Y2:2", 1_000, 2_000),
            ("00:00:01:500 --> 00:00:02:500", 1_500, 2_500),
            ("00:00:01,123456 --> 00:00:02,000", 1_123, 2_000),
            ("00:90:00,000 --> 00:90:01,000", 5_400_000, 5_401_000),
            ("-00:00:01,000 --> 00:00:02,000", 0, 2_000), ("00:00:05,000 --> 00:00:02,000", 5_000, 7_000),
            ("99:59:59,000 --> 100:00:00,000", 359_999_000, 359_999_999),
        ] as [(String, Int64, Int64)])
    func readsTimes(line: String, start: Int64, end: Int64) {
        #expect(cues("1\n\(line)\nx\n") == ["\(start)-\(end) x"])
    }

    @Test(
        "a cue that cannot be shown is left out and takes its text with it",
        arguments: [
            "00:00:01,000 --> 00:00:01,000", "-00:00:03,000 --> -00:00:01,000",
            "-00:00:03,000 --> 00:00:00,000",
            "100:00:00,000 --> 100:00:01,000", "9999999:9999999:9999999,999 --> 9999999:9999999:9999999,999",
        ])
    func leavesOut(line: String) {
        #expect(cues("1\n\(line)\nx\n\n2\n00:00:01,000 --> 00:00:02,000\ny\n") == ["1000-2000 y"])
    }

    @Test(
        "a line that only looks like times is text",
        arguments: [
            "00:00:03,000 -> 00:00:04,000", "3 --> 4", "00:03 -->", "--> 00:03", "a --> b",
            "12345678:00 --> 12345679:00",
            "00:00:03,000 --> never",
        ])
    func isText(line: String) {
        let escaped = line.replacing(">", with: "&gt;")
        #expect(cues("1\n00:01 --> 00:02\nx\n\(line)\n") == ["1000-2000 x\n\(escaped)"])
    }

    @Test(
        "numbers of cues are not shown, whatever they are",
        arguments: [
            "A\n\n2\n", "A\n\n\n2\n", "A\n2\n", "A\n\n 2 \n", "A\n\n", "A\n", "A\n\n#2\n", "A\n\nzwei\n",
            "A\n\n2\n\n", "\nA\n\n999999999999999999999\n",
            "A\r\r\n\r\r\n2\r\r\n", "A\n\n\u{FEFF}2\n",
        ])
    func dropsNumbers(between: String) {
        #expect(cues("1\n00:01 --> 00:02\n\(between)00:03 --> 00:04\nB\n") == ["1000-2000 A", "3000-4000 B"])
    }

    @Test("numbers that somebody says are shown", arguments: ["42", "1\n2"])
    func keepsNumbers(text: String) {
        #expect(
            cues("1\n00:01 --> 00:02\n\(text)\n\n2\n00:03 --> 00:04\n42\n") == [
                "1000-2000 \(text)", "3000-4000 42",
            ])
    }

    @Test func blankLinesInsideTextAreTakenOut() {
        #expect(
            cues("1\n00:01 --> 00:02\n\nA\n\n \t\nB\n\n2\n00:03 --> 00:04\nC\n") == [
                "1000-2000 A\nB", "3000-4000 C",
            ])
    }

    @Test func theNumberOfACueThatIsMissingIsNotShown() {
        #expect(cues("1\n00:01 --> 00:02\nA\n\n2\n") == ["1000-2000 A"])
    }

    @Test(
        "a cue without text is left out",
        arguments: ["", "\n", " \n", "<i></i>\n", "{\\an8}\n", "<font color=red> </font>\n", "\0\u{7}\n"])
    func dropsEmpty(text: String) {
        #expect(cues("1\n00:01 --> 00:02\n\(text)\n2\n00:03 --> 00:04\nB\n") == ["3000-4000 B"])
    }

    @Test func overlappingCuesAreKept() {
        #expect(cues("00:01 --> 00:05\nA\n\n00:02 --> 00:03\nB\n") == ["1000-5000 A", "2000-3000 B"])
    }

    @Test(
        "text without times has no cues",
        arguments: ["", "\n\n", "1\nhello\n", "<html><body>404</body></html>"])
    func findsNothing(text: String) {
        #expect(cues(text) == [])
    }

    @Test(
        "styles are kept and balanced",
        arguments: [
            ("<i>a</i>", "<i>a</i>"), ("<B>a</B>", "<b>a</b>"), ("<u class=x>a</u>", "<u>a</u>"),
            ("<i>a", "<i>a</i>"), ("a</i>", "a"),
            ("<b><i>a</b>b</i>", "<b><i>a</i></b><i>b</i>"), ("<i>a\nb</i>", "<i>a\nb</i>"),
            ("<i>a\n\nb", "<i>a\nb</i>"),
            ("<i><i>a</i>b</i>", "<i>a</i>b"), ("<em>a</em><strong>b</strong>", "<i>a</i><b>b</b>"),
            ("<b><i><u>a", "<b><i><u>a</u></i></b>"), ("</b></i>a", "a"), ("<i>\na", "<i>\na</i>"),
        ])
    func balances(text: String, expected: String) {
        #expect(markup(text) == expected)
    }

    @Test(
        "fonts go and their text stays",
        arguments: [
            ("<font color=\"#ff0000\">a</font>b", "ab"), ("<FONT face='x' size=3>a", "a"), ("<s>a</s>", "a"),
            ("a<br>b<br/>c", "a\nb\nc"),
            ("<font color=red>\na\n</font>", "a"),
        ])
    func dropsFonts(text: String, expected: String) {
        #expect(markup(text) == expected)
    }

    @Test(
        "what WebVTT would take for markup is escaped",
        arguments: [
            ("a & b", "a &amp; b"), ("&amp;", "&amp;amp;"), ("1 < 2 > 0", "1 &lt; 2 &gt; 0"),
            ("a --> b", "a --&gt; b"), ("<sighs>", "&lt;sighs&gt;"),
            ("<3", "&lt;3"), ("<", "&lt;"), ("</", "&lt;/"), ("<i", "&lt;i"), ("<i <b>a", "&lt;i <b>a</b>"),
            ("<iframe>", "&lt;iframe&gt;"),
            ("<i-x>", "&lt;i-x&gt;"), ("<v Bob>a", "&lt;v Bob&gt;a"),
            ("<00:00:01.000>a", "&lt;00:00:01.000&gt;a"), ("a\0b\u{1B}c", "abc"),
            ("<i\n>a", "&lt;i\n&gt;a"),
        ])
    func escapes(text: String, expected: String) {
        #expect(markup(text) == expected)
    }

    @Test(
        "the place on the picture is kept",
        arguments: [
            ("1", "position:0% align:left"), ("2", nil), ("3", "position:100% align:right"),
            ("4", "line:50% position:0% align:left"),
            ("5", "line:50%"), ("6", "line:50% position:100% align:right"),
            ("7", "line:0 position:0% align:left"), ("8", "line:0"),
            ("9", "line:0 position:100% align:right"), ("0", nil), ("88", nil), ("x", nil), ("", nil),
        ])
    func places(key: String, settings: String?) {
        let cue = SubRip.cues(in: "00:01 --> 00:02\n{\\an\(key)}a").first
        #expect(cue?.settings == settings)
        #expect(cue?.text == "a")
    }

    @Test(
        "other overrides go, other braces stay",
        arguments: [
            (#"{\i1}a{\i0}b"#, "ab"), (#"{\pos(1,2)\an8}a"#, "a"), ("{a}", "{a}"), ("{", "{"),
            (#"{\"#, #"{\"#), (#"{\an8"#, #"{\an8"#),
            (#"{\b{\i1}a"#, #"{\ba"#), ("a}", "a}"),
        ])
    func dropsOverrides(text: String, expected: String) {
        #expect(markup(text) == expected)
    }

    @Test func theFirstPlaceCounts() {
        #expect(SubRip.cues(in: #"00:01 --> 00:02\#n{\fs20\an8}{\an1}a"#).first?.settings == "line:0")
    }
}
