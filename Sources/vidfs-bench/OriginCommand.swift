internal import ArgumentParser
internal import DemoOrigin
internal import Foundation

/// `vidfs-bench origin`: the demo API for films that a CDN of its own serves.
struct OriginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "origin",
        abstract: "Serves the demo API for films that an nginx with secure_link serves.",
        discussion: "Prints the environment that uses it, then serves until SIGINT or SIGTERM.")

    @Option(help: "Directory with media/ID/QUALITY.FORMAT, ID being a number")
    var library: String

    @Option(help: "Base address of the CDN, such as http://127.0.0.1:8081")
    var cdn: String

    @Option(help: "The secret of the CDN's secure_link_md5")
    var secret: String

    @Option(help: "Port on 127.0.0.1; 0 for any that is free")
    var port: UInt16 = 0

    @Option(help: "Seconds for which a link may start requests")
    var linkLife: Int = 30

    @Option(help: "Requests per hour that the service allows")
    var requestLimit: Int = 1_000_000

    func run() async throws {
        let stop = StopSignals()
        var configuration = DemoOrigin.Configuration()
        configuration.apiPort = Int(port)
        configuration.library = try FilmDirectory(path: library).library()
        configuration.linkLife = .seconds(linkLife)
        configuration.requestLimit = requestLimit
        configuration.externalCDN = SecureLinkCDN(base: cdn, secret: secret)
        let origin = try await DemoOrigin.start(configuration)
        let lines = origin.environment.sorted { $0.key < $1.key }.map { "export \($0.key)='\($0.value)'\n" }
        // Not print: whoever reads this through a pipe waits for it.
        try FileHandle.standardOutput.write(contentsOf: Data(lines.joined().utf8))
        await stop.wait()
        await origin.stop()
    }
}
