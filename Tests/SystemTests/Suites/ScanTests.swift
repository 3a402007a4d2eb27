import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Media scanners: what the first look at every film costs, and that the second costs nothing.
    @Suite struct ScanTests {
        @Test(
            "a first scan of a film costs a link, three ranges and two megabytes at most, a second one nothing",
            arguments: Demo.Media.services)
        func everyFilm(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let films = demo.library.playable.map(\.path)
                try await demo.list()
                for film in films { try await demo.expectCheapScan(of: film) }
                try await demo.unmount()
                try await demo.mount()
                try await demo.expectFreeScans(of: films)
            }
        }

        @Test("the same of films of a hundred megabytes", arguments: LongFilm.allCases)
        func longFilms(_ film: LongFilm) async throws {
            try await film.made { original, library in
                try await Demo.mounted(keepsOriginals: false, { $0.library = library }) { demo in
                    try await demo.list()
                    try await demo.expectCheapScan(of: BigLibrary.film, like: original)
                    try await demo.unmount()
                    try await demo.mount()
                    try await demo.expectFreeScans(of: [BigLibrary.film], like: original)
                }
            }
        }

        @Test("a scan survives a process that is killed, and services that are gone")
        func killed() async throws {
            try await Demo.serving { demo in
                let films = demo.library.playable.map(\.path)
                let server = try await demo.mountInForeground()
                try await demo.list()
                for film in films { try await demo.expectCheapScan(of: film) }
                // A video may stand in several packages.
                let sources = Set(demo.library.playable.compactMap(\.source))
                try await eventually("everything is on disk") { demo.keptFiles.count == sources.count }
                server.signal(SIGKILL)
                _ = try await server.outcome()
                _ = try await demo.run("fusermount3", "-uz", demo.mountPoint)
                try await demo.mount()
                try await demo.expectFreeScans(of: films)
                try await demo.unmount()
                await demo.origin.stop()
                try await demo.mount()
                for film in films { try await demo.expectScan(of: film) }
                try await demo.unmount()
            }
        }

        @Test("a film that changed is scanned anew, and what was kept of it goes")
        func changed() async throws {
            try await Demo.serving { demo in
                try await demo.mount(["--metadata-ttl", "1s"])
                let film = ExpectedTree.film + "/files/720p.mp4"
                let other = demo.source + "/media/1/480p.mp4"
                try await demo.list()
                try await demo.expectCheapScan(of: film)
                try await eventually("it is on disk") { demo.keptFiles.count == 1 }
                demo.origin.edit { library in
                    library.changeVideo(1) { video in
                        for place in video.files.indices
                        where video.files[place].quality == "720p" && video.files[place].method != "dash" {
                            video.files[place].media = .embedded("harbour-480p.mp4")
                        }
                    }
                }
                let size = try await demo.run("stat", "-c", "%s", other)
                try await eventually("the change is seen") {
                    // The kernel answers by itself what size it has; an open is heard of.
                    _ = try await demo.run("dd", "if=" + demo.sites + "/" + film, "count=0", "status=none")
                    let now = try await demo.run("stat", "-c", "%s", demo.sites + "/" + film)
                    return now.lines == size.lines
                }
                try await eventually("the old one is gone") { demo.keptFiles.isEmpty }
                try await demo.expectCheapScan(of: film, like: other)
                #expect(demo.requestsForMedia > 0)
                try await demo.unmount()
            }
        }

        @Test("a damaged part is fetched anew, and the log says so")
        func damaged() async throws {
            try await Demo.serving { demo in
                let film = demo.library.path(ExpectedTree.film + "/files/720p.mp4")
                try await demo.mount()
                try await demo.list()
                try await demo.expectCheapScan(of: film)
                try await demo.unmount()
                let files = demo.keptFiles
                #expect(files.count == 1)
                for file in files {
                    var bytes = try Data(contentsOf: URL(filePath: file))
                    bytes[bytes.count - 1_000] ^= 1
                    try bytes.write(to: URL(filePath: file))
                }
                let server = try await demo.mountInForeground()
                try await demo.expectCheapScan(of: film)
                #expect(demo.requestsForMedia > 0)
                let lines = server.errorsSoFar.split(separator: "\n").filter { $0.contains("kept parts") }
                #expect(lines.count == 1, "\(server.errorsSoFar)")
                try await demo.unmount()
                try await demo.mount()
                try await demo.expectFreeScans(of: [film])
                try await demo.unmount()
            }
        }

        @Test("the status tells how much is kept on disk, and how much may be")
        func status() async throws {
            try await Demo.mounted { demo in
                try await demo.list()
                let before = try await demo.diskCache()
                #expect(before == [0, 1 << 30])
                try await demo.expectCheapScan(of: demo.library.path(ExpectedTree.film + "/files/720p.mp4"))
                try await eventually("it is on disk") { try await demo.diskCache()[0] > 0 }
            }
        }
    }
}

// MARK: - Scanning

extension Demo {
    private static let entries =
        "stream=codec_type,codec_name,width,height,duration:format=duration,nb_streams,size"

    /// Looks at the whole tree, so that nothing but films is left to be asked for.
    fileprivate func list() async throws {
        let listing = try await run("find", sites, "-type", "f", "-size", "+0")
        #expect(listing.lines.count > 0)
    }

    /// Scans a film, and expects what the same says of its source.
    fileprivate func expectScan(
        of film: String, like original: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let scanned = try await run(
            "ffprobe", "-v", "warning", "-show_entries", Self.entries, sites + "/" + film)
        let known = library.playable.first { $0.path == film }?.source.map { source + $0 }
        let expected = try await run(
            "ffprobe", "-v", "warning", "-show_entries", Self.entries, try #require(original ?? known))
        #expect(scanned.succeeded, "\(scanned)", sourceLocation: sourceLocation)
        #expect(scanned.text == expected.text, "\(film)", sourceLocation: sourceLocation)
        #expect(scanned.text.contains("codec_type=video"), sourceLocation: sourceLocation)
    }

    /// Scans a film for the first time.
    fileprivate func expectCheapScan(
        of film: String, like original: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        origin.journal.clear()
        try await expectScan(of: film, like: original, sourceLocation: sourceLocation)
        let ranges = origin.journal.entries.filter { $0.service == .cdn }
        let bytes = ranges.reduce(0) { $0 + $1.bytesSent }
        let links = linksTaken
        #expect(links <= 1, "\(film)", sourceLocation: sourceLocation)
        #expect(ranges.count <= 3, "\(film): \(ranges.map(\.range))", sourceLocation: sourceLocation)
        #expect(bytes <= 2 << 20, "\(film)", sourceLocation: sourceLocation)
        print("a scan of \(film): \(links) links, \(ranges.count) ranges, \(bytes) bytes")
    }

    /// Scans films that were scanned before.
    fileprivate func expectFreeScans(
        of films: [String], like original: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        origin.journal.clear()
        for film in films {
            try await expectScan(of: film, like: original, sourceLocation: sourceLocation)
            // A start asks where the services are, signs in, and asks once who the account is, whoever scans.
            let requests = origin.journal.entries.filter {
                $0.service != .registry && !["/me", "/oauth/token"].contains($0.path)
            }
            #expect(requests.isEmpty, "\(film): \(requests)", sourceLocation: sourceLocation)
            origin.journal.clear()
        }
    }

    /// The files in which parts of films are kept.
    fileprivate var keptFiles: [String] {
        let cache = scratch.path + "/cache/vidfs"
        let files = FileManager.default.enumerator(atPath: cache)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".index") }.map { "\(cache)/\($0)" }
    }

    /// `used` and `limit`, as the status has them.
    fileprivate func diskCache() async throws -> [Int] {
        let script =
            "import json, sys; d = json.load(open(sys.argv[1]))['diskCache']; print(d['used'], d['limit'])"
        let shown = try await python(script, [mountPoint + "/.vidfs/status.json"])
        return shown.text.split { $0.isWhitespace }.compactMap { Int($0) }
    }
}

extension ExpectedTree.File {
    /// Where its bytes are on the CDN, if it is a film.
    fileprivate var source: String? {
        guard case .media(let path) = content else { return nil }
        return path
    }
}
