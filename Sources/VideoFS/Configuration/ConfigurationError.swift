/// Why a configuration cannot be used.
///
/// Texts name where the mistake stands and what to do about it. None holds a secret: neither a secret
/// setting's value nor what a command printed, and no line of the file.
public enum ConfigurationError: Error, Hashable, Sendable {
    case unreadableFile(path: String, reason: String)
    /// Not YAML, or not of the shape `profiles.<name>.<key>`.
    case malformedFile(path: String, problem: String)
    case unknownKey(path: String, key: String, nearest: String?)
    case unknownProfile(name: String, path: String, known: [String])
    case invalidProfileName(String)
    /// The file holds a secret, or a command that will be run, and its mode lets others at it.
    case exposedFile(path: String, mode: UInt16)
    /// - `place`: where it was set, in the words of that place.
    case invalidValue(place: String, value: String, expected: String)
    /// Like ``invalidValue(place:value:expected:)``, for a value that may hold a password.
    case invalidSecretValue(place: String, expected: String)
    case insecureAddress(place: String, host: String)
    /// A secret was given both as itself and as a command, in the same place.
    case secretGivenTwice(place: String, commandPlace: String)
    case commandFailed(place: String, status: Int32)
    case commandTimedOut(place: String, limit: Duration)
    case commandUnusable(place: String, problem: String)
    case noHome(Setting)
}

extension ConfigurationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadableFile(let path, let reason):
            "\(path) cannot be read (\(reason)); mend that or name another file with --config"
        case .malformedFile(let path, let problem):
            "\(path) is not a usable configuration: \(problem)"
        case .unknownKey(let path, let key, let nearest):
            "\(path): there is no setting \(key)"
                + (nearest.map { "; did you mean \($0)?" } ?? "; 'vidfs mount --help' lists them all")
        case .unknownProfile(let name, let path, let known):
            "\(path) has no profile '\(name)'; it has: \(known.joined(separator: ", "))"
        case .invalidProfileName(let name):
            "'\(name)' cannot name a profile; use letters, digits, '-' and '_'"
        case .exposedFile(let path, let mode):
            "\(path) holds secrets and other users can get at it (mode \(String(mode, radix: 8)));"
                + " run: chmod 600 '\(path)'"
        case .invalidValue(let place, let value, let expected):
            "\(place): '\(value)' is not \(expected)"
        case .invalidSecretValue(let place, let expected):
            "\(place) is not \(expected)"
        case .insecureAddress(let place, let host):
            "\(place): http:// to \(host) would send tokens in the clear; use https://, or set"
                + " allow-insecure-http if you accept that"
        case .secretGivenTwice(let place, let commandPlace):
            "\(place) and \(commandPlace) are both set; keep one of them"
        case .commandFailed(let place, let status):
            "\(place): the command failed with exit status \(status); run it by hand to see why"
        case .commandTimedOut(let place, let limit):
            "\(place): the command gave no answer within \(DurationText.format(limit));"
                + " it must work without a terminal"
        case .commandUnusable(let place, let problem):
            "\(place): the command \(problem)"
        case .noHome(let setting):
            "HOME is not set, so there is no default place; set \(setting.variable) or HOME"
        }
    }
}
