internal import Configuration
internal import Foundation
internal import Synchronization

/// All sources in their order of precedence: flags, environment, systemd credentials, configuration file,
/// defaults.
struct SettingLayers {
    let profile: String
    /// The file that was read; `nil` where there was none.
    let file: String?
    private let sources: SettingSources
    private let reader: ConfigReader
    private let origins: OriginReporter

    /// Reads the files.
    ///
    /// - Throws: ``ConfigurationError`` for a file that cannot be used or a profile that is not known.
    init(_ sources: SettingSources) throws(ConfigurationError) {
        self.sources = sources
        let file = try Self.configurationFile(for: sources)
        self.file = file.path.isEmpty ? nil : file.path
        let profile =
            sources.profile ?? sources.environment[Setting.profile.variable] ?? file.defaultProfile
            ?? Setting.profile.defaultValue ?? ""
        let isName = profile.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        guard isName, !profile.isEmpty else { throw .invalidProfileName(profile) }
        self.profile = profile

        let credentials = sources.environment["CREDENTIALS_DIRECTORY"].map {
            CredentialDirectory(path: $0, profile: profile)
        }
        // A profile needs no file: tokens, variables and credentials may be all there is. But where
        // profiles are written down, another name is a slip of the pen.
        let isKnown =
            file.profiles[profile] != nil || profile == Setting.profile.defaultValue
            || credentials?.knowsProfile == true
        guard isKnown || file.profiles.isEmpty else {
            throw .unknownProfile(name: profile, path: file.path, known: file.profiles.keys.sorted())
        }

        origins = OriginReporter()
        reader = ConfigReader(
            providers: [
                Layer.flags.provider(of: sources.flags.filter { !$0.value.isEmpty }),
                EnvironmentVariablesProvider(
                    environmentVariables: sources.environment,
                    secretsSpecifier: .dynamic { name, _ in Self.secretVariables.contains(name) }
                ).prefixKeys(with: "vidfs"),
                Layer.credentials.provider(of: try Self.texts(in: credentials)),
                Layer.file.provider(ofKeys: file.profiles[profile] ?? [:]),
                Layer.defaults.provider(of: Self.defaults),
            ], accessReporter: origins)
    }

    /// The value that counts, and where it came from.
    func value(of setting: Setting) -> SettingValue? {
        value(forKey: setting.key, of: setting)
    }

    /// The secret that counts: given as itself, or by the command that prints it.
    ///
    /// Blocks while the command runs.
    ///
    /// - Throws: ``ConfigurationError`` when the command fails, or one place gives both.
    func secret(_ setting: Setting) throws(ConfigurationError) -> Secret? {
        let given = value(of: setting)
        let command = value(forKey: setting.commandKey, of: setting)
        switch (given, command) {
        case (nil, nil): return nil
        case (let given?, nil): return Secret(given.text)
        case (let given?, let command?) where given.layer < command.layer: return Secret(given.text)
        case (let given?, let command?) where given.layer == command.layer:
            throw .secretGivenTwice(place: given.place, commandPlace: command.place)
        case (_, let command?):
            let run = SecretCommand(text: command.text, place: command.place)
            return try run.output(environment: sources.environment, limit: sources.commandLimit)
        }
    }

    private func value(forKey key: String, of setting: Setting) -> SettingValue? {
        guard let text = reader.string(forKey: ConfigKey([key]), isSecret: setting.isSecret),
            let layer = origins.last, !text.isEmpty
        else { return nil }
        let isCommand = key == setting.commandKey
        let place =
            switch layer {
            case .flags, .defaults: "--" + setting.name
            case .environment: isCommand ? setting.commandVariable : setting.variable
            case .credentials: "the credential \(setting.name)"
            case .file: "\(file ?? ""): profiles.\(profile).\(key)"
            }
        return SettingValue(text: text, layer: layer, place: place, base: base(of: layer))
    }

    /// Where relative paths start: in a file they mean its neighbours, whoever reads it from wherever.
    private func base(of layer: Layer) -> String {
        guard layer == .file, let file else { return sources.workingDirectory }
        return URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
    }

    private static func configurationFile(
        for sources: SettingSources
    ) throws(ConfigurationError) -> ConfigurationFile {
        if let named = sources.configurationFile ?? sources.environment["VIDFS_CONFIG"] {
            let path = PathText.absolute(
                named, from: sources.workingDirectory, home: sources.environment["HOME"])
            return try .read(path, mayBeMissing: false)
        }
        let directories = BaseDirectories(
            environment: sources.environment, runsAsRoot: sources.runsAsRoot)
        guard let directory = directories.configuration else { return .empty }
        return try .read(directory + "/config.yaml", mayBeMissing: true)
    }

    private static func texts(
        in credentials: CredentialDirectory?
    ) throws(ConfigurationError) -> [Setting: String] {
        var texts: [Setting: String] = [:]
        for setting in Setting.allCases where setting != .profile {
            texts[setting] = try credentials?.text(of: setting)
        }
        return texts
    }

    private static let defaults = Dictionary(
        uniqueKeysWithValues: Setting.allCases.compactMap { setting in
            setting.defaultValue.map { (setting, $0) }
        })

    private static let secretVariables = Set(
        Setting.allCases.filter(\.isSecret).flatMap { [$0.variable, $0.commandVariable] })
}

/// A setting's text with its origin.
struct SettingValue {
    let text: String
    let layer: Layer
    /// The name it was set under, for an error text.
    let place: String
    /// The directory that a relative path starts from.
    let base: String
}

/// One source of settings; less is stronger.
enum Layer: Int, Comparable {
    case flags
    case environment
    case credentials
    case file
    case defaults

    static func < (one: Layer, other: Layer) -> Bool {
        one.rawValue < other.rawValue
    }

    func provider(of texts: [Setting: String]) -> InMemoryProvider {
        provider(ofKeys: Dictionary(uniqueKeysWithValues: texts.map { ($0.key.key, $0.value) }))
    }

    func provider(ofKeys texts: [String: String]) -> InMemoryProvider {
        let open = Set(Setting.allCases.filter { !$0.isSecret }.map(\.key))
        let values = texts.map { key, text in
            (AbsoluteConfigKey([key]), ConfigValue(.string(text), isSecret: !open.contains(key)))
        }
        return InMemoryProvider(name: "\(self)", values: Dictionary(uniqueKeysWithValues: values))
    }
}

/// Remembers which provider gave the last value: the reader itself does not tell.
private final class OriginReporter: AccessReporter {
    private let layer = Mutex<Layer?>(nil)

    var last: Layer? { layer.withLock { $0 } }

    /// Providers are asked in their order and the first value ends it, so their number is the layer.
    func report(_ event: AccessEvent) {
        let found = event.providerResults.firstIndex { result in
            guard case .success(let lookup) = result.result else { return false }
            return lookup.value != nil
        }
        layer.withLock { $0 = found.flatMap(Layer.init) }
    }
}
