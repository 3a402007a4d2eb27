import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// A change at the service, and `vidfs refresh`, under a kernel that keeps names for five minutes.
    @Suite struct RefreshTests {
        struct Change: Sendable, CustomTestStringConvertible {
            let testDescription: String
            /// Below `sites`: what goes, with what is under it, and what comes.
            let gone: Set<String>
            let new: Set<String>
            /// Those of `new` that are what something that goes was.
            var renamed: [String: String] = [:]
            let edit: @Sendable (inout DemoLibrary) -> Void
        }

        /// No. of "Café de la Marée".
        private static let cafe = 25

        static let changes: [Change] = [
            Change(
                testDescription: "a site that is renamed", gone: ["Patterns & Noise"], new: ["Patterns"],
                renamed: ["Patterns & Noise": "Patterns"]
            ) { $0.sites[1].title = "Patterns" },
            Change(
                testDescription: "a site that is new", gone: [], new: ["New Site"]
            ) { $0.sites.append(DemoSite(id: 70, title: "New Site", isSeller: true)) },
            Change(
                testDescription: "a site that is removed", gone: ["Patterns & Noise"], new: []
            ) { $0.sites.remove(at: 1) },
            Change(
                testDescription: "a package that is renamed", gone: [ExpectedTree.names],
                new: ["Harbour Films/Names"], renamed: [ExpectedTree.names: "Harbour Films/Names"]
            ) { $0.sites[0].packages[1].title = "Names" },
            Change(
                testDescription: "a package that is new", gone: [], new: ["Harbour Films/New Package"]
            ) { $0.sites[0].packages.append(DemoPackage(id: 70, title: "New Package")) },
            Change(
                testDescription: "a package that is removed", gone: [ExpectedTree.names], new: []
            ) { $0.sites[0].packages.remove(at: 1) },
            Change(
                testDescription: "a video that is renamed", gone: [ExpectedTree.names + "/Café de la Marée"],
                new: [ExpectedTree.names + "/Another Name"],
                renamed: [ExpectedTree.names + "/Café de la Marée": ExpectedTree.names + "/Another Name"]
            ) { $0.changeVideo(cafe) { $0.title = "Another Name" } },
            Change(
                testDescription: "a video that is new", gone: [], new: [ExpectedTree.names + "/New Video"]
            ) { $0.sites[0].packages[1].videos.append(DemoVideo(id: 700, title: "New Video")) },
            Change(
                testDescription: "a video that is removed", gone: [ExpectedTree.names + "/Café de la Marée"],
                new: []
            ) { $0.sites[0].packages[1].videos.removeAll { $0.id == cafe } },
            Change(
                testDescription: "the first of two videos of one name, removed",
                gone: [ExpectedTree.names + "/Lighthouse", ExpectedTree.names + "/lighthouse [21]"],
                new: [ExpectedTree.names + "/lighthouse"],
                renamed: [ExpectedTree.names + "/lighthouse [21]": ExpectedTree.names + "/lighthouse"]
            ) { $0.sites[0].packages[1].videos.removeFirst() },
            Change(
                testDescription: "a file that is another quality",
                gone: [ExpectedTree.film + "/files/480p.mp4"], new: [ExpectedTree.film + "/files/240p.mp4"]
            ) { library in
                library.changeVideo(1) { video in
                    for place in video.files.indices where video.files[place].quality == "480p" {
                        video.files[place].quality = "240p"
                    }
                }
            },
            Change(
                testDescription: "a file that is removed", gone: [ExpectedTree.film + "/files/480p.mp4"],
                new: []
            ) { $0.changeVideo(1) { $0.files.removeAll { $0.quality == "480p" } } },
        ]

        @Test("after a refresh the kernel shows", arguments: changes)
        func change(_ change: Change) async throws {
            try await Demo.mounted { demo in
                let before = try await demo.look(at: demo.sites)
                for path in change.new {
                    try await demo.expect("ENOENT", of: "os.stat(path)", demo.sites + "/" + path)
                }
                demo.origin.edit(change.edit)
                // The library as a whole is asked about without its videos.
                if change.gone.union(change.new).contains(where: { $0.contains("/files/") }) {
                    let film = try await demo.vidfs("refresh", demo.sites + "/" + ExpectedTree.film)
                    #expect(film.succeeded, "\(film)")
                }
                let refreshed = try await demo.vidfs("refresh", demo.mountPoint)
                #expect(refreshed.succeeded, "\(refreshed)")
                for path in change.new {
                    try await demo.expect("OK", of: "os.stat(path)", demo.sites + "/" + path)
                }
                for path in change.gone {
                    try await demo.expect("ENOENT", of: "os.stat(path)", demo.sites + "/" + path)
                }
                let after = try await demo.look(at: demo.sites)
                #expect(
                    Set(before.paths.subtracting(after.paths).filter { change.gone.contains($0) })
                        == change.gone)
                #expect(change.new.isSubset(of: after.paths))
                let known = { (path: String, places: Set<String>) in
                    places.contains { path == $0 || path.hasPrefix($0 + "/") }
                }
                let neighbours = before.paths.filter { !known($0, change.gone) }
                #expect(neighbours.isSubset(of: after.paths))
                #expect(before.differing(from: after).allSatisfy { known($0, change.gone) })
                for (old, new) in change.renamed { #expect(after.nodes[new] == before.nodes[old]) }
            }
        }

        @Test func aRemovedFilmThatIsOpenIsReadToItsEnd() async throws {
            try await Demo.mounted { demo in
                let file = demo.sites + "/" + ExpectedTree.film + "/files/720p.mp4"
                let script = """
                    import hashlib, sys
                    with open(sys.argv[1], 'rb') as film:
                        digest = hashlib.sha256(film.read(1000))
                        print('open', flush=True)
                        open(sys.argv[2]).read()
                        digest.update(film.read())
                    print(digest.hexdigest())
                    """
                let fifo = demo.scratch.path + "/go"
                #expect(try await demo.run("mkfifo", fifo).succeeded)
                let reader = try demo.start(["python3", "-c", script, file, fifo])
                try await reader.says("open")
                demo.origin.edit { $0.sites[0].packages[0].videos.removeAll { $0.id == 1 } }
                let refreshed = try await demo.vidfs("refresh", demo.sites + "/Harbour Films")
                #expect(refreshed.succeeded, "\(refreshed)")
                try await demo.expect("ENOENT", of: "os.stat(path)", file)
                _ = try await demo.run("bash", "-c", "echo > '\(fifo)'")
                let outcome = try await reader.outcome()
                let original = try await demo.run("sha256sum", demo.source + "/media/1/720p.mp4")
                #expect(
                    outcome.lines.last == original.text.split(separator: " ").first.map(String.init),
                    "\(outcome)")
            }
        }

        @Test func aRefreshOfWhatDidNotChangeCostsNothingOfTheBudget() async throws {
            try await Demo.mounted { demo in
                _ = try await demo.look(at: demo.sites)
                let before = try await demo.metrics()
                let refreshed = try await demo.vidfs("refresh", demo.mountPoint)
                #expect(refreshed.text.hasSuffix("nothing changed\n"), "\(refreshed)")
                let after = try await demo.metrics()
                // The account has no validator.
                let counted = after["vidfs_api_requests_total"] - before["vidfs_api_requests_total"]
                #expect(counted <= 1, "\(counted)")
                #expect(after["vidfs_api_not_modified_total"] >= before["vidfs_api_not_modified_total"] + 7)
            }
        }

        @Test func aRefreshOfAFileAsksForItsVideoAlone() async throws {
            try await Demo.mounted { demo in
                _ = try await demo.look(at: demo.sites)
                let file = demo.sites + "/" + ExpectedTree.film + "/files/720p.mp4"
                demo.origin.journal.clear()
                let refreshed = try await demo.vidfs("refresh", file)
                #expect(refreshed.text == "1 question asked, nothing changed\n", "\(refreshed)")
                #expect(demo.origin.journal.count { $0.service == .api && $0.path == "/videos/1" } == 1)
            }
        }

        @Test func aHangUpSignalAsksAboutTheLibrary() async throws {
            try await Demo.mounted { demo in
                _ = try await demo.look(at: demo.sites)
                demo.origin.edit { $0.sites[0].packages[1].title = "Names" }
                for server in demo.scratch.servers.keys { kill(server, SIGHUP) }
                try await eventually("the new name shows") {
                    try await demo.errno("os.stat(path)", demo.sites + "/Harbour Films/Names") == "OK"
                }
            }
        }

        @Test("a refresh that cannot be done says why", arguments: ["down", "spent", "signed out"])
        func failures(_ case: String) async throws {
            try await Demo.serving(.demoCDN, { $0.requestLimit = `case` == "spent" ? 5 : 250 }) { demo in
                try await demo.mount()
                _ = try await demo.run("ls", demo.sites)
                switch `case` {
                case "down":
                    await demo.origin.stop()
                    try await demo.vidfs("refresh", demo.mountPoint).expectFailure(
                        69, remedies: ["try again"])
                case "spent":
                    demo.origin.edit { $0.user.name = "Another" }
                    for _ in 0..<6 { _ = try await demo.vidfs("refresh", demo.sites + "/Harbour Films") }
                    var last = try await demo.vidfs("refresh", demo.mountPoint)
                    for _ in 0..<6 where last.succeeded {
                        last = try await demo.vidfs("refresh", demo.mountPoint)
                    }
                    last.expectFailure(75, remedies: ["vidfs status"])
                default:
                    demo.origin.faults.add(DemoFault(on: .api, times: .max, .status(401)))
                    try await demo.vidfs("refresh", demo.mountPoint).expectFailure(
                        77, remedies: ["vidfs login"])
                }
                try await demo.expect("OK", of: "os.listdir(path)", demo.sites)
                try await demo.unmount()
            }
        }

        @Test func aRefreshOutsideOfAMountIsWrongUsage() async throws {
            try await Demo.serving { demo in
                try await demo.vidfs("refresh", demo.scratch.path).expectFailure(
                    64, remedies: ["not inside a vidfs mount"])
            }
        }
    }
}
