internal import ArgumentParser
internal import DemoOrigin
internal import Foundation

/// `vidfs-bench origin`: the demo API for films that a CDN of its own serves, or for a library of any size.
struct OriginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "origin",
        abstract:
            "Serves the demo API for films that an nginx with secure_link serves, or for a bulk library.",
        discussion: "Prints the environment that uses it, then serves until SIGINT or SIGTERM.")

    @Option(help: "Directory with media/ID/QUALITY.FORMAT, ID being a number")
    var library: String?

    @Option(help: "Base address of the CDN, such as http://127.0.0.1:8081")
    var cdn: String?

    @Option(help: "The secret of the CDN's secure_link_md5")
    var secret: String?

    @Option(help: "Instead of a directory: a library made by rule")
    var bulk: BulkSize?

    @Option(help: "Port on 127.0.0.1; 0 for any that is free")
    var port: UInt16 = 0

    @Option(help: "Seconds for which a link may start requests")
    var linkLife: Int = 30

    @Option(help: "Requests per hour that the service allows")
    var requestLimit: Int = 1_000_000

    func validate() throws {
        guard (bulk == nil) == (library != nil) else {
            throw ValidationError("either --library or --bulk says what is served")
        }
        guard (cdn == nil) == (secret == nil), bulk != nil || cdn != nil else {
            throw ValidationError("films of a directory need --cdn and --secret")
        }
    }

    func run() async throws {
        let stop = StopSignals()
        var configuration = DemoOrigin.Configuration()
        configuration.apiPort = Int(port)
        if let library { configuration.library = try FilmDirectory(path: library).library() }
        if let bulk { configuration.library = bulk.library }
        configuration.linkLife = .seconds(linkLife)
        configuration.requestLimit = requestLimit
        if let cdn, let secret { configuration.externalCDN = SecureLinkCDN(base: cdn, secret: secret) }
        let origin = try await DemoOrigin.start(configuration)
        let lines = origin.environment.sorted { $0.key < $1.key }.map { "export \($0.key)='\($0.value)'\n" }
        // Not print: whoever reads this through a pipe waits for it.
        try FileHandle.standardOutput.write(contentsOf: Data(lines.joined().utf8))
        await stop.wait()
        await origin.stop()
    }
}

/// The size of a library made by rule: `SITES,PACKAGES,VIDEOS`, and with a fourth number one more package of
/// so many videos.
struct BulkSize: ExpressibleByArgument {
    private let numbers: [Int]

    init?(argument: String) {
        let numbers = argument.split(separator: ",").map { Int($0) }
        guard (3...4).contains(numbers.count),
            numbers.allSatisfy({ $0.map((0...10_000_000).contains) ?? false })
        else { return nil }
        self.numbers = numbers.compactMap(\.self)
    }

    var library: DemoLibrary {
        .bulk(
            sites: numbers[0], packages: numbers[1], videos: numbers[2],
            largest: numbers.count > 3 ? numbers[3] : 0)
    }
}
