/// Everything that can be set, under its one name.
///
/// `foo-bar` is the flag `--foo-bar`, the variable `VIDFS_FOO_BAR`, the key `fooBar` of a profile in the
/// configuration file, the mount option `foo_bar` and the systemd credential `foo-bar`.
public enum Setting: String, CaseIterable, Sendable {
    case provider
    case apiURL = "api-url"
    case registryURL = "registry-url"
    case account
    case clientID = "client-id"
    case clientSecret = "client-secret"
    case username
    case password
    case accessToken = "access-token"
    case refreshToken = "refresh-token"
    case readAhead = "read-ahead"
    case memoryLimit = "memory-limit"
    case cacheDirectory = "cache-dir"
    case stateDirectory = "state-dir"
    case metadataTTL = "metadata-ttl"
    case requestLimit = "request-limit"
    case names
    case allowOther = "allow-other"
    case uid
    case gid
    case umask
    case logLevel = "log-level"
    case logFormat = "log-format"
    case proxy
    case caCertificate = "ca-certificate"
    case allowInsecureHTTP = "allow-insecure-http"
    case showHidden = "show-hidden"
    case categoryLinks = "category-links"
    case profile

    /// The name in kebab form, without dashes in front.
    public var name: String { rawValue }

    /// The key in the configuration file.
    public var key: String {
        let words = rawValue.split(separator: "-")
        return words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
    }

    /// The environment variable.
    public var variable: String {
        "VIDFS_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }

    /// A secret has no flag and no mount option, since a process list shows both.
    public var isSecret: Bool {
        switch self {
        case .clientSecret, .password, .accessToken, .refreshToken: true
        default: false
        }
    }

    /// Finds a setting by its flag's or its mount option's name (`read-ahead`, `read_ahead`).
    public init?(named name: some StringProtocol) {
        self.init(rawValue: name.map { $0 == "_" ? "-" : String($0) }.joined())
    }

    /// Whether the setting is spoken of alone, without a value: `--allow-other`.
    public var isSwitch: Bool {
        [.allowOther, .allowInsecureHTTP, .showHidden, .categoryLinks].contains(self)
    }
}

extension Setting {
    /// The key of the command whose output is the secret: `passwordCommand`.
    var commandKey: String { key + "Command" }

    /// The variable of that command: `VIDFS_PASSWORD_COMMAND`.
    var commandVariable: String { variable + "_COMMAND" }

    /// What may stand in a profile of the configuration file. The profile's name is not part of it.
    static let keysOfAProfile: [String] = allCases.filter { $0 != .profile }.flatMap { setting in
        setting.isSecret ? [setting.key, setting.commandKey] : [setting.key]
    }
}

extension Substring {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
