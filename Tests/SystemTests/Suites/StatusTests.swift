import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// What a mount says of itself, and what `doctor` says of a setup.
    @Suite struct StatusTests {
        /// Every key that the contract names, as paths; `[]` is any element of a list.
        private static let keys = [
            "version", "provider", "account", "mountedAt", "state", "api.reachable", "api.limit",
            "api.remaining",
            "api.resetsAt", "api.kept", "api.browsingReopensAt", "api.backgroundReopensAt", "api.linkCounts",
            "api.notModifiedCounts", "api.warning", "api.counted", "api.notModified", "api.lastError",
            "catalog.sites",
            "catalog.packages",
            "catalog.videos", "catalog.refreshedAt", "catalog.stale", "memory.limit", "memory.used",
            "memory.peak",
            "streams.[].path", "streams.[].version", "streams.[].readers", "streams.[].position",
            "streams.[].bufferedBytes", "streams.[].linkAgeSeconds", "streams.[].requests",
            "streams.[].bytesFetched", "streams.[].bytesServed", "streams.[].lastError", "streams.[].size",
            "streams.[].waitingReads", "streams.[].links", "streams.[].buffered",
            "streams.[].cursors.[].phase", "streams.[].cursors.[].window",
            "totals.bytesServed", "totals.bytesFetched", "totals.requests", "totals.links", "diskCache.used",
            "diskCache.limit",
        ]

        @Test func theJSONHasEveryKeyOfTheContract() async throws {
            try await Demo.mounted { demo in
                let file = demo.sites + "/" + ExpectedTree.film + "/files/720p.mp4"
                _ = try await demo.run("cat", file)
                let script = """
                    import json, sys
                    status = json.load(open(sys.argv[1]))
                    for key in sys.argv[2:]:
                        value = status
                        for part in key.split('.'):
                            if part == '[]': value = value[0] if value else None
                            elif isinstance(value, dict) and part in value: value = value[part]
                            else: print('missing', key); break
                    """
                let shown = try await demo.vidfs("status", demo.mountPoint, "--json")
                #expect(shown.succeeded, "\(shown)")
                let place = demo.scratch.path + "/status.json"
                try shown.output.write(to: URL(filePath: place))
                let checked = try await demo.python(script, [place] + Self.keys)
                #expect(checked.succeeded, "\(checked)")
                #expect(checked.lines == [])
            }
        }

        @Test func theJSONTellsWhatHappened() async throws {
            try await Demo.mounted { demo in
                let file = "sites/" + ExpectedTree.film + "/files/720p.mp4"
                _ = try await demo.run("cat", demo.mountPoint + "/" + file)
                let script = """
                    import datetime, json, sys
                    status = json.load(sys.stdin)
                    stream = next(s for s in status['streams'] if s['path'] == sys.argv[1])
                    datetime.datetime.fromisoformat(status['mountedAt'].replace('Z', '+00:00'))
                    print(status['provider'], status['account'], status['state'], status['api']['reachable'])
                    print(status['api']['limit'], status['api']['limit'] - status['api']['remaining'])
                    print(status['catalog']['sites'], stream['bytesServed'], stream['bytesFetched'] >= 33973)
                    """
                let outcome = try await demo.run(
                    "bash", "-o", "pipefail", "-c", "\"$1\" status \"$2\" --json | python3 -c \"$3\" \"$4\"",
                    "bash",
                    Requirements.vidfs, demo.mountPoint, script, file)
                // What counts against the budget is all but the sign-in.
                let counted = demo.origin.journal.count { $0.service == .api && $0.path != "/oauth/token" }
                #expect(
                    outcome.lines == [
                        "vhx viewer@demo.example serving True", "250 \(counted)", "2 33973 True",
                    ], "\(outcome)")
            }
        }

        /// Its length changes from one moment to the next; a program that trusts `fstat` must not get half.
        @Test func whoTrustsTheSizeOfTheStatusGetsAllOfIt() async throws {
            try await Demo.mounted { demo in
                let script = """
                    import json, os, sys
                    for number in range(40):
                        open(sys.argv[2 + number % 3], 'rb').read(1 + number * 997)
                        file = os.open(sys.argv[1], os.O_RDONLY)
                        size = os.fstat(file).st_size
                        json.loads(os.read(file, size or 1 << 20))
                        os.close(file)
                    """
                let films = ["720p.mp4", "480p.mp4", "1080p.webm"].map {
                    demo.sites + "/\(ExpectedTree.film)/files/\($0)"
                }
                let read = try await demo.python(script, [demo.mountPoint + "/.vidfs/status.json"] + films)
                #expect(read.succeeded, "\(read)")
            }
        }

        @Test func theTextIsForPeople() async throws {
            try await Demo.mounted { demo in
                let outcome = try await demo.vidfs("status", demo.mountPoint)
                #expect(outcome.succeeded, "\(outcome)")
                #expect(outcome.text.contains("viewer@demo.example"))
                #expect(outcome.text.contains("of 250 left this hour"))
                #expect(outcome.text.contains(demo.mountPoint))
            }
        }

        @Test func statusOfNoMountIsAFailure() async throws {
            try await Demo.serving { demo in
                let outcome = try await demo.vidfs("status", demo.mountPoint)
                outcome.expectFailure(1, remedies: ["no vidfs is mounted"])
            }
        }

        @Test func theDoctorFindsNothingWrongWithAGoodSetup() async throws {
            try await Demo.serving { demo in
                let outcome = try await demo.vidfs("doctor")
                #expect(outcome.end == .exited(0), "\(outcome)")
                #expect(!outcome.text.contains("FAIL"))
                for check in ["/dev/fuse", "fusermount3", "configuration", "service", "clock", "sign-in"] {
                    #expect(outcome.lines.contains { $0.hasPrefix("OK") && $0.contains(check) }, "\(check)")
                }
            }
        }

        private static let ailments: [String: (environment: [String: String], check: String, status: Int32)] =
            [
                "a wrong password": (["VIDFS_PASSWORD": "wrong"], "sign-in", 77),
                "a service that is not there": (["VIDFS_API_URL": "http://127.0.0.1:9"], "service", 69),
                "a setting that is wrong": (["VIDFS_UMASK": "rwx"], "configuration", 78),
            ]

        @Test("the doctor finds", arguments: ailments.keys.sorted())
        func finds(_ name: String) async throws {
            try await Demo.serving { demo in
                let ailment = try #require(Self.ailments[name])
                let outcome = try await demo.vidfs("doctor", environment: ailment.environment)
                #expect(outcome.end == .exited(ailment.status), "\(outcome)")
                #expect(
                    outcome.lines.contains { $0.hasPrefix("FAIL") && $0.contains(ailment.check) },
                    "\(outcome)")
            }
        }

        @Test func theDoctorSeesAClockThatIsWrong() async throws {
            try await Demo.serving { demo in
                let script = """
                    import http.server
                    class Handler(http.server.BaseHTTPRequestHandler):
                        def date_time_string(self, timestamp=None): return 'Tue, 25 Feb 2014 20:19:30 GMT'
                        def do_GET(self): self.send_error(404)
                        do_POST = do_GET
                    server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
                    print(f'at {server.server_port}.', flush=True)
                    server.serve_forever()
                    """
                let server = try demo.start(["python3", "-c", script])
                try await server.says(".")
                let port = try #require(Int(server.outputSoFar.filter(\.isNumber)))
                let outcome = try await demo.vidfs(
                    "doctor", environment: ["VIDFS_API_URL": "http://127.0.0.1:\(port)"])
                #expect(
                    outcome.lines.contains { $0.hasPrefix("warn") && $0.contains("clock") }, "\(outcome)")
                server.signal(SIGKILL)
            }
        }
    }
}
