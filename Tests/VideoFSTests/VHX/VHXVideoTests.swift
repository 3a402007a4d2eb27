import Testing

@testable import VideoFS

struct VHXVideoTests {
    private func video(_ text: String) async throws -> VideoRecord {
        try await VHXFixture(["/videos/1": .json(text)]).modified {
            try await $0.video(VideoID(rawValue: "1"), ifChangedSince: nil)
        }
    }

    @Test func readsFilesInTheServicesOrder() async throws {
        let files = try await video(VHXFixture.video2014).files
        #expect(
            files.map(\.id.rawValue) == [
                "adaptive/m3u8//hls", "720p/mp4//progressive", "720p/flv//", "540p/mp4//rtmp",
            ])
        #expect(files.map(\.size) == [nil, 1_073_741_825, nil, nil])
        #expect(files[0].address == "https://api.vhx.example/videos/1/files?quality=adaptive&format=m3u8")
        #expect(files[2].address == "/videos/1/files?quality=720p&format=flv")
        #expect(files[3].method == "rtmp")
        #expect(files[3].updatedAt == Timestamp(rawValue: 1_393_632_000))
    }

    @Test func readsEmbeddedFiles() async throws {
        let files = try await video(
            #"""
            {"_embedded": {"files": [
              {"_links": {"self": {"href": "https://api.vhx.example/videos/1/files?codec=h264&format=mp4&quality=1080p"}},
               "quality": "1080p", "format": "mp4", "codec": "h264", "method": "progressive",
               "size": {"bytes": "123"}, "mime_type": "video/mp4"},
              {"quality": "1080p", "format": "mp4", "codec": "h264", "method": "progressive", "size": 5},
              {"quality": null, "format": null}, null, {"quality": "540p", "format": "mpd", "size": {"bytes": 443}},
              {"quality": "360p", "format": "mp4", "size": {"bytes": -1}}]}}
            """#
        ).files
        #expect(
            files.map(\.id.rawValue) == [
                "1080p/mp4/h264/progressive", "1080p/mp4/h264/progressive#2", "540p/mpd//", "360p/mp4//",
            ])
        #expect(files.map(\.size) == [123, 5, nil, nil])
    }

    @Test func filesListedApartAreFetched() async throws {
        let fixture = try VHXFixture([
            "/videos/1": .json(
                #"{"id": 1, "_links": {"files": {"href": "https://api.vhx.example/videos/1/files"}}}"#),
            "/videos/1/files": .json(
                #"""
                [{"quality": "720p", "format": "mp4", "_links": {"source": {"href": "https://cdn.example/a?token=MARKER"},
                  "self": {"href": "/videos/1/files?quality=720p&format=mp4"}}}]
                """#),
        ])
        let answer = try await fixture.service.video(VideoID(rawValue: "1"), ifChangedSince: nil)
        let record = try #require(answer.value)
        #expect(record.files.map(\.address) == ["/videos/1/files?quality=720p&format=mp4"])
        #expect(!"\(record)".contains("MARKER"))
    }

    @Test("a video that may not be played is listed without files", arguments: [402, 403, 404])
    func listsWhatIsLocked(status: Int) async throws {
        let fixture = try VHXFixture([
            "/videos/1": .json(
                #"{"id": 1, "title": "Locked", "_links": {"files": {"href": "/videos/1/files"}}}"#),
            "/videos/1/files": .status(status),
        ])
        let answer = try await fixture.service.video(VideoID(rawValue: "1"), ifChangedSince: nil)
        #expect(answer.value?.summary.title == "Locked")
        #expect(answer.value?.files.isEmpty == true)
    }

    @Test("subtitles of every kind in use")
    func readsSubtitles() async throws {
        let subtitles = try await video(VHXFixture.video2014).subtitles
        #expect(
            subtitles == [
                Subtitle(
                    language: "Spanish", kind: .subRip, address: "https://cdn.vhx.example/assets/spanish.srt"),
                Subtitle(
                    language: "German", kind: .webVTT, address: "https://cdn.vhx.example/assets/german.vtt"),
                Subtitle(language: "Chinese", kind: .burnedIn(VideoID(rawValue: "2")), address: ""),
                Subtitle(
                    language: "French", kind: .webVTT,
                    address: "https://cdn.vhx.example/assets/french.vtt?v=2"),
            ])
    }

    @Test("tracks of later years are added to the list that lacks them")
    func readsTracks() async throws {
        let subtitles = try await video(
            #"""
            {"_embedded": {"subtitles": [
               {"_links": {"self": {"href": "https://cdn.example/en.vtt"}}, "language": "English", "type": "vtt"},
               {"_links": {"self": {"href": "https://api.vhx.example/videos/33/files"}}, "language": null, "type": "video"},
               {"language": "nowhere", "type": "vtt"}]},
             "tracks": {"subtitles": [
               {"_links": {"vtt": {"href": "https://cdn.example/en.vtt"}}, "srclang": "en"},
               {"_links": {"vtt": {"href": "https://cdn.example/fr.vtt"}, "srt": {"href": "https://cdn.example/fr.srt"}},
                "srclang": "fra", "label": "French"},
               {"_links": {"srt": {"href": "https://cdn.example/de.srt"}}, "srclang": null, "label": "German"},
               {"_links": {"vtt": {"href": "https://cdn.example/x.vtt"}}, "srclang": "x", "failed": true}, 7]}}
            """#
        ).subtitles
        #expect(subtitles.map(\.language) == ["English", nil, "fra", "German"])
        #expect(subtitles.map(\.kind) == [.webVTT, .burnedIn(VideoID(rawValue: "33")), .webVTT, .subRip])
    }

    @Test(
        "a duration is seconds, wherever they stand",
        arguments: [
            (#"{"seconds": 7200}"#, 7_200), ("90", 90), (#""91.5""#, 91), (#"{"seconds": null}"#, nil),
            ("null", nil),
            ("-5", nil), (#""long""#, nil), (#"{"seconds": 0}"#, 0),
        ] as [(String, Int64?)])
    func readsDurations(text: String, seconds: Int64?) async throws {
        #expect(try await video(#"{"duration": \#(text)}"#).summary.duration == seconds)
    }

    @Test func readsThePictureInTheLargestSize() async throws {
        #expect(try await video(VHXFixture.video2014).summary.thumbnail == "https://cdn.vhx.example/m.png")
        #expect(try await video(#"{"thumbnail": {}}"#).summary.thumbnail == nil)
        #expect(
            try await video(#"{"thumbnail": "https://x.example/a"}"#).summary.thumbnail
                == "https://x.example/a")
        #expect(try await video(#"{"thumbnail": {"source": "s", "large": null}}"#).summary.thumbnail == "s")
    }
}
