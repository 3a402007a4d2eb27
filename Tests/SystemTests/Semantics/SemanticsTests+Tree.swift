import DemoOrigin
import Testing

extension SystemTests.SemanticsTests {
    @Test("playlists are fetched once for each version of the file and kept")
    func playlists() async throws {
        try await Demo.mounted { demo in
            let playlist = demo.sites + "/" + ExpectedTree.playlist
            let read = "open(path, 'rb').read()"
            for _ in 0..<3 { try await demo.expect("OK", of: read, playlist) }
            #expect(demo.fetched(endingWith: ".m3u8").count == 1)
            demo.origin.edit { $0.changeVideo(1) { $0.description = "Another one." } }
            try await demo.refresh(ExpectedTree.film)
            for _ in 0..<3 { try await demo.expect("OK", of: read, playlist) }
            #expect(demo.fetched(endingWith: ".m3u8").count == 2)
            try await demo.unmount()
            try await demo.mount()
            try await demo.expect("OK", of: read, playlist)
            #expect(demo.fetched(endingWith: ".m3u8").count == 2)
        }
    }

    @Test("ls -l in a directory with subtitles, pictures or playlists fetches those that are new, once")
    func smallFiles() async throws {
        try await Demo.mounted { demo in
            let film = demo.sites + "/" + ExpectedTree.film
            let places = [film, film + "/subtitles", film + "/files"]
            func list() async throws {
                for place in places {
                    let listed = try await demo.run("ls", "-l", place)
                    #expect(listed.succeeded, "\(listed)")
                }
            }
            try await list()
            let expected = [
                "/assets/videos/1/0-english.vtt", "/assets/videos/1/1-spanish.srt",
                "/assets/videos/1/2-french.srt", "/assets/videos/1/3-german.vtt",
                "/assets/videos/1/large.png", "/hls/1/master.m3u8",
            ]
            #expect(demo.fetched(endingWith: "").sorted() == expected)
            try await list()
            try await demo.unmount()
            try await demo.mount()
            try await list()
            #expect(demo.fetched(endingWith: "").sorted() == expected)
        }
    }

    @Test("with posix names only the slash is replaced, and devices and dots stay")
    func posixNames() async throws {
        try await Demo.mounted(
            flags: ["--names", "posix"], { $0.library.changeVideo(20) { $0.title = ".." } }
        ) { demo in
            let expected: Set = ["CON", " .Night? <uncut> \"5*\" | \\o_ ", "lighthouse", "__"]
            let found = try await demo.run(
                "find", demo.sites + "/" + ExpectedTree.names, "-mindepth", "1", "-maxdepth", "1", "-type",
                "d", "-printf", "%f\\n")
            #expect(expected.subtracting(found.lines) == [], "\(found)")
            #expect(found.lines.count == 10)
            let others = try await demo.run("ls", demo.sites + "/" + ExpectedTree.harbour)
            #expect(
                Set(["Making Of: Tides_Currents", "To be continued..."]).subtracting(others.lines) == [],
                "\(others)")
        }
    }

    @Test("what desktops look for is missing everywhere without asking anybody")
    func junk() async throws {
        try await Demo.mounted { demo in
            // What the site itself is, and nothing of what is in its packages.
            try await demo.expect("OK", of: "os.stat(path)", demo.sites + "/" + ExpectedTree.harbour)
            demo.origin.journal.clear()
            let below = ["", "/Harbour Films", "/" + ExpectedTree.harbour].flatMap { place in
                [".hidden", ".Trash-1000", "._x"].map { "/sites\(place)/\($0)" }
            }
            let everywhere = ["", "/.vidfs", "/sites", "/sites/" + ExpectedTree.harbour].flatMap { place in
                ["autorun.inf", "desktop.ini", "Thumbs.db"].map { "\(place)/\($0)" }
            }
            for path in below + everywhere {
                try await demo.expect("ENOENT", of: "os.stat(path)", demo.mountPoint + path)
            }
            #expect(demo.origin.journal.entries.map(\.target) == [])
        }
    }
}

extension Demo {
    /// The paths of what was fetched from the CDN and is no film, each as often as it was.
    fileprivate func fetched(endingWith suffix: String) -> [String] {
        origin.journal.entries.map(\.path).filter {
            ($0.hasPrefix("/assets/") || $0.hasPrefix("/hls/")) && $0.hasSuffix(suffix)
        }
    }
}
