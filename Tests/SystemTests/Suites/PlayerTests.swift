import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Real players on real films.
    @Suite struct PlayerTests {
        /// Films by what a player must do to start them.
        static let films = [
            "MP4, index at the front": ExpectedTree.film + "/files/720p.mp4",
            "MP4, index at the end": ExpectedTree.film + "/files/480p.mp4",
            "MP4, fragments": ExpectedTree.film + "/files/720p.dash.mp4",
            "WebM": ExpectedTree.film + "/files/1080p.webm",
        ]

        @Test("ffprobe says of every film what it says of its source", arguments: Demo.Media.allCases)
        func ffprobe(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                for file in demo.library.playable {
                    guard case .media(let source) = file.content else { continue }
                    let mounted = try await demo.probe(demo.sites + "/" + file.path)
                    let original = try await demo.probe(demo.source + source)
                    #expect(mounted.succeeded, "\(mounted)")
                    #expect(mounted.errors.isEmpty)
                    #expect(mounted.text == original.text, "\(file.path)")
                    #expect(mounted.text.contains("codec_type=video"))
                }
                #expect(demo.library.playable.count == (demo.service == .vhx ? 22 : 31))
            }
        }

        @Test("mpv plays to the end", arguments: Demo.Media.allCases, films.keys.sorted())
        func plays(_ media: Demo.Media, _ film: String) async throws {
            try await Demo.mounted(media) { demo in
                let played = try await demo.play(try #require(Self.films[film]))
                #expect(played.succeeded, "\(played)")
                #expect(played.text.contains("End of file"))
                #expect(played.positions.first.map { $0 < 0.5 } == true)
                #expect(played.positions.last.map { $0 > 5.5 } == true)
                #expect(played.positions.count > 50, "frames were lost")
            }
        }

        @Test("mpv starts at 90 %", arguments: Demo.Media.allCases, films.keys.sorted())
        func seeks(_ media: Demo.Media, _ film: String) async throws {
            try await Demo.mounted(media) { demo in
                let played = try await demo.play(try #require(Self.films[film]), "--start=90%")
                #expect(played.succeeded, "\(played)")
                #expect(played.positions.first.map { $0 >= 4.9 } == true, "\(played.positions)")
                #expect(played.positions.last.map { $0 > 5.5 } == true)
            }
        }

        @Test(
            "a subtitle converted from SubRip is one that ffprobe understands",
            arguments: Demo.Media.services)
        func subtitles(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                for language in ["en", "es", "fr", "de"] {
                    let probed = try await demo.probe(
                        demo.path("\(ExpectedTree.film)/subtitles/\(language).vtt"))
                    #expect(probed.text.contains("codec_name=webvtt"), "\(probed)")
                }
            }
        }
    }
}

extension Demo {
    fileprivate func probe(_ path: String) async throws -> Outcome {
        try await run(
            "ffprobe", "-v", "warning", "-show_entries",
            "stream=codec_type,codec_name,width,height,nb_read_packets,duration:format=duration,nb_streams,size",
            "-count_packets", path)
    }

    /// Plays as fast as it goes, without a picture or a sound.
    fileprivate func play(_ path: String, _ flags: String...) async throws -> Outcome {
        try await start(
            [
                "mpv", "--no-config", "--vo=null", "--ao=null", "--untimed", "--ao-null-untimed=yes",
                "--term-status-msg=position=${=time-pos}",
            ] + flags + [self.path(path)]
        ).outcome()
    }
}

extension Outcome {
    /// Where mpv was, frame by frame, in seconds.
    fileprivate var positions: [Double] {
        errors.split { $0 == "\r" || $0 == "\n" || $0 == "\u{1B}" }.compactMap { line in
            guard let mark = line.range(of: "position=") else { return nil }
            return Double(line[mark.upperBound...])
        }
    }
}
