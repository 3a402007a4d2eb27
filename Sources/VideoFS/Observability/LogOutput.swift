internal import Foundation
internal import Logging

/// Log lines on standard error, for a person or for a program.
///
/// Metadata comes as facts; values never hold titles, tokens or signed addresses.
struct LogOutput: LogHandler {
    enum Form: Sendable {
        case text
        /// One JSON object per line.
        case json
    }

    private let label: String
    private let form: Form
    var logLevel: Logger.Level
    var metadata = Logger.Metadata()

    init(label: String, level: Logger.Level, form: Form) {
        self.label = label
        self.form = form
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let moment = Date().formatted(.iso8601)
        let line =
            switch form {
            case .text: textLine(event, facts: facts, at: moment)
            case .json: jsonLine(event, facts: facts, at: moment)
            }
        // One write per line, so that lines of several threads do not mix.
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }

    private func textLine(_ event: LogEvent, facts: Logger.Metadata, at moment: String) -> String {
        let pairs = facts.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.oneLine("\($0.value)"))" }
        return "\(moment) \(event.level) \(event.message)\(pairs.joined())"
    }

    private func jsonLine(_ event: LogEvent, facts: Logger.Metadata, at moment: String) -> String {
        var object = facts.mapValues { "\($0)" }
        object["time"] = moment
        object["level"] = "\(event.level)"
        object["message"] = "\(event.message)"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = (try? encoder.encode(object)) ?? Data("{}".utf8)
        return String(decoding: data, as: UTF8.self)
    }

    /// Text from outside must not be able to begin a line of its own.
    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
