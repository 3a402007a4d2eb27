import DemoOrigin
import Foundation
import Testing

/// Demo services, a mount point, and a user's directories for the length of one test.
///
/// However the test ends, nothing is left: no mount, no process, no file.
struct Demo: Sendable {
    let origin: DemoOrigin
    let service: DemoProvider
    let clock: TestClock
    let scratch: Scratch
    /// The CDN where it is not the origin's own.
    let nginx: NginxCDN?
    /// The library's media as files, each at its path on the CDN: what copies are compared with.
    let source: String
    /// Of every `vidfs` that the test starts.
    let crashes: CrashReports
    /// What every program is started with.
    let environment: [String: String]

    var mountPoint: String { scratch.path + "/mnt" }
    var sites: String { mountPoint + "/sites" }
    var stateDirectory: String { scratch.path + "/state/vidfs" }

    /// Which service lists the library, and who serves its media.
    enum Media: String, CaseIterable, CustomTestStringConvertible {
        case demoCDN = "VHX, the demo's CDN"
        case nginx = "VHX, nginx with secure_link"
        case piksel = "Piksel, the demo's CDN"

        /// Those whose links run out.
        static let signed = [demoCDN, nginx]
        /// One for each service.
        static let services = [demoCDN, piksel]

        var testDescription: String { rawValue }
    }

    /// Starts the services, runs `body`, and clears up. Where originals are kept, the library's media are
    /// written to ``source`` before.
    static func serving(
        _ media: Media = .demoCDN, keepsOriginals: Bool = true,
        _ configure: (inout DemoOrigin.Configuration) -> Void = { _ in },
        _ body: (Demo) async throws -> Void
    ) async throws {
        try Requirements.check()
        let scratch = try Scratch()
        defer { scratch.remove() }
        let source = try scratch.makeDirectory("media")
        try scratch.makeDirectory("mnt")
        let crashes = CrashReports(in: try scratch.makeDirectory("crashes"))
        let clock = TestClock()
        var configuration = DemoOrigin.Configuration()
        configuration.now = { clock.now }
        if media == .piksel { configuration.provider = .piksel }
        configure(&configuration)
        if keepsOriginals { try configuration.library.write(mediaTo: source) }
        let nginx = media == .nginx ? try await NginxCDN.start(serving: source, in: scratch) : nil
        configuration.externalCDN = nginx?.link
        let origin: DemoOrigin
        do {
            origin = try await DemoOrigin.start(configuration)
        } catch {
            await nginx?.stop()
            throw error
        }
        let demo = Demo(
            origin: origin, service: configuration.provider, clock: clock, scratch: scratch, nginx: nginx,
            source: source, crashes: crashes,
            environment: environment(in: scratch.path).merging(origin.environment) { $1 }
                .merging(crashes.environment) { $1 })
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(demo)) } catch { outcome = .failure(error) }
        await demo.clearUp()
        await origin.stop()
        await nginx?.stop()
        try outcome.get()
    }

    /// Like ``serving(_:keepsOriginals:_:_:)``, with the library mounted while `body` runs, and unmounted by
    /// `vidfs unmount` behind it.
    static func mounted(
        _ media: Media = .demoCDN, keepsOriginals: Bool = true, flags: [String] = [],
        _ configure: (inout DemoOrigin.Configuration) -> Void = { _ in },
        _ body: (Demo) async throws -> Void
    ) async throws {
        try await serving(media, keepsOriginals: keepsOriginals, configure) { demo in
            try await demo.mount(flags)
            try await body(demo)
            try await demo.unmount()
        }
    }

    private static func environment(in directory: String) -> [String: String] {
        [
            "PATH": Requirements.searchPath.joined(separator: ":"), "LANG": "C.UTF-8",
            "HOME": directory + "/home", "XDG_CONFIG_HOME": directory + "/config",
            "XDG_STATE_HOME": directory + "/state", "XDG_CACHE_HOME": directory + "/cache",
            "TMPDIR": directory,
        ]
    }
}

// MARK: - Programs

extension Demo {
    /// Runs a program to its end.
    func run(
        _ arguments: String..., environment: [String: String] = [:], in directory: String? = nil,
        within limit: Duration = .seconds(60)
    ) async throws -> Outcome {
        try await start(arguments, environment: environment, in: directory).outcome(within: limit)
    }

    /// Runs `vidfs` to its end.
    func vidfs(
        _ arguments: String..., environment: [String: String] = [:], in directory: String? = nil,
        within limit: Duration = .seconds(60)
    ) async throws -> Outcome {
        try await start([Requirements.vidfs] + arguments, environment: environment, in: directory)
            .outcome(within: limit)
    }

    /// Runs a script of Python. Its arguments are in `sys.argv[1:]`.
    func python(
        _ script: String, _ arguments: [String] = [], within limit: Duration = .seconds(60)
    ) async throws -> Outcome {
        try await start(["python3", "-c", script] + arguments).outcome(within: limit)
    }

    /// Starts a program. The given environment goes before the demo's own.
    func start(
        _ arguments: [String], environment: [String: String] = [:], in directory: String? = nil
    ) throws -> RunningProgram {
        try RunningProgram(
            arguments, environment: self.environment.merging(environment) { $1 }, directory: directory,
            scratch: scratch)
    }
}

// MARK: - Mounting

extension Demo {
    /// Mounts in the background.
    func mount(_ flags: [String] = []) async throws {
        let mounting = try await start([Requirements.vidfs, "mount", mountPoint] + flags).outcome()
        try #require(mounting.succeeded, "\(mounting)")
    }

    /// Mounts in the foreground, and returns once the mount can be listed.
    func mountInForeground(_ flags: [String] = []) async throws -> RunningProgram {
        let server = try start([Requirements.vidfs, "mount", mountPoint, "--foreground"] + flags)
        try await eventually("\(mountPoint) is mounted", within: .seconds(30)) { try isMounted }
        let listing = try await run("ls", mountPoint)
        try #require(listing.succeeded, "\(listing)")
        return server
    }

    func unmount() async throws {
        let unmounting = try await vidfs("unmount", mountPoint)
        #expect(unmounting.succeeded, "\(unmounting)")
        #expect(try !isMounted)
        #expect(scratch.servers.isEmpty, "vidfs is still there after vidfs unmount")
    }

    /// Told by the mount table, which asks no mount.
    var isMounted: Bool {
        get throws {
            try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8).contains(" \(mountPoint) ")
        }
    }

    /// Ends what the test has left behind. What `vidfs` itself should have ended is reported.
    private func clearUp() async {
        do {
            if try isMounted {
                _ = try? await vidfs("unmount", mountPoint)
                if try isMounted { _ = try await run("umount", "-l", mountPoint) }
            }
            try? await eventually("no vidfs is left", within: .seconds(5)) { scratch.servers.isEmpty }
            #expect(scratch.servers.isEmpty, "left behind: \(scratch.servers)")
        } catch {
            Issue.record(error, "clearing up")
        }
        for report in crashes.texts { Issue.record("vidfs crashed: \(report)") }
        for process in scratch.processes.keys { kill(process, SIGKILL) }
    }
}
