import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Files whose size the service has wrong, or does not know.
    @Suite struct SizeTests {
        private static let readers = [
            "cat": "cat \"$1\"",
            "dd in small pieces": "dd if=\"$1\" bs=1000 status=none",
            "dd past the page cache": "dd if=\"$1\" bs=1M iflag=direct status=none",
            "python3":
                "python3 -c 'import sys; sys.stdout.buffer.write(open(sys.argv[1], \"rb\").read())' \"$1\"",
        ]

        @Test(
            "even the first reader of a file that is longer than claimed gets all of it",
            arguments: readers.keys.sorted())
        func longer(_ reader: String) async throws {
            try await Demo.mounted { demo in
                try await demo.expectWhole(
                    ExpectedTree.wrongSize, "/media/42/360p.mp4", through: try #require(Self.readers[reader]))
                let size = try await demo.run(
                    "stat", "-c", "%s %b", demo.sites + "/" + ExpectedTree.wrongSize)
                #expect(size.lines == ["36162 71"])
            }
        }

        @Test(
            "the first reader of a file that is shorter or longer than claimed gets exactly it",
            arguments: [
                -1, 1, -5_000, 5_000, -(3 << 20), 3 << 20,
            ])
        func claims(_ difference: Int64) async throws {
            let length: Int64 = (8 << 20) + 1_234
            let library = BigLibrary.library(
                filmLength: length, claim: .bytes(length + difference), isLongOnly: true)
            try await Demo.mounted(.demoCDN, { $0.library = library }) { demo in
                let claimed = try await demo.run("stat", "-c", "%s", demo.sites + "/" + BigLibrary.film)
                #expect(claimed.lines == ["\(length + difference)"])
                try await demo.expectWhole(BigLibrary.film, BigLibrary.filmSource, through: "cat \"$1\"")
                let known = try await demo.run("stat", "-c", "%s", demo.sites + "/" + BigLibrary.film)
                #expect(known.lines == ["\(length)"])
                // What was found out once stays known.
                try await demo.unmount()
                try await demo.mount()
                let remembered = try await demo.run("stat", "-c", "%s", demo.sites + "/" + BigLibrary.film)
                #expect(remembered.lines == ["\(length)"])
            }
        }

        @Test("rsync of a file with a wrong claim is right at the second run at the latest, and then at rest")
        func rsync() async throws {
            try await Demo.mounted { demo in
                let file = demo.sites + "/" + ExpectedTree.wrongSize
                let copy = demo.scratch.path + "/360p.mp4"
                for _ in 0..<2 { _ = try await demo.run("rsync", "-a", file, copy) }
                let third = try await demo.run("rsync", "-ai", file, copy)
                #expect(third.lines == [])
                let compared = try await demo.run("cmp", copy, demo.source + "/media/42/360p.mp4")
                #expect(compared.succeeded, "\(compared)")
            }
        }

        @Test("a size that the service does not know is right at the first look")
        func unknown() async throws {
            try await Demo.mounted { demo in
                let file = ExpectedTree.patterns + "/An Unknown Size/files/360p.webm"
                let size = try await demo.run("stat", "-c", "%s %b", demo.sites + "/" + file)
                #expect(size.lines == ["32179 63"])
                try await demo.expectWhole(file, "/media/43/360p.webm", through: "cat \"$1\"")
            }
        }
    }
}

extension Demo {
    /// Compares what a reader, a script of bash with the path in `$1`, gets of a file with its source.
    fileprivate func expectWhole(_ path: String, _ original: String, through reader: String) async throws {
        let compared = try await run(
            "bash", "-o", "pipefail", "-c", reader + " | cmp - \"$2\"", "reader", sites + "/" + path,
            source + original)
        #expect(compared.succeeded, "\(compared)")
    }
}
