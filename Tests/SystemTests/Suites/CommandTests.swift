import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// The commands that need no mount, and the one that makes its own.
    @Suite struct CommandTests {
        @Test func apiPrintsTheServicesJSON() async throws {
            try await Demo.serving { demo in
                for (path, word) in [
                    ("/me", "Demo Viewer"), ("/settings", "viewer@demo.example"), ("/sites/1", "harbour"),
                ] {
                    let outcome = try await demo.vidfs("api", path)
                    #expect(outcome.succeeded, "\(outcome)")
                    let json = try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any]
                    #expect(json?.isEmpty == false)
                    #expect(outcome.text.contains(word), "\(outcome)")
                    #expect(outcome.errors.isEmpty)
                }
            }
        }

        @Test func apiSendsAForm() async throws {
            try await Demo.serving { demo in
                let outcome = try await demo.vidfs(
                    "api", "/packages/1/tickets", "-X", "POST", "-f", "user[email]=a@b.c")
                #expect(outcome.end == .exited(0), "\(outcome)")
                let json = try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any]
                let user = json?["user"] as? [String: Any]
                #expect(user?["email"] as? String == "a@b.c")
                let sent = demo.origin.journal.entries.first {
                    $0.method == "POST" && $0.path == "/packages/1/tickets"
                }
                #expect(sent?.status == 201)
            }
        }

        @Test func apiSendsFieldsOfAGetInTheQuery() async throws {
            try await Demo.serving { demo in
                let outcome = try await demo.vidfs(
                    "api", "/videos/1/files", "-f", "quality=720p", "-f", "method=dash")
                #expect(outcome.succeeded, "\(outcome)")
                let files = try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]]
                #expect(files?.count == 1)
                #expect(files?.first?["method"] as? String == "dash")
            }
        }

        private static let refusals: [String: (arguments: [String], status: Int32)] = [
            "404": (["/nothing"], 1), "402": (["/videos/30/files"], 77), "403": (["/videos/50/files"], 77),
            "400": (["/packages/1/tickets", "-X", "POST"], 1), "no path": (["me"], 64),
            "no method": (["/me", "-X", "G T"], 64), "no field": (["/me", "-f", "x"], 64),
            "another machine": (["https://example.com/me"], 64),
        ]

        @Test("api fails with", arguments: refusals.keys.sorted())
        func refused(_ name: String) async throws {
            try await Demo.serving { demo in
                let refusal = try #require(Self.refusals[name])
                let outcome = try await demo.start([Requirements.vidfs, "api"] + refusal.arguments).outcome()
                #expect(outcome.end == .exited(refusal.status), "\(outcome)")
                #expect(outcome.errorLines.count == 1, "\(outcome)")
            }
        }

        @Test func loginAsksOnTheTerminalAndKeepsTokensButNoPassword() async throws {
            try await Demo.serving { demo in
                let script = """
                    import os, pty, sys
                    answers = [b'vidfs-demo', b'demo-secret', b'viewer@demo.example', b'demo-password']
                    for name in ['CLIENT_ID', 'CLIENT_SECRET', 'USERNAME', 'PASSWORD']: del os.environ['VIDFS_' + name]
                    process, terminal = pty.fork()
                    if process == 0: os.execv(sys.argv[1], [sys.argv[1], 'login'])
                    shown = b''
                    while True:
                        try: part = os.read(terminal, 1000)
                        except OSError: break
                        if not part: break
                        shown += part
                        if part.endswith(b': ') and answers: os.write(terminal, answers.pop(0) + b'\\n')
                    print(shown.decode())
                    sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
                    """
                let outcome = try await demo.python(script, [Requirements.vidfs], within: .seconds(30))
                #expect(outcome.succeeded, "\(outcome)")
                #expect(outcome.text.contains("Signed in as Demo Viewer"))
                #expect(!outcome.text.contains("demo-password"), "the password was shown")
                #expect(!outcome.text.contains("demo-secret"), "the client secret was shown")
                let tokens = demo.origin.journal.entries.compactMap {
                    $0.authorization?.split(separator: " ").last
                }
                let token = String(try #require(tokens.last))
                let state = demo.scratch.path + "/state"
                let holders = try await demo.run("grep", "-rlF", token, state)
                let holder = try #require(holders.lines.first, "the token was not stored")
                let mode = try await demo.run("stat", "-c", "%a", holder)
                #expect(mode.lines == ["600"])
                let directories = try await demo.run(
                    "find", state + "/vidfs", "-type", "d", "-not", "-perm", "700")
                #expect(directories.lines == [])
                for secret in ["demo-password", "demo-secret"] {
                    let kept = try await demo.run(
                        "grep", "-rF", secret, demo.scratch.path + "/state", demo.scratch.path + "/cache")
                    #expect(kept.text.isEmpty, "\(secret) was stored")
                }
                // The tokens are enough from now on.
                let me = try await demo.vidfs("api", "/me", environment: ["VIDFS_PASSWORD": ""])
                #expect(me.succeeded, "\(me)")
            }
        }

        @Test func aLoginThatCannotBeKeptSaysSo() async throws {
            try await Demo.serving { demo in
                let file = demo.scratch.path + "/no-directory"
                try Data().write(to: URL(filePath: file))
                let login = try await demo.vidfs("login", environment: ["XDG_STATE_HOME": file])
                login.expectFailure(1, remedies: ["cannot be stored in \(file)/vidfs"])
                #expect(login.errors.contains("Demo Viewer"), "\(login)")
            }
        }

        @Test func theDemoListsUnmountsAndLeavesNothing() async throws {
            try await Demo.serving { demo in
                let home = try demo.scratch.makeDirectory("demo-home")
                let started = try await demo.vidfs("demo", in: home, within: .seconds(40))
                #expect(started.succeeded, "\(started)")
                #expect(
                    started.text.contains("find ") && started.text.contains("mpv ")
                        && started.text.contains("rsync "))
                let place = home + "/vidfs-demo"
                let found = try await demo.run("find", place, "-mindepth", "1", "-printf", "%P\n")
                #expect(Set(found.lines) == ExpectedTree.showcase)
                let listed = try await demo.run("ls", place + "/sites")
                #expect(listed.lines == ["Harbour Films", "Patterns & Noise"])
                let unmounted = try await demo.vidfs("unmount", place)
                #expect(unmounted.succeeded, "\(unmounted)")
                try await eventually("the demo's process is gone") { demo.scratch.servers.isEmpty }
                let left = try await demo.run("find", home, "-mindepth", "1")
                #expect(left.lines == [])
                let temporary = try await demo.run(
                    "find", demo.scratch.path, "-maxdepth", "1", "-name", "vidfs-demo-*")
                #expect(temporary.lines == [])
            }
        }

        @Test func whatTheDemoTellsPeopleToTryWorks() async throws {
            try await Demo.serving { demo in
                let home = try demo.scratch.makeDirectory("demo-home")
                let started = try await demo.vidfs("demo", in: home, within: .seconds(40))
                let commands = started.lines.compactMap { line -> String? in
                    let words = line.split(separator: " ", maxSplits: 1)
                    guard words.count == 2, ["list", "play", "copy", "look", "end"].contains(words[0]) else {
                        return nil
                    }
                    return words[1].trimmingCharacters(in: .whitespaces)
                }
                #expect(commands.count == 5)
                for command in commands {
                    // No screen and no loudspeaker here; vidfs may not be in the path.
                    let quiet = command.replacing(
                        "mpv ", with: "mpv --no-config --vo=null --ao=null --untimed "
                    )
                    .replacing("vidfs status", with: "\(Requirements.vidfs) status")
                    .replacing("vidfs unmount", with: "\(Requirements.vidfs) unmount")
                    let outcome = try await demo.run("bash", "-c", quiet, in: home)
                    #expect(outcome.succeeded, "\(outcome)")
                }
            }
        }

        @Test func theServicesAloneSayHowToUseThem() async throws {
            try await Demo.serving { demo in
                let services = try demo.start([Requirements.vidfs, "demo", "--serve-only"])
                try await services.says("VIDFS_USERNAME")
                let script = "eval \"$1\"; exec \"$2\" mount \"$3\""
                let mounted = try await demo.run(
                    "bash", "-c", script, "bash", services.outputSoFar, Requirements.vidfs, demo.mountPoint)
                #expect(mounted.succeeded, "\(mounted)")
                let found = try await demo.run("find", demo.mountPoint, "-mindepth", "1", "-printf", "%P\\n")
                #expect(Set(found.lines) == ExpectedTree.showcase)
                let unmounted = try await demo.vidfs("unmount", demo.mountPoint)
                #expect(unmounted.succeeded)
                services.signal(SIGTERM)
                let outcome = try await services.outcome(within: .seconds(20))
                #expect(outcome.end == .exited(0), "\(outcome)")
            }
        }

        @Test(
            "help of every command ends with 0",
            arguments: ["", "mount", "unmount", "demo", "status", "doctor", "api", "login"])
        func help(_ command: String) async throws {
            try await Demo.serving { demo in
                let outcome = try await demo.start(
                    [Requirements.vidfs] + (command.isEmpty ? [] : [command]) + ["--help"]
                )
                .outcome()
                #expect(outcome.end == .exited(0))
                #expect(outcome.errors.isEmpty)
                #expect(outcome.text.contains("USAGE: vidfs \(command)"))
            }
        }
    }
}
