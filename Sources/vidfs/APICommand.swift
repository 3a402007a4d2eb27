internal import ArgumentParser
internal import Foundation
internal import VideoFS

/// `vidfs api`.
struct APICommand: TaskCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Sends one authorised request to the service and prints its JSON.",
        discussion: """
            For what has no place in a tree. Costs one request of the hourly budget. Fields go into the \
            query of a GET and into the body of anything else.

              vidfs api /me
              vidfs api /videos/42/files -f quality=720p
              vidfs api /playlists -X POST -f name=Favourites
              vidfs api identity:/oauth/token        piksel: another of its services
            """)

    @Argument(help: "Path at the service, as /me, or an address that it gave")
    var path: String

    @Option(name: .customShort("X"), help: "HTTP method")
    var method = "GET"

    @Option(
        name: .customShort("f"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A field", valueName: "key=value"))
    var fields: [String] = []

    @OptionGroup(title: "Settings")
    var settings: SettingOptions

    func validate() throws {
        let isPath = path.hasPrefix("/") && !path.hasPrefix("//")
        let isOfAService = path.prefixMatch(of: /[A-Za-z0-9_-]+:\/[^\/]/) != nil
        guard isPath || isOfAService || path.hasPrefix("https://") || path.hasPrefix("http://") else {
            throw ValidationError("the path begins with one slash, as in /me")
        }
        guard !method.isEmpty, method.allSatisfy({ $0.isASCII && $0.isLetter }) else {
            throw ValidationError("'\(method)' is not an HTTP method")
        }
        for field in fields where !field.contains("=") || field.hasPrefix("=") {
            throw ValidationError("'\(field)' is not KEY=VALUE")
        }
    }

    func run() async throws {
        let configuration = try MountConfiguration.read(settings.sources())
        let pairs = fields.map { field in
            let key = field.prefix { $0 != "=" }
            return (String(key), String(field[key.endIndex...].dropFirst()))
        }
        let answer = try await ServiceAccess.request(
            configuration, method: method.uppercased(), path: path, fields: pairs)
        Terminal.write(Self.readable(answer.body))
        if let status = ExitStatus(httpStatus: answer.status) {
            throw CommandFailure("the service answered \(answer.status) to \(path)", status: status)
        }
    }

    /// As received, so that a number stays the number it was; indented only where a person reads it.
    private static func readable(_ body: [UInt8]) -> [UInt8] {
        guard Terminal.isOutput, let value = try? JSONSerialization.jsonObject(with: Data(body)),
            let text = try? JSONSerialization.data(
                withJSONObject: value, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        else { return body.last == UInt8(ascii: "\n") || body.isEmpty ? body : body + [UInt8(ascii: "\n")] }
        return text + [UInt8(ascii: "\n")]
    }
}
