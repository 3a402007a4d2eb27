import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// `kill -9` in the middle of writing, over and over: what was known must be there at the next start.
    @Suite struct KillTests {
        /// As many as the goal names; half a minute.
        static let kills = setting("VIDFS_KILLS").flatMap { Int($0) } ?? 200
        /// Of a run that failed, to see it again.
        static let seed = setting("VIDFS_SEED").flatMap { UInt64($0) } ?? 5

        private static func setting(_ name: String) -> String? {
            ProcessInfo.processInfo.environment[name]
        }

        @Test("the program killed at any moment has its library at the next start, with nothing to mend")
        func killed() async throws {
            let began = ContinuousClock.now
            try await Demo.serving(.demoCDN, keepsOriginals: false, KilledLibrary.configure) { demo in
                let editor = Task {
                    var (library, chance) = (KilledLibrary(), SeededGenerator(seed: Self.seed))
                    while !Task.isCancelled {
                        library.edit(at: demo.origin, &chance)
                        try? await Task.sleep(for: .milliseconds(50))
                    }
                    return library
                }
                let arguments = ["\(Self.kills)", "\(Self.seed)", demo.mountPoint, Requirements.vidfs]
                let killing: Result<Outcome, any Error>
                do {
                    killing = .success(
                        try await demo.python(KilledLibrary.killer, arguments, within: .seconds(150)))
                } catch { killing = .failure(error) }
                editor.cancel()
                let library = await editor.value
                let outcome = try killing.get()
                #expect(outcome.succeeded, "seed \(Self.seed): \(outcome)")
                for (turn, line) in outcome.lines.enumerated() {
                    let problems = library.problems(in: line)
                    #expect(problems.isEmpty, "look \(turn), seed \(Self.seed): \(problems)")
                }
                #expect(!outcome.errors.contains("catalog on disk"), "\(outcome)")
                try await lastLook(demo, library)
            }
            print("\(Self.kills) kills with seed \(Self.seed) in \(ContinuousClock.now - began)")
        }

        @Test("killed while a notice waits for a lookup, it is a dead mount that the next one clears")
        func killedInANotice() async throws {
            try await Demo.serving { demo in
                let server = try await demo.mountInForeground()
                let files = demo.sites + "/" + ExpectedTree.patterns + "/An Unknown Size/files"
                // The directory is known then, and the size of the file in it is not.
                try await demo.expect("OK", of: "os.listdir(path)", files)
                demo.origin.faults.add(
                    DemoFault(on: .cdn, matching: "/media/43/", times: .max, .neverAnswer))
                let looking = try demo.start(["stat", files + "/360p.webm"])
                _ = await demo.origin.journal.wait { $0.path.hasPrefix("/media/43/") }
                demo.origin.edit { library in
                    library.changeVideo(43) {
                        $0.files.append(DemoFile(quality: "240p", format: "mp4", media: .bytes([1, 2, 3])))
                    }
                }
                let refreshing = try demo.start([Requirements.vidfs, "refresh", files])
                try await eventually("the notice waits") { server.isWaitingInTheKernel }
                server.signal(SIGKILL)
                await demo.abortIfStuck(server)
                for program in [looking, refreshing] {
                    let outcome = try await program.outcome(within: .seconds(10))
                    #expect(!outcome.succeeded, "\(outcome)")
                }
                try await demo.expect("ENOTCONN", of: "os.listdir(path)", demo.mountPoint)
                demo.origin.faults.clear()
                try await demo.mount()
                try await demo.expect("OK", of: "os.stat(path)", files + "/360p.webm")
                try await demo.unmount()
            }
        }

        /// In the end all that was edited arrives, and stays when the service goes.
        private func lastLook(_ demo: Demo, _ library: KilledLibrary) async throws {
            for isThere in [true, false] {
                if !isThere { await demo.origin.stop() }
                try await demo.mount(["--metadata-ttl", "1s", "--request-limit", "1000000"])
                try await eventually("everything edited is shown", within: .seconds(30)) {
                    let look = try await demo.python(KilledLibrary.look, [demo.sites])
                    return look.succeeded && library.problems(in: look.text, isCurrent: true).isEmpty
                }
                try await demo.unmount()
            }
        }
    }
}

extension RunningProgram {
    /// Whether one of its threads is in a call that no signal ends (proc_pid_stat(5): `D`).
    fileprivate var isWaitingInTheKernel: Bool {
        let tasks = "/proc/\(processIdentifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.contains { thread in
            let text = (try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)) ?? ""
            return text.split(separator: ")").last?.split(separator: " ").first == "D"
        }
    }
}

extension Demo {
    /// Expects a killed server to end. One that does not would stay for as long as the machine runs, and all that
    /// wait for its mount with it: the connection is ended for it.
    fileprivate func abortIfStuck(_ server: RunningProgram) async {
        if (try? await server.outcome(within: .seconds(10))) != nil { return }
        Issue.record("a killed server did not end")
        _ = try? await run("umount", "-f", mountPoint)
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

    /// Prints the names of all films as one line of JSON, and reads one `info.json` of each package.
    static let look = """
        import json, os, random, sys, threading, time
        sites = sys.argv[1]
        def folders(path): return [path + '/' + name for name in os.listdir(path) if name != 'info.json']
        def films(package): return [film for film in folders(package) if '/thumbnail.' not in film]
        def look():
            packages = [package for site in folders(sites) for package in folders(site)]
            seen = [film for package in packages for film in films(package)]
            for package in packages:
                try: json.load(open(random.choice(films(package)) + '/info.json'))
                except FileNotFoundError: pass  # It was given another title meanwhile.
            print(json.dumps([os.path.basename(film) for film in seen]), flush=True)
            return packages
        if len(sys.argv) == 2: look()

        """

    /// Mounts, looks, browses at random with four threads, and kills the mount, over and over; one in four
    /// is killed before it serves. Its arguments: how often, a seed, the mount point, the program.
    static let killer =
        "import sys; arguments, sys.argv = sys.argv[1:], ['', sys.argv[3] + '/sites', '']\n" + look + """
            import subprocess
            kills, seed, place, program = arguments
            random.seed(int(seed))
            def browse(packages):
                while True:
                    try:
                        film = random.choice(films(random.choice(packages)))
                        for path in [film + '/info.json', film + '/thumbnail.jpg', *folders(film + '/subtitles')]:
                            open(path, 'rb').read()
                        for path in folders(film + '/files'): open(path, 'rb').read(65536)
                    except FileNotFoundError:
                        if not os.path.isdir(sites): return
                    except OSError: return
            for turn in range(int(kills)):
                server = subprocess.Popen([
                    program, 'mount', place, '--foreground', '--metadata-ttl', '1s', '--request-limit', '1000000'])
                threads, delay = [], random.random() * 0.2
                if turn == 0 or random.random() > 0.25:
                    end = time.monotonic() + 20
                    while True:
                        try:
                            packages = look()
                            break
                        except OSError:
                            # Nothing is mounted yet, or what is mounted is the dead one.
                            if time.monotonic() > end or server.poll() is not None: raise
                            time.sleep(0.002)
                    threads = [threading.Thread(target=browse, args=[packages]) for _ in range(4)]
                    for thread in threads: thread.start()
                time.sleep(delay)
                server.kill()
                server.wait(10)
                for thread in threads: thread.join(20)
            """
}
