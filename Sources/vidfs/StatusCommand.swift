internal import ArgumentParser
internal import Foundation

/// `vidfs status`.
struct StatusCommand: TaskCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tells what a mount is doing.",
        discussion: """
            Account, request budget, streams, caches, last errors. Without a mount point: the only mount, or \
            a list of all.

              vidfs status
              vidfs status ~/videos --json
              vidfs status --watch           look once a second, until Ctrl-C
              vidfs status --watch 5 --json  a line of JSON every five seconds
            """)

    @Argument(help: ArgumentHelp("Where the library is mounted", valueName: "mountpoint"))
    var mountPoint: String?

    @Flag(help: "The mount's own JSON, or a JSON list of mounts")
    var json = false

    /// Without a number it is 1: ``Invocation`` fills that in.
    @Option(
        help: ArgumentHelp(
            "Look again every so many seconds (1 where none are given), and show rates",
            valueName: "seconds"))
    var watch: Double?

    func validate() throws {
        if let watch, !(0.1...86_400).contains(watch) {
            throw ValidationError("--watch takes seconds, from 0.1 to 86400")
        }
    }

    func run() async throws {
        let table = MountTable.read()
        if mountPoint == nil, watch == nil, table.mounts.count > 1 { return try list(table.mounts) }
        let mount: MountTable.Entry
        if let mountPoint {
            let path = Paths.absolute(mountPoint)
            guard let found = table.mount(of: path) else {
                throw CommandFailure("no vidfs is mounted at \(path)", status: .failed)
            }
            mount = found
        } else {
            mount = try table.only()
        }
        if let watch {
            let interval = Duration.seconds(watch)
            return try await StatusWatch(mountPoint: mount.mountPoint, interval: interval, isJSON: json).run()
        }
        let bytes = try Self.document(of: mount.mountPoint)
        if json {
            Terminal.write([UInt8](bytes))
        } else {
            let document = try StatusDocument(bytes)
            print(StatusReport(mountPoint: mount.mountPoint, document: document, now: Date()).text)
        }
    }

    private func list(_ mounts: [MountTable.Entry]) throws {
        if json {
            let entries = mounts.map { ["mountPoint": $0.mountPoint, "source": $0.source] }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Terminal.write([UInt8](try encoder.encode(entries)) + [UInt8(ascii: "\n")])
            return
        }
        for line in Self.lines(of: mounts) { print(line) }
    }

    /// Mount points and accounts, one mount a line, as a terminal may see them.
    static func lines(of mounts: [MountTable.Entry]) -> [String] {
        let width = mounts.map(\.mountPoint.printable.count).max() ?? 0
        return mounts.map { $0.mountPoint.printable.padding(to: width + 2) + $0.source.printable }
    }

    /// Reads a mount's `status.json`. Blocks while the mount does not answer.
    static func document(of mountPoint: String) throws(CommandFailure) -> Data {
        do {
            return try Data(contentsOf: URL(filePath: mountPoint + "/.vidfs/status.json"))
        } catch {
            throw CommandFailure(
                "the mount at \(mountPoint) does not answer, its process may have died;"
                    + " clear it with: vidfs unmount \(Paths.quoted(mountPoint))", status: .failed)
        }
    }
}
