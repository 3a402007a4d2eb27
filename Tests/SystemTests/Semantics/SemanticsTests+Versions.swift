import DemoOrigin
import Foundation
import Testing

extension SystemTests.SemanticsTests {
    /// What becomes another film, and of which its bytes are then.
    struct Replacement: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let quality: String
        let media: String
        let original: String
    }

    static let replacements = [
        Replacement(
            testDescription: "a longer film", quality: "480p", media: "harbour-720p.mp4",
            original: "/media/1/720p.mp4"),
        Replacement(
            testDescription: "a shorter film", quality: "720p", media: "harbour-480p.mp4",
            original: "/media/1/480p.mp4"),
    ]

    @Test("pages of a file whose bytes changed are dropped when it is opened next", arguments: replacements)
    func changedFilm(_ change: Replacement) async throws {
        try await Demo.mounted { demo in
            let file = "\(ExpectedTree.film)/files/\(change.quality).mp4"
            let old = demo.source + "/media/1/\(change.quality).mp4"
            for _ in 0..<2 { try await demo.expectSame(file, as: old) }
            demo.replace(change)
            try await demo.refresh(file)
            for _ in 0..<2 { try await demo.expectSame(file, as: demo.source + change.original) }
        }
    }

    @Test("pages of small files are dropped, also where their length stays the same")
    func changedSmallFiles() async throws {
        try await Demo.mounted(
            .demoCDN, { $0.library.changeVideo(1) { $0.subtitles[0].source = Self.words(1) } }
        ) { demo in
            let film = demo.sites + "/" + ExpectedTree.film
            let files = ["info.json", "subtitles/en.vtt"].map { film + "/" + $0 }
            let before = try await demo.start(["cat"] + files).outcome()
            #expect(before.text.contains("Harbour Lights") && before.text.contains("line 1"), "\(before)")
            demo.origin.edit { library in
                library.changeVideo(1) { video in
                    video.description = video.description?.replacing("box", with: "fox")
                    video.subtitles[0].source = Self.words(2)
                }
            }
            try await demo.refresh(ExpectedTree.film)
            for _ in 0..<2 {
                let after = try await demo.start(["cat"] + files).outcome()
                #expect(after.text.contains("A fox") && !after.text.contains("A box"), "\(after)")
                #expect(after.text.contains("line 2") && !after.text.contains("line 1"), "\(after)")
                #expect(after.output.count == before.output.count)
            }
        }
    }

    private static func words(_ number: Int) -> DemoSubtitle.Source {
        .webvtt(.bytes(Array("WEBVTT\n\n00:00.000 --> 00:01.000\nline \(number)\n".utf8)))
    }

    @Test("a file that is open keeps its version, whoever opens the next one", arguments: replacements)
    func openAcross(_ change: Replacement) async throws {
        try await Demo.mounted { demo in
            let file = "\(ExpectedTree.film)/files/\(change.quality).mp4"
            let old = demo.source + "/media/1/\(change.quality).mp4"
            let script = """
                import errno, os, sys
                path, old, new, fifo = sys.argv[1:]
                old, new = open(old, 'rb').read(), open(new, 'rb').read()
                older = open(path, 'rb', buffering=0)
                assert older.read(1000) == old[:1000]
                print('open', flush=True)
                open(fifo).read()
                newer = open(path, 'rb', buffering=0)
                got = {older: old[:1000], newer: b''}
                ends = {}
                # By turns, so that each finds the pages that the other one read.
                while len(ends) < 2:
                    for file in got:
                        if file in ends: continue
                        try: part = file.read(5000)
                        except OSError as error: ends[file] = errno.errorcode[error.errno]; continue
                        if not part: ends[file] = 'OK'
                        got[file] += part
                assert old.startswith(got[older]), 'another version in the older'
                assert got[newer] == new, 'another version in the newer'
                assert open(path, 'rb').read() == new, 'another version afterwards'
                # The kernel knows one length of a file: the end of a shorter version is everybody's.
                if ends[older] == 'OK': assert len(got[older]) == min(len(old), len(new)), len(got[older])
                print(ends)
                """
            let fifo = demo.scratch.path + "/go"
            #expect(try await demo.run("mkfifo", fifo).succeeded)
            let readers = try demo.start([
                "python3", "-c", script, demo.sites + "/" + file, old, demo.source + change.original, fifo,
            ])
            try await readers.says("open")
            demo.replace(change)
            try await demo.refresh(file)
            _ = try await demo.run("bash", "-c", ": > '\(fifo)'")
            let outcome = try await readers.outcome()
            #expect(outcome.succeeded, "\(outcome)")
        }
    }
}

extension Demo {
    fileprivate func replace(_ change: SystemTests.SemanticsTests.Replacement) {
        origin.edit { library in
            library.changeVideo(1) { video in
                for place in video.files.indices
                where video.files[place].quality == change.quality && video.files[place].method != "dash" {
                    video.files[place].media = .embedded(change.media)
                }
            }
        }
    }
}
