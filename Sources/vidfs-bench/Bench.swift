internal import ArgumentParser

/// `vidfs-bench`: the other side of the wire for `Tools/bench`, which starts it.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vidfs-bench",
        abstract: "What the benchmark measures against: a demo API, and a line with a delay and a rate.",
        subcommands: [OriginCommand.self, ProxyCommand.self])
}
