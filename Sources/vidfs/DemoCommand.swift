internal import ArgumentParser
internal import DemoOrigin
internal import Foundation
internal import VideoFS

/// `vidfs demo`.
struct DemoCommand: TaskCommand, DetachableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Mounts a small library served by this program itself.",
        discussion: """
            No account, no network, no configuration: the services listen on 127.0.0.1, and nothing of yours \
            is read or changed.

              vidfs demo                     mounts ./vidfs-demo
              vidfs demo --serve-only        the services alone, for a 'vidfs mount' of your own
            """)

    @Argument(help: ArgumentHelp("Where to mount; made if missing", valueName: "mountpoint"))
    var mountPoint = "./vidfs-demo"

    @Flag(help: "Start the services alone, and print the environment that uses them")
    var serveOnly = false

    @Option(
        help: ArgumentHelp("Port of the service on 127.0.0.1 (default: any that is free)", valueName: "n"))
    var port: UInt16 = 0

    @Option(
        help: ArgumentHelp("The kind of service: vhx or piksel", valueName: "name"),
        transform: Self.provider)
    var provider = DemoProvider.vhx

    @Flag(name: .customLong("foreground"), help: "Stay, log to standard error, unmount on SIGINT or SIGTERM")
    var staysInForeground = false

    /// Where the demo keeps what it writes; given by the process that made it, and removed at the end.
    @Option(help: .hidden)
    var privateDirectory: String?

    var foreground: Bool { staysInForeground || serveOnly }

    func detach(_ arguments: [String]) throws {
        let directory = try DemoDirectory.make()
        let path = Paths.absolute(mountPoint)
        let start = BackgroundStart(
            arguments: arguments + ["--private-directory=" + directory.path], mountPoint: path,
            logFile: directory.path + "/demo.log")
        do {
            try start.run()
        } catch {
            // A failure whose sentence names the log keeps it.
            if !error.sentence.contains(directory.path) { directory.remove() }
            throw error
        }
        print(DemoGuide(mountPoint: path).text)
    }

    func run() async throws {
        if serveOnly { return try await serve() }
        try await ReadySignal.reporting { signal in
            let directory = try privateDirectory.map(DemoDirectory.init) ?? DemoDirectory.make()
            defer { directory.remove() }
            try await mount(in: directory, signal)
        }
    }

    private func mount(in directory: DemoDirectory, _ signal: ReadySignal) async throws {
        let path = Paths.absolute(mountPoint)
        let isNew = try MountDirectory.make(at: path)
        defer { if isNew { MountDirectory.remove(at: path) } }
        let origin = try await start()
        let outcome: Result<Void, any Error>
        do {
            let configuration = try MountConfiguration.read(directory.sources(using: origin.environment))
            try signal.leaveWorkingDirectory()
            outcome = .success(
                try await MountRun.serve(configuration, at: path) { answer in
                    signal.send(answer)
                    if case .success = answer, !signal.isAwaited { print(DemoGuide(mountPoint: path).text) }
                })
        } catch {
            outcome = .failure(error)
        }
        await origin.stop()
        try outcome.get()
    }

    private func serve() async throws {
        let stop = StopSignals()
        let origin = try await start()
        for (name, value) in origin.environment.sorted(by: { $0.key < $1.key }) {
            // Not print: whoever reads this through a pipe waits for it.
            Terminal.write(Array("export \(name)=\(Paths.quoted(value))\n".utf8))
        }
        await stop.wait()
        await origin.stop()
    }

    private static func provider(named name: String) throws -> DemoProvider {
        guard let provider = DemoProvider(rawValue: name) else {
            throw ValidationError("the demo speaks vhx and piksel, not '\(name)'")
        }
        return provider
    }

    private func start() async throws -> DemoOrigin {
        var configuration = DemoOrigin.Configuration()
        configuration.apiPort = Int(port)
        configuration.provider = provider
        configuration.library = .showcase
        do {
            return try await DemoOrigin.start(configuration)
        } catch {
            throw CommandFailure(
                "the demo services cannot listen on 127.0.0.1:\(port); choose another --port", status: .failed
            )
        }
    }
}
