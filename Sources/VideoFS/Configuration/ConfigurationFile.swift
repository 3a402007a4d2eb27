internal import Configuration
internal import Foundation
internal import Synchronization

/// `config.yaml` as read: checked as a whole, each profile's settings as texts.
///
/// ```yaml
/// defaultProfile: home
/// profiles:
///   home:
///     username: me@example.com
///     passwordCommand: pass show vidfs | head -n 1
/// ```
struct ConfigurationFile {
    let path: String
    let defaultProfile: String?
    /// By profile, then by key. Empty values are left out.
    let profiles: [String: [String: String]]

    static let empty = ConfigurationFile(path: "", defaultProfile: nil, profiles: [:])

    /// Reads and checks a file, every profile of it: a mistake in one that is not used today would be
    /// found on the worst day otherwise.
    ///
    /// - Parameters:
    ///   - path: absolute.
    ///   - mayBeMissing: whether no file is the same as an empty one.
    /// - Returns: what it says.
    /// - Throws: ``ConfigurationError``: cannot be read, not YAML, a key that is no setting, or secrets in
    ///   a file that others can read.
    static func read(_ path: String, mayBeMissing: Bool) throws(ConfigurationError) -> ConfigurationFile {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch CocoaError.fileReadNoSuchFile where mayBeMissing {
            return .empty
        } catch {
            throw .unreadableFile(path: path, reason: reason(of: error))
        }
        let file = try ConfigurationFile(path: path, bytes: bytes)
        if file.isWorthHiding { try refuseUnlessPrivate(path) }
        return file
    }

    private init(path: String, defaultProfile: String?, profiles: [String: [String: String]]) {
        self.path = path
        self.defaultProfile = defaultProfile
        self.profiles = profiles
    }

    /// - Throws: ``ConfigurationError``, as ``read(_:mayBeMissing:)``, but for what concerns access.
    init(path: String, bytes: Data) throws(ConfigurationError) {
        let document = try YAMLDocument(path: path, bytes: bytes)
        var profiles: [String: [String: String]] = [:]
        var defaultProfile: String?
        for key in document.keys {
            let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let value = try document.text(at: parts)
            switch parts.count {
            case 1 where key == "defaultProfile": defaultProfile = value.isEmpty ? nil : value
            case 1 where key == "profiles" && value.isEmpty: continue
            // `home:` with nothing below it.
            case 2 where parts[0] == "profiles" && value.isEmpty: profiles[parts[1], default: [:]] = [:]
            case 3 where parts[0] == "profiles" && Setting.keysOfAProfile.contains(parts[2]):
                profiles[parts[1], default: [:]][parts[2]] = value.isEmpty ? nil : value
            default: throw Self.unknownKey(parts, in: path)
            }
        }
        self.init(path: path, defaultProfile: defaultProfile, profiles: profiles)
    }

    /// Whether a secret stands in the file, or a command that whoever can write there could replace.
    private var isWorthHiding: Bool {
        let hidden = Setting.allCases.filter(\.isSecret).flatMap { [$0.key, $0.commandKey] }
        return profiles.values.contains { profile in hidden.contains { profile[$0] != nil } }
    }

    private static func refuseUnlessPrivate(_ path: String) throws(ConfigurationError) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.uint16Value else { return }
        guard mode & 0o077 == 0 else { throw .exposedFile(path: path, mode: mode) }
    }

    private static func unknownKey(_ parts: [String], in path: String) -> ConfigurationError {
        let key = parts.joined(separator: ".")
        guard parts.count > 1, parts[0] == "profiles" else {
            let nearest = NearestName.to(parts[0], among: ["profiles", "defaultProfile"])
            // A setting at the top is the likelier mistake than a misspelt "profiles".
            guard nearest == nil, Setting.keysOfAProfile.contains(parts[0]) else {
                return .unknownKey(path: path, key: key, nearest: nearest)
            }
            return .malformedFile(path: path, problem: "\(key) belongs under profiles.<name>")
        }
        guard parts.count == 3 else {
            let problem = "\(key) does not have the form profiles.<name>.<setting>"
            return .malformedFile(path: path, problem: problem)
        }
        return .unknownKey(
            path: path, key: key, nearest: NearestName.to(parts[2], among: Setting.keysOfAProfile))
    }

    private static func reason(of error: any Error) -> String {
        switch error {
        case CocoaError.fileReadNoSuchFile: "there is no such file"
        case CocoaError.fileReadNoPermission: "permission denied"
        default: "not a readable file"
        }
    }
}

/// The YAML behind it. The library looks values up, but does not list them; it does ask about every key
/// whether it is secret, and that is the list.
private struct YAMLDocument {
    let path: String
    let keys: [String]
    private let snapshot: YAMLSnapshot?

    init(path: String, bytes: Data) throws(ConfigurationError) {
        self.path = path
        // Nothing but comments is an empty mapping to a person, and an error to the parser.
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard
            lines.contains(where: { line in
                let first = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
                return first != nil && first != UInt8(ascii: "#")
            })
        else {
            keys = []
            snapshot = nil
            return
        }
        let asked = AskedKeys()
        let options = YAMLSnapshot.ParsingOptions(
            secretsSpecifier: .dynamic { key, _ in asked.note(key) })
        do {
            snapshot = try YAMLSnapshot(
                data: bytes.bytes, providerName: path, parsingOptions: options)
        } catch {
            throw .malformedFile(path: path, problem: Self.problem(in: error))
        }
        keys = asked.all
    }

    func text(at key: [String]) throws(ConfigurationError) -> String {
        let result = try? snapshot?.value(forKey: AbsoluteConfigKey(key), type: .string)
        guard case .string(let text)? = result?.value?.content else {
            let problem = "\(key.joined(separator: ".")) must be a single value, not a list"
            throw .malformedFile(path: path, problem: problem)
        }
        return text
    }

    /// The first line of the parser's message. The lines after it quote the file, and a secret may stand
    /// there.
    private static func problem(in error: any Error) -> String {
        let message = String(describing: error)
        let first = message.prefix { !$0.isNewline }
        return first.hasSuffix(":") ? String(first.dropLast()) : String(first)
    }
}

/// Collects the keys that the parser asks about.
private final class AskedKeys: Sendable {
    private let keys = Mutex<[String]>([])

    var all: [String] { keys.withLock { $0 } }

    /// - Returns: that the key is secret: whatever may be printed of the document shows no value.
    func note(_ key: String) -> Bool {
        keys.withLock { $0.append(key) }
        return true
    }
}
