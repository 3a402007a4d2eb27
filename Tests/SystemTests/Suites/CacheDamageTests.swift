import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// A cache on disk that cannot be used costs requests and a line in the log, and nothing else.
    @Suite struct CacheDamageTests {
        private static let library = DemoLibrary.bulk(sites: 1, packages: 3, videos: 30)

        private static let damages: [String: @Sendable (String) throws -> Void] = [
            "random bytes at random places": { file in
                for seed in 1...4 {
                    var chance = SeededGenerator(seed: UInt64(seed))
                    try Self.change(file) { bytes in
                        for _ in 0..<20 {
                            let start = Int.random(in: 0..<bytes.count, using: &chance)
                            for place in start..<min(start + 100, bytes.count) {
                                bytes[place] = UInt8.random(in: .min ... .max, using: &chance)
                            }
                        }
                    }
                }
            },
            "a file cut in the middle": { file in
                try Self.change(file) { $0.removeLast($0.count / 2 + 37) }
            },
            "an empty file": { file in try Self.change(file) { $0 = [] } },
            "another program's database": { file in
                // `application_id`: https://www.sqlite.org/fileformat.html, 1.3.
                try Self.change(file) { $0.replaceSubrange(68..<72, with: Array("ELSE".utf8)) }
            },
        ]

        /// The library is whole, and the service gives what the file does not.
        @Test("the library is whole after", arguments: damages.keys.sorted())
        func damaged(_ name: String) async throws {
            let damage = try #require(Self.damages[name])
            try await Demo.serving(.demoCDN, keepsOriginals: false, Self.configure) { demo in
                let first = try await demo.mountInForeground()
                let tree = try await Self.walk(demo)
                try await Self.end(first, demo)
                let file = try Self.catalog(of: demo)
                // What is still in the journal would mend the file.
                let settling =
                    "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint(TRUNCATE)')"
                let settled = try await demo.python(settling, [file])
                try #require(settled.succeeded, "\(settled)")
                try damage(file)
                let second = try await demo.mountInForeground()
                #expect(try await Self.walk(demo) == tree)
                try await Self.end(second, demo)
                // An empty file is a new one, as after a power cut at the wrong moment.
                let lines = Self.complaints(of: second)
                #expect(lines.count == (name == "an empty file" ? 0 : 1), "\(lines)")
            }
        }

        /// SQLite has types by the value and not by the column, and hands out what is there.
        @Test("the library is whole after a value of another kind in every column, seed", arguments: 1...3)
        func mixedUp(seed: Int) async throws {
            try await Demo.serving(.demoCDN, keepsOriginals: false, Self.configure) { demo in
                let first = try await demo.mountInForeground()
                let tree = try await Self.walk(demo)
                try await Self.end(first, demo)
                let mixing = try await demo.python(Self.mixing, [try Self.catalog(of: demo), "\(seed)"])
                try #require(mixing.succeeded, "\(mixing)")
                try #require(mixing.lines.compactMap { Int($0) }.reduce(0, +) > 50, "\(mixing)")
                let second = try await demo.mountInForeground()
                let found = try await Self.walk(demo)
                #expect(found == tree, "\(found.difference(from: tree))")
                try await Self.end(second, demo)
            }
        }

        /// Puts a value of another kind into a column by chance of every row of every table, and prints how many
        /// rows each has. A wrong number in the place of a number is another matter: nothing tells it.
        private static let mixing = """
            import random, sqlite3, sys
            chance = random.Random(int(sys.argv[2]))
            others = {
                'INTEGER': [None, 0.5, 1e300, '', 'text', b'', bytes(range(256))],
                'BLOB': [None, -1, 2**63 - 1, 0.5, '', 'text', b''],
                'TEXT': [None, -1, 2**63 - 1, 0.5, '', b'', bytes(range(256))]}
            base = sqlite3.connect(sys.argv[1])
            tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                kinds = [row[2] for row in base.execute(f'PRAGMA table_info({table})')]
                rows = base.execute(f'SELECT * FROM {table}').fetchall()
                if not rows or table == 'grdb_migrations': continue
                base.execute(f'DELETE FROM {table}')
                for row in rows:
                    row = list(row)
                    place = chance.randrange(len(row))
                    row[place] = chance.choice(others[kinds[place]])
                    places = ', '.join('?' for _ in row)
                    base.execute(f'INSERT OR IGNORE INTO {table} VALUES ({places})', row)
                print(len(rows))
            base.commit()
            base.execute('PRAGMA wal_checkpoint(TRUNCATE)')
            """

        private static let disks = [
            "a full disk": "size=300k", "a disk that cannot be written": "ro",
        ]

        @Test("the library is whole on", arguments: disks.keys.sorted())
        func disk(_ name: String) async throws {
            let options = try #require(Self.disks[name])
            try await Demo.serving(.demoCDN, keepsOriginals: false, Self.configure) { demo in
                let mounted = try await demo.mountInForeground()
                let tree = try await Self.walk(demo)
                try await Self.end(mounted, demo)
                try await Self.onDisk(options, at: demo.scratch.makeDirectory("disk"), demo) { disk in
                    let server = try await demo.mountInForeground(["--cache-dir", disk])
                    #expect(try await Self.walk(demo) == tree)
                    // Again: what is known comes from memory now.
                    #expect(try await Self.walk(demo) == tree)
                    try await Self.end(server, demo)
                    let lines = Self.complaints(of: server)
                    #expect(lines.count == 1, "\(lines)")
                }
            }
        }

        // MARK: -

        private static func catalog(of demo: Demo) throws -> String {
            let cache = demo.scratch.path + "/cache/vidfs"
            let folders = try FileManager.default.contentsOfDirectory(atPath: cache)
            return "\(cache)/\(try #require(folders.first { $0.hasPrefix("vhx-") }))/catalog.sqlite"
        }

        private static func configure(_ configuration: inout DemoOrigin.Configuration) {
            configuration.library = library
            configuration.requestLimit = nil
        }

        private static func change(_ file: String, _ body: (inout [UInt8]) -> Void) throws {
            var bytes = Array(try Data(contentsOf: URL(filePath: file)))
            body(&bytes)
            try Data(bytes).write(to: URL(filePath: file))
        }

        /// Names, sizes and, but for films, contents of everything.
        private static func walk(_ demo: Demo) async throws -> [String] {
            let script = """
                cd "$1" && find . -type f -printf '%p %s\\n' | sort &&
                    find . -type f ! -path '*/files/*' -exec sha256sum {} + | sort
                """
            let walk = try await demo.run("bash", "-c", script, "walk", demo.sites, within: .seconds(60))
            try #require(walk.succeeded, "\(walk)")
            return walk.lines
        }

        private static func end(_ server: RunningProgram, _ demo: Demo) async throws {
            server.signal(SIGTERM)
            let outcome = try await server.outcome(within: .seconds(20))
            #expect(outcome.end == .exited(0), "\(outcome)")
        }

        private static func complaints(of server: RunningProgram) -> [String] {
            server.errorsSoFar.split(separator: "\n").map(String.init).filter {
                $0.contains("catalog on disk")
            }
        }

        /// Runs `body` with a small file system of its own in memory.
        private static func onDisk(
            _ options: String, at path: String, _ demo: Demo, _ body: (String) async throws -> Void
        ) async throws {
            let mounting = try await demo.run("mount", "-t", "tmpfs", "-o", options, "none", path)
            try #require(mounting.succeeded, "needs to be root: \(mounting)")
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(path)) } catch { outcome = .failure(error) }
            _ = try await demo.run("umount", "-l", path)
            try outcome.get()
        }
    }
}
