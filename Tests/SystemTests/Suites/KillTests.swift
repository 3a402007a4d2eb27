import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// `kill -9` in the middle of writing, over and over: what was known must be there at the next start.
    @Suite struct KillTests {
        /// A fifth of a minute of kills; `VIDFS_KILLS=200` for as many as the goal names.
        static let kills = setting("VIDFS_KILLS").flatMap { Int($0) } ?? 40
        /// Of a run that failed, to see it again.
        static let seed = setting("VIDFS_SEED").flatMap { UInt64($0) } ?? 5

        private static func setting(_ name: String) -> String? {
            ProcessInfo.processInfo.environment[name]
        }

        @Test("the program killed at any moment has its library at the next start, with nothing to mend")
        func killed() async throws {
            let began = ContinuousClock.now
            try await Demo.serving(.demoCDN, keepsOriginals: false, KilledLibrary.configure) { demo in
                var chance = SeededGenerator(seed: Self.seed)
                var library = KilledLibrary()
                for turn in 0..<Self.kills {
                    library.edit(at: demo.origin, &chance)
                    // One in four does not even come to serve.
                    let isEarly = turn > 0 && Int.random(in: 0..<4, using: &chance) == 0
                    let delay = Duration.milliseconds(Int.random(in: 0..<200, using: &chance))
                    let server = try demo.start([
                        Requirements.vidfs, "mount", demo.mountPoint, "--foreground", "--metadata-ttl", "1s",
                        "--request-limit", "1000000",
                    ])
                    var browser: RunningProgram?
                    if !isEarly { browser = try await seen(by: demo, library, "turn \(turn)") }
                    try await Task.sleep(for: delay)
                    server.signal(SIGKILL)
                    // Not by its outcome: Foundation hears of an end only once nobody holds what the program
                    // shares with those started after it, and one of them browses.
                    try await eventually("turn \(turn): the killed process is gone") { server.isGone }
                    browser?.signal(SIGKILL)
                    let end = try await server.outcome(within: .seconds(10))
                    #expect(end.end == .signalled(SIGKILL), "\(end)")
                    #expect(!end.errors.contains("catalog on disk"), "turn \(turn): \(end)")
                    _ = try await browser?.outcome(within: .seconds(20))
                }
                try await lastLook(demo, library)
            }
            print("\(Self.kills) kills with seed \(Self.seed) in \(ContinuousClock.now - began)")
        }

        /// Waits until the mount can be browsed and compares what it shows with what may be.
        ///
        /// - Returns: the browser, which goes on.
        private func seen(
            by demo: Demo, _ library: KilledLibrary, _ occasion: String
        ) async throws -> RunningProgram {
            let browser = try demo.start(["python3", "-c", KilledLibrary.browser, demo.sites, "browse"])
            try await browser.says("\n", within: .seconds(30))
            let problems = library.problems(in: browser.outputSoFar)
            #expect(problems.isEmpty, "\(occasion), seed \(Self.seed): \(problems)")
            return browser
        }

        /// In the end all that was edited arrives, and stays when the service goes.
        private func lastLook(_ demo: Demo, _ library: KilledLibrary) async throws {
            for isThere in [true, false] {
                if !isThere { await demo.origin.stop() }
                try await demo.mount(["--metadata-ttl", "1s", "--request-limit", "1000000"])
                try await eventually("everything edited is shown", within: .seconds(30)) {
                    let look = try await demo.python(KilledLibrary.browser, [demo.sites, "once"])
                    return look.succeeded && library.problems(in: look.text, isCurrent: true).isEmpty
                }
                try await demo.unmount()
            }
        }
    }
}

extension RunningProgram {
    /// Whether it has ended: its parent may not have looked yet.
    fileprivate var isGone: Bool {
        guard let status = FileManager.default.contents(atPath: "/proc/\(processIdentifier)/stat") else {
            return true
        }
        // The state stands behind the name, which is in parentheses: proc_pid_stat(5).
        return String(decoding: status, as: UTF8.self).split(separator: ")").last?.hasPrefix(" Z") ?? true
    }
}

/// Films whose titles say how often they were edited.
private struct KilledLibrary {
    private static let films = 1...60
    private static let packages = 6
    private var editions = Dictionary(uniqueKeysWithValues: films.map { ($0, 0) })

    static func configure(_ configuration: inout DemoOrigin.Configuration) {
        var library = DemoLibrary.bulk(sites: 2, packages: packages, videos: films.count)
        for film in films { library.changeVideo(film) { $0.title = title(film, 0) } }
        configuration.library = library
        configuration.requestLimit = nil
    }

    private static func title(_ film: Int, _ edition: Int) -> String {
        "Film \(film) edition \(edition)"
    }

    /// Gives five films another title.
    mutating func edit(at origin: DemoOrigin, _ chance: inout SeededGenerator) {
        for _ in 0..<5 {
            let film = Int.random(in: Self.films, using: &chance)
            let edition = editions[film, default: 0] + 1
            editions[film] = edition
            origin.edit { library in
                library.changeVideo(film) { $0.title = Self.title(film, edition) }
            }
        }
    }

    /// What is wrong with the titles that a browser saw: each film must be there once, under a title that it
    /// has or had.
    func problems(in text: String, isCurrent: Bool = false) -> [String] {
        let line = text.split(separator: "\n").first ?? ""
        guard let names = try? JSONDecoder().decode([String].self, from: Data(line.utf8)) else {
            return ["no list of names: \(text.prefix(500))"]
        }
        var problems: [String] = []
        var missing = Set(Self.films)
        for name in names {
            let words = name.split(separator: " ")
            guard words.count == 4, let film = Int(words[1]), let edition = Int(words[3]),
                let newest = editions[film]
            else {
                problems.append("a strange name: \(name)")
                continue
            }
            if missing.remove(film) == nil { problems.append("twice: \(name)") }
            if !(isCurrent ? newest...newest : 0...newest).contains(edition) {
                problems.append("\(name) when the newest is \(newest)")
            }
        }
        return problems + missing.sorted().map { "missing: film \($0)" }
    }

    /// Waits for the mount, prints the names of all films as one line of JSON, reads one `info.json` of each
    /// package, and then browses at random until the mount is gone.
    static let browser = """
        import json, os, random, sys, threading, time
        sites, what = sys.argv[1:]
        def folders(path): return [path + '/' + name for name in os.listdir(path) if name != 'info.json']
        end = time.monotonic() + 25
        while True:
            try:
                # Nothing is mounted yet, or what is mounted is the dead one.
                packages = [package for site in folders(sites) for package in folders(site)]
                break
            except OSError:
                if time.monotonic() > end: raise
                time.sleep(0.002)
        def films(package): return [film for film in folders(package) if '/thumbnail.' not in film]
        seen = [film for package in packages for film in films(package)]
        for package in packages: json.load(open(random.choice(films(package)) + '/info.json'))
        print(json.dumps([os.path.basename(film) for film in seen]), flush=True)
        def browse():
            while time.monotonic() < end:
                film = random.choice(films(random.choice(packages)))
                for path in [film + '/info.json', film + '/thumbnail.jpg', *folders(film + '/subtitles')]:
                    open(path, 'rb').read()
                for path in folders(film + '/files'): open(path, 'rb').read(65536)
        def until_gone():
            # Not found: the film was given another title meanwhile.
            while time.monotonic() < end:
                try: browse()
                except FileNotFoundError:
                    if not os.path.isdir(sites): return
                except OSError: return
        if what == 'browse':
            threads = [threading.Thread(target=until_gone) for _ in range(4)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
        """
}
