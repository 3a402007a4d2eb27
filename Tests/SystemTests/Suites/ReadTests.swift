import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Reading in every order, of films that fit no buffer.
    @Suite struct ReadTests {
        @Test("a long film read from start to end", arguments: Demo.Media.allCases)
        func sequential(_ media: Demo.Media) async throws {
            try await Demo.mounted(
                media, { $0.library = BigLibrary.library(filmLength: (192 << 20) + 12_345, isLongOnly: true) }
            ) { demo in
                let film = demo.path(BigLibrary.film)
                let original = demo.source + BigLibrary.filmSource
                let (digests, outcome) = try await demo.digests(of: [film, original])
                #expect(outcome.succeeded, "\(outcome)")
                #expect(digests[film] != nil && digests[film] == digests[original])
                let seconds = outcome.duration / .seconds(1)
                print(
                    "sequential over \(media.rawValue): 192 MiB, \(demo.requestsForMedia) requests, "
                        + "\(Int(2 * 192 / seconds)) MiB/s with the hashing of both")
            }
        }

        @Test("eight readers of one film", arguments: Demo.Media.allCases)
        func manyReadersOfOne(_ media: Demo.Media) async throws {
            try await Demo.mounted(
                media, { $0.library = BigLibrary.library(filmLength: 64 << 20, isLongOnly: true) }
            ) { demo in
                let original = demo.source + BigLibrary.filmSource
                let expected = try #require(try await demo.digests(of: [original]).digests[original])
                let film = demo.path(BigLibrary.film)
                let outcomes = try await demo.all((0..<8).map { _ in ["sha256sum", film] })
                for outcome in outcomes { #expect(outcome.text.hasPrefix(expected), "\(outcome)") }
                print(
                    "8 readers of one film over \(media.rawValue): \(demo.requestsForMedia) requests, "
                        + "\(outcomes.map(\.duration).max() ?? .zero)")
            }
        }

        @Test("eight readers of eight films", arguments: Demo.Media.allCases)
        func manyReadersOfMany(_ media: Demo.Media) async throws {
            try await Demo.mounted(media, { $0.library = BigLibrary.library(filmLength: 1 << 20) }) { demo in
                let commands = BigLibrary.shorts.map {
                    ["cmp", demo.path($0.path), demo.source + $0.source]
                }
                let outcomes = try await demo.all(commands)
                for outcome in outcomes { #expect(outcome.succeeded, "\(outcome)") }
                #expect(outcomes.count == 8)
                print(
                    "8 readers of 8 films over \(media.rawValue): \(demo.requestsForMedia) requests, "
                        + "\(outcomes.map(\.duration).max() ?? .zero)")
            }
        }

        @Test("eight readers that each seek about in one film")
        func manySeekers() async throws {
            try await Demo.mounted(
                .demoCDN, { $0.library = BigLibrary.library(filmLength: 64 << 20, isLongOnly: true) }
            ) { demo in
                let script = """
                    import os, random, sys
                    mounted, original, seed = sys.argv[1:4]
                    choose = random.Random(int(seed))
                    with open(mounted, 'rb', buffering=0) as a, open(original, 'rb', buffering=0) as b:
                        size = os.fstat(b.fileno()).st_size
                        for _ in range(20):
                            offset, length = choose.randrange(size), choose.randrange(1, 1 << 20)
                            got = os.pread(a.fileno(), length, offset)
                            assert got == os.pread(b.fileno(), length, offset), (offset, length, len(got))
                    """
                let film = demo.path(BigLibrary.film)
                let original = demo.source + BigLibrary.filmSource
                let outcomes = try await demo.all(
                    (1...8).map { ["python3", "-c", script, film, original, "\($0)"] })
                for outcome in outcomes { #expect(outcome.succeeded, "\(outcome)") }
                print("8 readers, 160 seeks: \(demo.requestsForMedia) requests")
            }
        }

        @Test("dd at fifty places of any length", arguments: Demo.Media.allCases)
        func places(_ media: Demo.Media) async throws {
            try await Demo.mounted(media, { $0.library = BigLibrary.library }) { demo in
                var generator = SeededGenerator(seed: 2_014)
                let places = (0..<50).flatMap { _ -> [String] in
                    let offset = Int64.random(in: 0..<BigLibrary.filmLength, using: &generator)
                    return ["\(offset)", "\(Int64.random(in: 1...3_000_000, using: &generator))"]
                }
                let script = """
                    film="$1" original="$2"; shift 2
                    piece() { dd if="$1" bs=64K iflag=skip_bytes,count_bytes skip="$2" count="$3" status=none; }
                    while [ $# -gt 0 ]; do
                        cmp <(piece "$film" "$1" "$2") <(piece "$original" "$1" "$2") || { echo "$1 $2"; exit 1; }
                        shift 2; done
                    """
                let film = demo.path(BigLibrary.film)
                let compared = try await demo.start(
                    ["bash", "-c", script, "dd", film, demo.source + BigLibrary.filmSource] + places
                ).outcome(within: .seconds(120))
                #expect(compared.succeeded, "\(compared)")
                print(
                    "50 places over \(media.rawValue): \(demo.requestsForMedia) requests in \(compared.duration)"
                )
            }
        }

        @Test("a film mapped into memory", arguments: Demo.Media.allCases)
        func mapped(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let script = """
                    import mmap, sys
                    with open(sys.argv[1], 'rb') as a, open(sys.argv[2], 'rb') as b:
                        one = mmap.mmap(a.fileno(), 0, prot=mmap.PROT_READ)
                        other = mmap.mmap(b.fileno(), 0, prot=mmap.PROT_READ)
                        assert len(one) == len(other)
                        # Pages in no order at all: each is a fault of its own.
                        for page in sorted(range(0, len(one), 4096), key=lambda p: p * 2654435761 % 4294967296):
                            assert one[page:page + 4096] == other[page:page + 4096], page
                        print(len(one))
                    """
                let film = demo.path(ExpectedTree.film + "/files/720p.mp4")
                let read = try await demo.python(script, [film, demo.source + "/media/1/720p.mp4"])
                #expect(read.lines == ["33973"], "\(read)")
                // cmp maps nothing, and reads what was mapped from the page cache.
                let compared = try await demo.run("cmp", film, demo.source + "/media/1/720p.mp4")
                #expect(compared.succeeded, "\(compared)")
            }
        }

        @Test("reading at, over and behind the end")
        func theEnd() async throws {
            try await Demo.mounted(
                .demoCDN, { $0.library = BigLibrary.library(filmLength: (1 << 20) + 7, isLongOnly: true) }
            ) { demo in
                let script = """
                    import os, sys
                    file, size = os.open(sys.argv[1], os.O_RDONLY), (1 << 20) + 7
                    original = open(sys.argv[2], 'rb').read()
                    for offset, length in [(size, 1), (size + 5, 9), (size - 1, 4096), (size - 8192, 1 << 20), (0, 1 << 21)]:
                        assert os.pread(file, length, offset) == original[offset:offset + length], (offset, length)
                    print(os.fstat(file).st_size)
                    """
                let read = try await demo.python(
                    script, [demo.path(BigLibrary.film), demo.source + BigLibrary.filmSource])
                #expect(read.lines == ["1048583"], "\(read)")
            }
        }
    }
}

extension Demo {
    /// Runs programs at the same time.
    func all(_ commands: [[String]], within limit: Duration = .seconds(120)) async throws -> [Outcome] {
        let running = try commands.map { try start($0) }
        var outcomes: [Outcome] = []
        for program in running { outcomes.append(try await program.outcome(within: limit)) }
        return outcomes
    }

    /// Requests that the CDN got for signed media.
    var requestsForMedia: Int {
        if let nginx { return nginx.requests.count { $0.contains(" /media/") } }
        return origin.journal.count { $0.service == .cdn && $0.path.hasPrefix("/media/") }
    }
}
