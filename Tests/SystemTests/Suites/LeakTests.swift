import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Secrets: where they must never be.
    @Suite struct LeakTests {
        private static let password = "marker-password-7d1f"
        private static let clientSecret = "marker-client-secret-93ab"

        private static func mark(_ configuration: inout DemoOrigin.Configuration) {
            configuration.password = password
            configuration.clientSecret = clientSecret
            configuration.accessTokenLife = .seconds(600)
        }

        @Test(
            "no secret and no signed address is anywhere after a session with everything",
            arguments: Demo.Media.allCases)
        func session(_ media: Demo.Media) async throws {
            try await Demo.serving(media, Self.mark) { demo in
                let flags = ["--log-level", "trace"]
                try await demo.mount(flags)
                try await demo.work()
                var places = try await demo.publicPlaces()
                try await demo.unmount()
                try await demo.fail(flags)
                // In the foreground the log goes to standard error.
                let server = try await demo.mountInForeground(flags + ["--log-format", "json"])
                try await demo.work()
                places.merge(try await demo.publicPlaces().map { ("again: " + $0, $1) }) { $1 }
                server.signal(SIGTERM)
                _ = try await server.outcome(within: .seconds(20))
                places.merge(demo.scratch.allErrors) { $1 }
                places.merge(try demo.logs) { $1 }
                try demo.expect(places, free: try demo.secrets)
            }
        }

        @Test func theTokenNeverReachesTheCDN() async throws {
            for media in Demo.Media.allCases {
                try await Demo.mounted(media) { demo in
                    try await demo.work()
                    let cdn = demo.origin.journal.entries.filter { $0.service == .cdn }
                    #expect(!cdn.isEmpty)
                    #expect(cdn.count(where: \.hasAuthorization) == 0)
                    if let nginx = demo.nginx {
                        #expect(nginx.requests.count > 10)
                        #expect(nginx.requests.filter { !$0.contains("authorization=- ") } == [])
                    }
                }
            }
        }

        @Test func theTokenNeverFollowsARedirectToAnotherOrigin() async throws {
            try await Demo.serving { demo in
                let elsewhere = demo.origin.cdnAddress + "/packages/1"
                demo.origin.faults.add(
                    DemoFault(on: .api, matching: "/packages/1$", times: .max, .redirect(to: elsewhere)))
                try await demo.mount()
                _ = try await demo.run("ls", demo.sites + "/" + ExpectedTree.harbour)
                _ = try await demo.vidfs("api", "/packages/1")
                #expect(demo.origin.journal.count { $0.service == .api && $0.path == "/packages/1" } > 0)
                #expect(demo.origin.journal.count { $0.service == .cdn && $0.hasAuthorization } == 0)
                try await demo.unmount()
            }
        }

        @Test func secretsFromCommandsReachNoCommandLine() async throws {
            try await Demo.serving(.demoCDN, Self.mark) { demo in
                let server = try demo.start(
                    [Requirements.vidfs, "mount", demo.mountPoint, "-f"],
                    environment: [
                        "VIDFS_PASSWORD": "", "VIDFS_PASSWORD_COMMAND": "cat '\(demo.scratch.path)/secret'",
                    ])
                try Self.password.write(
                    toFile: demo.scratch.path + "/secret", atomically: true, encoding: .utf8)
                try await eventually("it is mounted") { try demo.isMounted }
                let commands = demo.scratch.processes.values.joined(separator: "\n")
                #expect(commands.contains("mount"))
                #expect(!commands.contains(Self.password))
                server.signal(SIGTERM)
                _ = try await server.outcome(within: .seconds(20))
            }
        }
    }
}

extension Demo {
    /// Everything that must stay secret: what was configured, and what was handed out meanwhile.
    fileprivate var secrets: [String: String] {
        get throws {
            var secrets = [
                "password": origin.credentials.password, "client secret": origin.credentials.clientSecret,
            ]
            for (number, entry) in origin.journal.entries.enumerated() {
                if let word = entry.authorization?.split(separator: " ").last {
                    secrets["access token \(number)"] = String(word)
                }
                if entry.service == .cdn { secrets.merge(Self.signatures(in: entry.target, number)) { $1 } }
            }
            for (number, line) in (nginx?.requests ?? []).enumerated() {
                secrets.merge(Self.signatures(in: line, number)) { $1 }
            }
            // Refresh tokens are never sent in a header: they are read where they may be.
            let stored = FileManager.default.enumerator(atPath: stateDirectory)
            while let name = stored?.nextObject() as? String {
                guard name.hasSuffix("tokens.json") else { continue }
                let bytes = FileManager.default.contents(atPath: stateDirectory + "/" + name) ?? Data()
                for match in String(decoding: bytes, as: UTF8.self).matches(of: /[0-9a-f]{40,64}/) {
                    secrets["stored token \(match.output.prefix(4))"] = String(match.output)
                }
            }
            #expect(secrets.keys.contains { $0.hasPrefix("access token") })
            #expect(secrets.keys.contains { $0.hasPrefix("stored token") })
            #expect(service == .piksel || secrets.keys.contains { $0.hasPrefix("signature") })
            return secrets
        }
    }

    private static func signatures(in text: String, _ number: Int) -> [String: String] {
        let found = text.matches(of: /(?:signature|md5)=([A-Za-z0-9_%-]{20,})/)
        return Dictionary(found.map { ("signature \(number)", String($0.output.1)) }) { first, _ in first }
    }

    /// What a person does, and some of what goes wrong.
    fileprivate func work() async throws {
        origin.faults.add(DemoFault(on: .cdn, matching: "/media/1/1080p", .expireNow(403)))
        origin.faults.add(DemoFault(on: .cdn, matching: "/media/1/720p", .cutAfter(5_000)))
        origin.faults.add(DemoFault(on: .cdn, matching: "/media/20/", times: .max, .expireNow(403)))
        switch service {
        case .vhx:
            origin.faults.add(DemoFault(on: .api, matching: "/videos/24$", times: 2, .html))
            origin.faults.add(DemoFault(on: .api, matching: "/videos/25$", times: 2, .status(500)))
        case .piksel:
            origin.faults.add(DemoFault(on: .metadata, matching: "owner=lantern", times: 2, .html))
            origin.faults.add(
                DemoFault(on: .metadata, matching: "owner=lantern", skip: 3, times: 2, .status(500)))
        }
        _ = try await run("ls", "-lR", mountPoint)
        _ = try await run("bash", "-c", "find \"$1\" -type f -exec cat {} + | wc -c", "cat", mountPoint)
        origin.revokeTokens()
        _ = try await run("bash", "-c", "cat \"$1\"/files/* | wc -c", "cat", self.path(ExpectedTree.film))
        _ = try await python("import os, sys; os.stat(sys.argv[1])", [sites + "/nothing"])
        origin.faults.clear()
    }

    /// Commands that fail.
    fileprivate func fail(_ flags: [String]) async throws {
        // A sign-in of its own, so that the password is really sent.
        let fresh = [
            "XDG_STATE_HOME": scratch.path + "/state-2", "XDG_CACHE_HOME": scratch.path + "/cache-2",
        ]
        for action in [DemoFault.Action.html, .invalidJSON, .status(500), .status(401), .closeBeforeHead] {
            let servers: [DemoService] = service == .vhx ? [.api] : [.registry, .identity, .metadata]
            for server in servers { origin.faults.add(DemoFault(on: server, times: .max, action)) }
            let failed = try await start(
                [Requirements.vidfs, "mount", mountPoint] + flags, environment: fresh
            ).outcome()
            #expect(!failed.succeeded)
            origin.faults.clear()
        }
        let wrong = fresh.merging(["VIDFS_USERNAME": "someone"]) { $1 }
        _ = try await vidfs("doctor", "--log-level", "trace", environment: wrong)
        _ = try await vidfs("login", "--log-level", "trace", environment: wrong)
        _ = try await vidfs("api", "/nothing", "--log-level", "trace")
        _ = try await vidfs("mount", mountPoint, "-o", "client_secret=\(origin.credentials.clientSecret)")
    }

    /// Texts that anybody, or a bug report, may see while it is mounted.
    fileprivate func publicPlaces() async throws -> [String: String] {
        var places = ["mount table": try String(contentsOfFile: "/proc/mounts", encoding: .utf8)]
        for (process, command) in scratch.servers { places["command line of \(process)"] = command }
        let status = try await vidfs("status", mountPoint, "--json")
        places["status --json"] = status.text
        places["status"] = try await vidfs("status", mountPoint).text
        for name in ["status.json", "metrics", "limits.json"] {
            places[".vidfs/" + name] = try await run("cat", mountPoint + "/.vidfs/" + name).text
        }
        places["every info.json"] = try await run(
            "find", mountPoint, "-name", "info.json*", "-type", "f", "-exec", "cat", "{}", "+"
        ).text
        places["playlist"] = try await run("cat", self.path(ExpectedTree.playlist)).text
        #expect(places.filter(\.value.isEmpty).keys.sorted() == [])
        return places
    }

    fileprivate var logs: [String: String] {
        get throws {
            let directory = stateDirectory + "/log"
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            let texts = try names.map {
                ($0, try String(contentsOfFile: directory + "/" + $0, encoding: .utf8))
            }
            #expect(texts.contains { $0.1.contains("mounted") }, "nothing was logged")
            return Dictionary(texts) { $1 }
        }
    }

    fileprivate func expect(_ places: [String: String], free secrets: [String: String]) throws {
        for (place, text) in places {
            for (name, secret) in secrets where text.contains(secret) {
                let line = text.split(separator: "\n").first { $0.contains(secret) } ?? ""
                Issue.record("\(name) is in \(place): \(line.prefix(300))")
            }
            // An address with a query that signs it, whatever the signature.
            let signed = text.firstMatch(of: /[?&](signature|md5)=[^*&\s]{20,}/)
            #expect(signed == nil, "a signed address is in \(place)")
        }
        let size = places.values.map(\.utf8.count).reduce(0, +)
        print("searched \(size) bytes in \(places.count) places for \(secrets.count) secrets")
    }
}
