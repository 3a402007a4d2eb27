import DemoOrigin
import Testing

extension SystemTests.SemanticsTests {
    @Test("open and stat of a film cost no request once the file is known, and the first read takes a link")
    func firstRead() async throws {
        try await Demo.mounted { demo in
            let film = demo.sites + "/" + ExpectedTree.film + "/files/720p.mp4"
            _ = try await demo.run("ls", "-l", demo.sites + "/" + ExpectedTree.film + "/files")
            // The playlist took one.
            let links = demo.linksTaken
            let before = demo.requestsAboutTheFilm
            let look = "os.stat(path), os.close(os.open(path, os.O_RDONLY)), os.stat(path)"
            for _ in 0..<3 { try await demo.expect("OK", of: look, film) }
            #expect(demo.requestsAboutTheFilm == before)
            #expect(demo.linksTaken == links && demo.requestsForMedia == 0)
            // Both by one link: the second from memory, as far as it was read ahead.
            try await demo.expect("OK", of: "os.pread(os.open(path, os.O_RDONLY), 1, 0)", film)
            try await demo.expect("OK", of: "os.pread(os.open(path, os.O_RDONLY), 1, 9000)", film)
            #expect(demo.linksTaken == links + 1)
        }
    }

    @Test("all who read one version of a file share its bytes, which stay in memory around where it was read")
    func sharing() async throws {
        let length: Int64 = 8 << 20
        let library = BigLibrary.library(filmLength: length, isLongOnly: true)
        try await Demo.mounted(keepsOriginals: false, { $0.library = library }) { demo in
            // Past the kernel's pages, so that every read comes here.
            let read = [
                "dd", "if=" + demo.sites + "/" + BigLibrary.film, "of=/dev/null", "iflag=direct", "bs=256K",
            ]
            for outcome in try await demo.all([read, read, read]) { #expect(outcome.succeeded, "\(outcome)") }
            let bytes = demo.origin.journal.entries.reduce(0) {
                $0 + ($1.path == BigLibrary.filmSource ? $1.bytesSent : 0)
            }
            #expect(bytes >= length && bytes < length * 3 / 2)
            let requests = demo.requestsForMedia
            // Its last mebibyte.
            let again = try await demo.start(read + ["skip=28"]).outcome()
            #expect(again.succeeded, "\(again)")
            #expect(demo.requestsForMedia == requests)
        }
    }

    @Test("up to six places of a file are followed at the same time")
    func places() async throws {
        let library = BigLibrary.library(filmLength: BigLibrary.filmLength, isLongOnly: true)
        try await Demo.mounted(.demoCDN, { $0.library = library }) { demo in
            let script = """
                import json, mmap, os, sys
                mounted, original, status = sys.argv[1:]
                files = [os.open(mounted, os.O_RDONLY | os.O_DIRECT) for _ in range(8)]
                source, size, part = open(original, 'rb'), os.stat(original).st_size, 256 << 10
                buffer = mmap.mmap(-1, part)
                # Eight readers, each further on by turns.
                for turn in range(4):
                    for number, file in enumerate(files):
                        place = number * (size // 8) + turn * part
                        assert os.preadv(file, [buffer], place) == part
                        source.seek(place)
                        assert buffer[:] == source.read(part), place
                print(len(json.load(open(status))['streams'][0]['cursors']))
                """
            let read = try await demo.python(
                script,
                [
                    demo.sites + "/" + BigLibrary.film, demo.source + BigLibrary.filmSource,
                    demo.mountPoint + "/.vidfs/status.json",
                ])
            #expect(read.lines == ["6"], "\(read)")
        }
    }

    @Test("what may not be played shows its size where the service tells it, else 0, and reading is refused")
    func refusedFilms() async throws {
        try await Demo.mounted(
            .demoCDN, { $0.library.changeVideo(50) { $0.files[0].sizeClaim = .unknown } }
        ) { demo in
            let films = ExpectedTree.denied.map { demo.sites + "/" + $0.path }.sorted()
            let sizes = try await demo.start(["stat", "-c", "%s"] + films).outcome()
            #expect(sizes.lines == ["36162", "0"], "\(sizes)")
            for film in films { try await demo.expect("EACCES", of: "open(path, 'rb').read(1)", film) }
        }
    }

    @Test("where a fresh link leads to nothing the listing is asked for anew", arguments: [404, 410])
    func linkToNothing(_ status: Int) async throws {
        try await Demo.mounted { demo in
            let film = demo.sites + "/" + ExpectedTree.film + "/files/720p.mp4"
            try await demo.expect("OK", of: "os.stat(path)", film)
            let before = demo.requestsAboutTheFilm
            demo.origin.faults.add(
                DemoFault(on: .cdn, matching: "/media/1/", times: .max, .expireNow(status)))
            try await demo.expect("EIO", of: "open(path, 'rb').read(1)", film)
            try await eventually("the video is asked for") { demo.requestsAboutTheFilm > before }
        }
    }
}

extension Demo {
    /// Questions to the service about the film, other than for links.
    fileprivate var requestsAboutTheFilm: Int {
        origin.journal.count { $0.service == .api && $0.path == "/videos/1" }
    }
}
