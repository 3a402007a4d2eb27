import Foundation
import Testing

@testable import DemoOrigin

struct LibraryTests {
    @Test func theEmbeddedLibraryNamesOnlyMediaThatExist() throws {
        let videos = DemoLibrary.embedded.sites.flatMap(\.packages).flatMap(\.videos)
        for video in videos {
            for media in video.files.map(\.media) + video.publicFiles.values { _ = try MediaBytes(media) }
        }
        #expect(EmbeddedMedia.names.count == 28)
        let total = EmbeddedMedia.names.compactMap { EmbeddedMedia.file(named: $0)?.bytes.count }.reduce(0, +)
        #expect(total < 600 << 10)
    }

    @Test func titlesShowWhatNamesMustSurvive() {
        let titles = DemoLibrary.embedded.sites.flatMap(\.packages).flatMap(\.videos).map(\.title)
        #expect(titles.contains { $0 == nil })
        #expect(titles.contains { ($0 ?? "").utf8.count > 255 })
        #expect(titles.contains { $0?.unicodeScalars.contains("\u{301}") == true })
    }

    @Test func oneMP4HasItsIndexInFrontAndOneAtTheEnd() throws {
        for (name, inFront) in [("harbour-720p.mp4", true), ("harbour-480p.mp4", false)] {
            let bytes = try #require(EmbeddedMedia.file(named: name)?.bytes)
            let index = try #require(bytes.firstRange(of: Array("moov".utf8))?.lowerBound)
            let body = try #require(bytes.firstRange(of: Array("mdat".utf8))?.lowerBound)
            #expect((index < body) == inFront)
        }
    }

    @Test func mediaAreWrittenAtTheirPaths() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "demo-\(UUID().uuidString)")
            .path()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var library = DemoLibrary.embedded
        library.sites[0].packages[0].videos[0].files[5].media = .synthetic(seed: 2, length: 3_000_000)
        try library.write(mediaTo: directory)
        for (path, name) in [
            ("/media/1/720p.mp4", "harbour-720p.mp4"), ("/media/1/720p-dash.mp4", "harbour-720p-dash.mp4"),
            ("/hls/1/master.m3u8", "hls/master.m3u8"), ("/hls/1/high/2.ts", "hls/high/2.ts"),
            ("/assets/videos/1/1-spanish.srt", "spanish.srt"),
            ("/assets/packages/1/large.png", "harbour-large.png"),
        ] {
            let written = try Data(contentsOf: URL(filePath: directory + path))
            #expect(Array(written) == EmbeddedMedia.file(named: name)?.bytes)
        }
        let synthetic = try Data(contentsOf: URL(filePath: directory + "/media/1/480p.mp4"))
        #expect(Array(synthetic) == DemoMedia.bytes(seed: 2, range: 0..<3_000_000))
    }

    @Test func datesOfHeadersAreReadAndWritten() {
        #expect(DemoLibrary.epoch.httpText == "Tue, 25 Feb 2014 20:19:30 GMT")
        #expect(Date(httpText: "Tue, 25 Feb 2014 20:19:30 GMT") == DemoLibrary.epoch)
        #expect(Date(httpText: "yesterday") == nil)
    }

    @Test func jsonIsEscapedAndKeepsItsOrder() {
        let json: JSON = ["b": "\"\\\n\u{1}é/", "a": [1, nil, true]]
        #expect(json.text == "{\"b\":\"\\\"\\\\\\n\\u0001é/\",\"a\":[1,null,true]}")
    }
}
