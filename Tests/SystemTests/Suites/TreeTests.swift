import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// What is listed, by the programs that people list with.
    @Suite struct TreeTests {
        @Test("find lists exactly the names of the contract", arguments: Demo.Media.services)
        func names(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let found = try await demo.run("find", demo.mountPoint, "-printf", "%y %P\\0")
                #expect(found.end == .exited(0))
                #expect(found.errors.isEmpty)
                let entries = found.text.split(separator: "\0").map(String.init)
                var expected: Set = ["d ", "d sites"]
                expected.formUnion(demo.library.directories.map { "d sites/\($0)" })
                expected.formUnion(demo.library.files.map { "f sites/\($0.path)" })
                expected.insert("f sites/\(demo.library.playlist)")
                expected.formUnion(demo.library.links.keys.map { "l sites/\($0)" })
                #expect(Set(entries).subtracting(expected).sorted() == [])
                #expect(expected.subtracting(entries).sorted() == [])
                #expect(entries.count == expected.count)
                print("tree: \(entries.count) entries, found in \(found.duration)")
            }
        }

        @Test("a recursive listing ends well", arguments: Demo.Media.services)
        func listing(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let listed = try await demo.run("ls", "-lR", demo.mountPoint)
                #expect(listed.end == .exited(0), "\(listed)")
                #expect(listed.errors.isEmpty)
                let rows = listed.lines.filter { "-dl".contains($0.first ?? " ") && $0.contains(" root ") }
                #expect(rows.allSatisfy { !$0.contains("?") || $0.contains("nlink") }, "unknown attributes")
                // Every directory but the root is a row too; the root of the mount holds only `sites`.
                let expected =
                    demo.library.files.count + demo.library.directories.count + demo.library.links.count + 2
                #expect(rows.count == expected)
            }
        }

        @Test func namesAreTheSameBytesWhateverTheOrder() async throws {
            try await Demo.mounted { demo in
                // Looked up without ever listing.
                let deep = ExpectedTree.names + "/Caf\u{E9} de la Mar\u{E9}e/files/360p.mp4"
                let status = try await demo.run("stat", "-c", "%s", demo.sites + "/" + deep)
                #expect(status.end == .exited(0), "\(status)")
                let decomposed = ExpectedTree.names + "/Cafe\u{301} de la Mare\u{301}e"
                let other = try await demo.run("stat", demo.sites + "/" + decomposed)
                #expect(other.end == .exited(1), "a name that is not listed was found")
            }
        }

        @Test func theControlDirectoryIsThereButNotListed() async throws {
            try await Demo.mounted { demo in
                let listed = try await demo.run("ls", "-a", demo.mountPoint)
                #expect(listed.lines == [".", "..", "sites"])
                let control = try await demo.run("ls", demo.mountPoint + "/.vidfs")
                #expect(control.lines == ["limits.json", "metrics", "status.json"])
                let metrics = try await demo.run("cat", demo.mountPoint + "/.vidfs/metrics")
                #expect(metrics.lines.contains { $0.hasPrefix("# TYPE vidfs_") })
                let limits = try await demo.run(
                    "python3", "-m", "json.tool", demo.mountPoint + "/.vidfs/limits.json")
                #expect(limits.end == .exited(0), "\(limits)")
            }
        }

        @Test func aBurnedInSubtitleIsARelativeLinkToItsVideo() async throws {
            try await Demo.mounted { demo in
                for (link, target) in ExpectedTree.links {
                    let read = try await demo.run("readlink", demo.sites + "/" + link)
                    #expect(read.lines == [target])
                    let through = try await demo.run(
                        "cmp", demo.sites + "/\(link)/files/360p.mp4", demo.source + "/media/2/360p.mp4")
                    #expect(through.succeeded, "\(through)")
                }
            }
        }

        @Test func namesThatDesktopsLookForAreMissingAtNoCost() async throws {
            try await Demo.mounted { demo in
                _ = try await demo.run("find", demo.mountPoint)
                demo.origin.journal.clear()
                let probes = [
                    ".Trash", ".Trash-0", ".hidden", ".directory", "autorun.inf", "desktop.ini", "._x",
                ]
                for probe in probes {
                    let status = try await demo.run("stat", demo.sites + "/Harbour Films/" + probe)
                    #expect(status.end == .exited(1))
                }
                #expect(demo.origin.journal.entries.map(\.target) == [])
            }
        }
    }
}
