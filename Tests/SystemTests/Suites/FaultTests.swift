import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// What a CDN does to a reader.
    @Suite struct FaultTests {
        private static let length: Int64 = (24 << 20) + 321

        /// Faults that a reader must not notice.
        private static let mended: [String: [DemoFault]] = [
            "403 once": [fault(.expireNow(403))],
            "401 once": [fault(.expireNow(401))],
            "404 once": [fault(.expireNow(404))],
            "410 once": [fault(.expireNow(410))],
            "a cut, and the link refused at resume": [
                fault(.cutAfter(1 << 20)), fault(skip: 1, .expireNow(403)),
            ],
            "five cuts": [fault(times: 5, .cutAfter(1 << 20))],
            "a cut at the first byte": [fault(.cutAfter(0))],
            "a cut at every fourth request": [fault(.cutAfter(700_001)), fault(skip: 4, .cutAfter(300_003))],
            "a connection closed before the head": [fault(times: 2, .closeBeforeHead)],
            "a connection closed at once": [fault(times: 2, .closeAtConnect)],
            "half of a body": [fault(.shortBody)],
            "more than was announced": [fault(.longBody)],
            "503 with Retry-After": [fault(.status(503, headers: ["Retry-After": "1"]))],
            "429 with Retry-After": [fault(.status(429, headers: ["Retry-After": "1"]))],
            "500 twice": [fault(times: 2, .status(500))],
            "the range ignored at 0": [fault(.ignoreRange)],
        ]

        private static func fault(skip: Int = 0, times: Int = 1, _ action: DemoFault.Action) -> DemoFault {
            DemoFault(
                on: .cdn, matching: action == .closeAtConnect ? "" : "/media/1/", skip: skip, times: times,
                action)
        }

        @Test("a reader gets every byte in spite of", arguments: mended.keys.sorted())
        func mends(_ name: String) async throws {
            let library = BigLibrary.library(filmLength: Self.length, isLongOnly: true)
            try await Demo.mounted(.demoCDN, { $0.library = library }) { demo in
                for fault in try #require(Self.mended[name]) { demo.origin.faults.add(fault) }
                let compared = try await demo.run(
                    "cmp", demo.sites + "/" + BigLibrary.film, demo.source + BigLibrary.filmSource,
                    within: .seconds(100))
                #expect(compared.succeeded, "\(compared)")
                print(
                    "\(name): \(demo.requestsForMedia) requests to the CDN, \(demo.linksTaken) links, "
                        + "\(compared.duration)")
            }
        }

        /// Faults after which there may be an error, but never a wrong byte.
        private static let poisonous: [String: DemoFault] = [
            "ranges that begin a byte late": fault(times: .max, .wrongContentRange),
            "a range that begins a byte late": fault(.wrongContentRange),
            "a wrong total": fault(.wrongTotal),
            "bytes that claim to be compressed": fault(.gzipEncoding),
            // Not for that of the beginning, which would make it the version of this reader's file.
            "another version for one request": DemoFault(
                on: .cdn, matching: "/media/1/", part: .later, .changeVersion),
            "ranges ignored everywhere": fault(times: .max, .ignoreRange),
            "a page of HTML": fault(times: .max, .html),
            "no answer to one request": fault(.status(204)),
        ]

        @Test("a reader gets no wrong byte from", arguments: poisonous.keys.sorted())
        func survives(_ name: String) async throws {
            let library = BigLibrary.library(filmLength: Self.length, isLongOnly: true)
            try await Demo.mounted(.demoCDN, { $0.library = library }) { demo in
                demo.origin.faults.add(try #require(Self.poisonous[name]))
                let script = """
                    import errno, os, sys
                    original = open(sys.argv[2], 'rb').read()
                    with open(sys.argv[1], 'rb', buffering=0) as file:
                        offset = 0
                        try:
                            while part := file.read(65536):
                                assert part == original[offset:offset + len(part)], offset
                                offset += len(part)
                            assert offset == len(original), offset
                            print('OK')
                        except OSError as error: print(errno.errorcode[error.errno])
                    """
                let read = try await demo.python(
                    script, [demo.sites + "/" + BigLibrary.film, demo.source + BigLibrary.filmSource],
                    within: .seconds(100))
                #expect(read.succeeded, "\(read)")
                #expect(["OK", "EIO", "ESTALE"].contains(read.lines.last ?? ""), "\(read)")
                print("\(name): \(read.lines.last ?? "nothing") after \(read.duration)")
            }
        }

        @Test("a reader whose film is replaced gets ESTALE, and the next one the new bytes")
        func replaced() async throws {
            let length = BigLibrary.filmLength
            let library = BigLibrary.library(filmLength: length, isLongOnly: true)
            try await Demo.mounted(.demoCDN, flags: ["--read-ahead", "4MiB"], { $0.library = library }) {
                demo in
                demo.origin.faults.add(
                    DemoFault(on: .cdn, matching: "/media/1/", times: .max, .cutAfter(8 << 20)))
                let film = demo.sites + "/" + BigLibrary.film
                let reader = try await PausingReader(demo, film, after: 6 << 20)
                demo.origin.edit { library in
                    library.sites[0].packages[0].videos[0].files[0].media = .synthetic(
                        seed: 99, length: length)
                }
                let word = try await reader.rest()
                #expect(word == "ESTALE")
                let place = try demo.scratch.makeDirectory("new")
                try demo.origin.library.write(mediaTo: place)
                let original = place + BigLibrary.filmSource
                let (digests, outcome) = try await demo.digests(of: [film, original])
                #expect(digests[film] != nil && digests[film] == digests[original], "\(outcome)")
            }
        }

        @Test("a film that the CDN alone replaced is one version or the other, never both")
        func replacedBehindTheServicesBack() async throws {
            let library = BigLibrary.library(filmLength: BigLibrary.filmLength, isLongOnly: true)
            try await Demo.mounted(.demoCDN, flags: ["--read-ahead", "4MiB"], { $0.library = library }) {
                demo in
                demo.origin.faults.add(
                    DemoFault(on: .cdn, matching: "/media/1/", times: .max, .cutAfter(8 << 20)))
                let film = demo.sites + "/" + BigLibrary.film
                let reader = try await PausingReader(demo, film, after: 6 << 20)
                demo.origin.faults.add(
                    DemoFault(on: .cdn, matching: "/media/1/", times: .max, .changeVersion))
                let word = try await reader.rest()
                #expect(word == "ESTALE")
                // The new version is the old one with every byte inverted.
                let script = """
                    import sys
                    turn = bytes(byte ^ 0xFF for byte in range(256))
                    with open(sys.argv[1], 'rb') as new, open(sys.argv[2], 'rb') as old:
                        while part := old.read(1 << 20):
                            got = new.read(1 << 20)
                            assert got == part.translate(turn), (old.tell(), got[:8], got == part)
                        assert not new.read(1)
                    """
                let compared = try await demo.python(
                    script, [film, demo.source + BigLibrary.filmSource], within: .seconds(30))
                #expect(compared.succeeded, "\(compared)")
            }
        }
    }
}
