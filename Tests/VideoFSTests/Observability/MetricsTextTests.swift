import Testing

@testable import VideoFS

struct MetricsTextTests {
    private static func lines(_ text: MetricsText) -> [String] {
        String(decoding: text.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func everyFamilySaysOnceWhatItIs() {
        var text = MetricsText()
        text.addCounters("vidfs_a_total", "Things.", by: "kind", [("x", 1), ("y", 2)])
        text.addGauge("vidfs_b", "Others.", -3)
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                # HELP vidfs_a_total Things.
                # TYPE vidfs_a_total counter
                vidfs_a_total{kind="x"} 1
                vidfs_a_total{kind="y"} 2
                # HELP vidfs_b Others.
                # TYPE vidfs_b gauge
                vidfs_b -3

                """)
    }

    @Test func valuesOfLabelsAreEscaped() {
        var text = MetricsText()
        text.addFact("vidfs_info", "A \\ and a \" in\ntwo lines.", [("version", "1\"\\\n2"), ("other", "é")])
        #expect(
            Self.lines(text) == [
                #"# HELP vidfs_info A \\ and a " in\ntwo lines."#, "# TYPE vidfs_info gauge",
                #"vidfs_info{version="1\"\\\n2",other="é"} 1"#,
            ])
    }

    @Test func bucketsOfAHistogramAddUp() {
        var histogram = LatencyHistogram()
        for duration in [Duration.zero, .microseconds(50), .microseconds(51), .seconds(2), .seconds(31)] {
            histogram.observe(duration)
        }
        var text = MetricsText()
        text.addHistogram("vidfs_t_seconds", "Times.", histogram)
        let lines = Self.lines(text)
        #expect(lines[1] == "# TYPE vidfs_t_seconds histogram")
        #expect(lines.contains(#"vidfs_t_seconds_bucket{le="5e-05"} 2"#))
        #expect(lines.contains(#"vidfs_t_seconds_bucket{le="0.0001"} 3"#))
        #expect(lines.contains(#"vidfs_t_seconds_bucket{le="1.0"} 3"#))
        #expect(lines.contains(#"vidfs_t_seconds_bucket{le="2.5"} 4"#))
        #expect(lines.contains(#"vidfs_t_seconds_bucket{le="30.0"} 4"#))
        #expect(
            lines.suffix(3) == [
                #"vidfs_t_seconds_bucket{le="+Inf"} 5"#, "vidfs_t_seconds_sum 33.000101",
                "vidfs_t_seconds_count 5",
            ])
        let counts = histogram.cumulative.map(\.count)
        #expect(counts == counts.sorted())
    }

    @Test func cursorsAreCountedByTheirPhase() throws {
        var film = TestStream(size: 100 << 20)
        film.read(0..<512 << 10)
        film.read(50 << 20..<(50 << 20) + 4096)
        film.read(80 << 20..<(80 << 20) + 4096)
        let document = StatusDocument.Stream(
            film.state, path: "a title", version: "1", readers: 1, links: 1, linkAge: nil)
        #expect(document.waitingReads == 3)
        #expect(document.cursors.map(\.phase).sorted() == ["probe", "probe", "ramp"])
        var text = MetricsText()
        text.add([document])
        let lines = Self.lines(text)
        for line in [
            #"vidfs_cursors{phase="probe"} 2"#, #"vidfs_cursors{phase="ramp"} 1"#,
            #"vidfs_cursors{phase="steady"} 0"#, #"vidfs_cursors{phase="paced"} 0"#,
            #"vidfs_cursors{phase="paused"} 0"#, "vidfs_reads_waiting 3", "vidfs_streams 1",
            "vidfs_open_files 1", "vidfs_buffered_bytes 0",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(!lines.contains { $0.contains("title") })
    }

    @Test func theRunsOfBytesInMemoryAreTold() throws {
        var film = TestStream(size: 100 << 20)
        film.read(300_000..<300_100)
        try film.deliver(400_000)
        let document = StatusDocument.Stream(
            film.state, path: "", version: "1", readers: 1, links: 1, linkAge: nil)
        #expect(document.buffered == [[300_000, 700_000]])
        #expect(document.bufferedBytes == 400_000)
    }
}
