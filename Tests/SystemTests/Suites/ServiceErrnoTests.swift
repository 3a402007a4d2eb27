import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// What a service or a CDN that fails leaves in `errno`.
    @Suite struct ServiceErrnoTests {
        @Test func aSpentBudgetIsEDQUOTAndLeavesWhatIsKnown() async throws {
            try await Demo.mounted(.demoCDN, { $0.requestLimit = 3 }) { demo in
                // One for the account; these two for sites. Then there is none.
                try await demo.expect("OK", of: "os.listdir(path)", demo.sites + "/Harbour Films")
                try await demo.expect("OK", of: "os.listdir(path)", demo.sites + "/Patterns & Noise")
                try await demo.expect(
                    "EDQUOT", of: "os.listdir(path)", demo.sites + "/" + ExpectedTree.harbour)
                try await demo.expect("OK", of: "os.listdir(path)", demo.sites + "/Harbour Films")
                try await demo.expect("OK", of: "open(path).read()", demo.sites + "/Harbour Films/info.json")
            }
        }

        @Test func aSpentBudgetIsEDQUOTForAReadThatNeedsALink() async throws {
            try await Demo.mounted(.demoCDN, { $0.requestLimit = 4 }) { demo in
                let film = demo.sites + "/" + ExpectedTree.film + "/files/720p.mp4"
                try await demo.expect("OK", of: "os.stat(path)", film)
                try await demo.expect("EDQUOT", of: "open(path, 'rb').read(1)", film)
            }
        }

        @Test func anUnreachableServiceIsEHOSTUNREACHAndLeavesWhatIsKnown() async throws {
            try await Demo.mounted { demo in
                let film = demo.sites + "/" + ExpectedTree.film
                try await demo.expect("OK", of: "os.listdir(path)", film + "/files")
                try await demo.expect("OK", of: "open(path).read()", film + "/subtitles/es.vtt")
                try await demo.expect("OK", of: "open(path, 'rb').read()", film + "/files/480p.mp4")
                await demo.origin.stop()
                try await demo.expect(
                    "EHOSTUNREACH", of: "os.listdir(path)", demo.sites + "/" + ExpectedTree.names)
                try await demo.expect("OK", of: "os.listdir(path)", film + "/files")
                try await demo.expect("OK", of: "open(path).read()", film + "/info.json")
                try await demo.expect("OK", of: "open(path).read()", film + "/subtitles/es.vtt")
                try await demo.expect(
                    "EHOSTUNREACH", of: "open(path, 'rb').read(1)", film + "/files/1080p.webm")
                // In the kernel's page cache.
                try await demo.expect("OK", of: "open(path, 'rb').read()", film + "/files/480p.mp4")
            }
        }

        /// Half of a listing would make `rsync --delete` remove the other half of a copy.
        @Test func aListingIsCompleteOrAnError() async throws {
            try await Demo.mounted { demo in
                await demo.origin.stop()
                try await demo.expect(
                    "EHOSTUNREACH", of: "os.listdir(path)", demo.sites + "/Patterns & Noise")
            }
        }

        @Test(
            "an unusable answer of the service is EIO",
            arguments: [
                "HTML": DemoFault.Action.html, "broken JSON": .invalidJSON,
            ])
        func unusable(_ name: String, _ action: DemoFault.Action) async throws {
            try await Demo.mounted { demo in
                demo.origin.faults.add(DemoFault(on: .api, matching: "/packages/1$", times: .max, action))
                try await demo.expect("EIO", of: "os.listdir(path)", demo.sites + "/" + ExpectedTree.harbour)
                demo.origin.faults.clear()
                try await eventually("the answer is asked for again", within: .seconds(30)) {
                    try await demo.errno("os.listdir(path)", demo.sites + "/" + ExpectedTree.harbour) == "OK"
                }
            }
        }

        @Test("a service that never answers is ETIMEDOUT, within the deadline")
        func silence() async throws {
            try await Demo.mounted { demo in
                demo.origin.faults.add(
                    DemoFault(on: .api, matching: "/packages/1$", times: .max, .neverAnswer))
                let began = ContinuousClock.now
                try await demo.expect(
                    "ETIMEDOUT", of: "os.listdir(path)", demo.sites + "/" + ExpectedTree.harbour)
                let time = ContinuousClock.now - began
                // 5 s, and the time that python takes.
                #expect(time < .seconds(8))
                print("a silent service was given up after \(time)")
                try await demo.expect("OK", of: "os.listdir(path)", demo.sites + "/Patterns & Noise")
            }
        }

        @Test(
            "a fresh link that the CDN refuses",
            arguments: [(401, "EACCES"), (403, "EACCES"), (404, "EIO"), (410, "EIO")])
        func refusedLink(_ status: Int, _ errno: String) async throws {
            try await Demo.mounted { demo in
                demo.origin.faults.add(
                    DemoFault(on: .cdn, matching: "/media/1/", times: .max, .expireNow(status)))
                let film = demo.sites + "/" + ExpectedTree.film + "/files/720p.mp4"
                try await demo.expect(errno, of: "open(path, 'rb').read(1)", film)
            }
        }

        @Test func aCDNThatCannotBeReachedIsEHOSTUNREACH() async throws {
            try await Demo.mounted { demo in
                let film = demo.sites + "/" + ExpectedTree.film + "/files/720p.mp4"
                try await demo.expect("OK", of: "os.stat(path)", film)
                demo.origin.faults.add(DemoFault(on: .cdn, times: .max, .closeAtConnect))
                try await demo.expect(
                    "EHOSTUNREACH", of: "open(path, 'rb').read(1)", film, within: .seconds(80))
            }
        }

        @Test func aVideoThatIsGoneAtTheServiceIsENOENT() async throws {
            try await Demo.mounted(flags: ["--metadata-ttl", "1s"]) { demo in
                let video = demo.sites + "/" + ExpectedTree.names + "/Lighthouse"
                try await demo.expect("OK", of: "os.stat(path)", video)
                demo.origin.edit { $0.sites[0].packages[1].videos.removeFirst() }
                try await eventually("it is gone", within: .seconds(30)) {
                    // Somebody looks: a listing older than its life is asked for anew.
                    _ = try await demo.run("ls", demo.sites + "/" + ExpectedTree.names)
                    return try await demo.errno("os.stat(path)", video) == "ENOENT"
                }
                let names = try await demo.run("ls", demo.sites + "/" + ExpectedTree.names)
                #expect(!names.lines.contains("Lighthouse"))
                #expect(names.lines.count == 10)
            }
        }
    }
}
