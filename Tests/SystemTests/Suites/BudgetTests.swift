import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// The hour's requests, as the service sees them.
    @Suite struct BudgetTests {
        private static let film = ExpectedTree.film + "/files/720p.mp4"

        @Test("whoever looks at everything leaves the requests that films need")
        func namesLeaveSomethingToFilms() async throws {
            try await Demo.mounted(flags: ["--request-limit", "20"]) { demo in
                try await demo.expect("OK", of: "os.stat(path)", demo.sites + "/" + Self.film)
                _ = try await demo.run("find", demo.sites)
                _ = try await demo.run("ls", "-lR", demo.sites)
                #expect(demo.countedRequests <= 14)
                let told = try await demo.vidfs("status", demo.mountPoint)
                #expect(told.text.contains("kept for films"), "\(told)")
                #expect(told.text.contains("new names again in"), "\(told)")
                let played = try await demo.run("cat", demo.sites + "/" + Self.film)
                #expect(played.succeeded, "\(played)")
                #expect(played.output.count == 33_973)
                #expect(demo.countedRequests <= 20)
                // What is known is served.
                try await demo.expect("OK", of: "os.listdir(path)", demo.sites + "/" + ExpectedTree.film)
            }
        }

        @Test("a crash and a deleted cache give no second budget")
        func countsOn() async throws {
            try await Demo.mounted(flags: ["--request-limit", "20"]) { demo in
                try await demo.expect("OK", of: "os.stat(path)", demo.sites + "/" + Self.film)
                let spent = demo.countedRequests
                // What is filled in ahead leaves eleven of twenty.
                #expect((4...9).contains(spent))
                let process = try #require(demo.scratch.servers.keys.first)
                kill(process, SIGKILL)
                try await eventually("the process is gone") { demo.scratch.servers.isEmpty }
                try FileManager.default.removeItem(atPath: demo.scratch.path + "/cache")
                try await demo.mount(["--request-limit", "20"])
                _ = try await demo.run("find", demo.sites)
                // One that was under way when the process was killed counts, whether it arrived or not.
                #expect((13...14).contains(demo.countedRequests))
                let told = try await demo.vidfs("status", demo.mountPoint)
                #expect(told.text.contains("6 of 20 left this hour"), "\(told)")
            }
        }

        @Test("other commands of the account spend from the same budget")
        func commandsShare() async throws {
            try await Demo.mounted(flags: ["--request-limit", "20"]) { demo in
                var outcomes: [Outcome] = []
                for _ in 0..<16 {
                    outcomes.append(try await demo.vidfs("api", "/me", "--request-limit", "20"))
                }
                #expect(outcomes.count { $0.end == .exited(75) } == 3)
                #expect(demo.countedRequests == 14)
                try await demo.expect("EDQUOT", of: "os.stat(path)", demo.sites + "/" + ExpectedTree.film)
            }
        }

        @Test("a service that counts never has to refuse", arguments: [5, 20])
        func isNeverRefused(limit: Int) async throws {
            try await Demo.mounted(.demoCDN, { $0.requestLimit = limit }) { demo in
                for _ in 0..<2 {
                    _ = try await demo.run("find", demo.sites)
                    _ = try await demo.run("ls", "-lR", demo.sites)
                }
                _ = try await demo.run("bash", "-c", "cat \"$0\"/*/*/*/files/*", demo.sites)
                #expect(demo.origin.journal.count { $0.status == 429 } == 0)
                #expect(demo.countedRequests <= limit)
                // Of each purpose what it may have.
                #expect(demo.countedRequests >= limit - limit / 5)
            }
        }

        @Test("a damaged count costs a line in the log and half of the limit, and no mount")
        func damaged() async throws {
            try await Demo.serving { demo in
                let first = try await demo.vidfs("api", "/me")
                #expect(first.succeeded, "\(first)")
                let names = try FileManager.default.contentsOfDirectory(atPath: demo.stateDirectory)
                let name = try #require(names.first { $0.hasPrefix("requests-vhx-") && !$0.contains(".") })
                try Data("nonsense".utf8).write(to: URL(filePath: demo.stateDirectory + "/" + name))
                let server = try await demo.mountInForeground(["--request-limit", "20"])
                try await eventually("the log says so") { server.errorsSoFar.contains(name) }
                let told = try await demo.vidfs("status", demo.mountPoint)
                #expect(told.text.contains("Warning"), "\(told)")
                #expect(told.text.contains("9 of 20 left"), "\(told)")
                try await demo.unmount()
                #expect(server.errorsSoFar.components(separatedBy: name).count == 2)
            }
        }
    }

    /// A sign-in that does not last.
    @Suite struct SignInTests {
        private static let film = ExpectedTree.film + "/files/720p.mp4"
        private static let withoutPassword = ["VIDFS_PASSWORD": ""]

        @Test(
            "with the sign-in lost for good names stay, films are refused, and people are told to run vidfs login"
        )
        func isLost() async throws {
            try await Demo.serving { demo in
                let login = try await demo.vidfs("login")
                #expect(login.succeeded, "\(login)")
                let server = try demo.start(
                    [Requirements.vidfs, "mount", demo.mountPoint, "--foreground"],
                    environment: Self.withoutPassword)
                try await eventually("it is mounted", within: .seconds(30)) { try demo.isMounted }
                try await demo.expect("OK", of: "os.stat(path)", demo.sites + "/" + Self.film)
                demo.origin.revokeEverything()
                for _ in 0..<3 {
                    try await demo.expect(
                        "EACCES", of: "open(path, 'rb').read(1)", demo.sites + "/" + Self.film)
                }
                try await demo.expect("EACCES", of: "os.listdir(path)", demo.sites + "/" + ExpectedTree.names)
                let listed = try await demo.run("ls", demo.sites + "/" + ExpectedTree.film + "/files")
                #expect(listed.succeeded, "\(listed)")
                #expect(listed.lines.contains("720p.mp4"))
                let told = try await demo.vidfs("status", demo.mountPoint)
                #expect(told.text.contains("vidfs login"), "\(told)")
                try await eventually("the log says so") { server.errorsSoFar.contains("vidfs login") }
                #expect(server.errorsSoFar.components(separatedBy: "vidfs login").count == 2)
                // The refused offer is not made again and again.
                #expect(demo.origin.journal.count { $0.path == "/oauth/token" && $0.status == 401 } <= 2)

                let again = try await demo.vidfs("login")
                #expect(again.succeeded, "\(again)")
                try await eventually("films are read again", within: .seconds(30)) {
                    try await demo.errno("open(path, 'rb').read(1)", demo.sites + "/" + Self.film) == "OK"
                }
                try await demo.unmount()
            }
        }
    }
}

extension Demo {
    /// What the service counted: everything but sign-ins and "not changed".
    fileprivate var countedRequests: Int {
        origin.journal.count { $0.service == .api && $0.path != "/oauth/token" && $0.status != 304 }
    }
}
