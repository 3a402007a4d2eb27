import Testing

@testable import VideoFS

struct PrecedenceTests {
    /// All places that can give a setting, strongest first, with the value that each gives below.
    enum Place: Int, CaseIterable, Comparable {
        case flag = 1
        case variable
        case profileCredential
        case credential
        case file

        static func < (one: Place, other: Place) -> Bool { one.rawValue < other.rawValue }

        static let pairs = allCases.flatMap { one in allCases.filter { one < $0 }.map { (one, $0) } }
    }

    private func read(
        _ setting: Setting, from places: [Place], empty: [Place] = [],
        in directory: borrowing ConfigurationDirectory
    ) throws -> MountConfiguration {
        var sources = SettingSources(
            environment: [
                "HOME": directory.path, "XDG_CONFIG_HOME": directory.path,
                "CREDENTIALS_DIRECTORY": directory.path + "/credentials",
            ], owner: (1000, 1000))
        for place in places {
            let text = empty.contains(place) ? "" : "\(place.rawValue)"
            switch place {
            case .flag: sources.flags[setting] = text
            case .variable: if !text.isEmpty { sources.environment[setting.variable] = text }
            case .profileCredential:
                try directory.write(text + "\n", to: "credentials/vidfs.default.\(setting.name)")
            case .credential: try directory.write(text + "\n", to: "credentials/\(setting.name)")
            case .file:
                try directory.write(
                    "profiles:\n  default:\n    \(setting.key): '\(text)'\n", to: "vidfs/config.yaml")
            }
        }
        return try MountConfiguration.read(sources)
    }

    @Test("the stronger of two places wins", arguments: Place.pairs)
    func strongerWins(strong: Place, weak: Place) throws {
        let directory = try ConfigurationDirectory()
        let configuration = try read(.requestLimit, from: [strong, weak], in: directory)
        #expect(configuration.requestLimit == strong.rawValue)
    }

    @Test("every place alone is heard", arguments: Place.allCases)
    func everyPlaceIsHeard(place: Place) throws {
        let directory = try ConfigurationDirectory()
        #expect(try read(.requestLimit, from: [place], in: directory).requestLimit == place.rawValue)
    }

    @Test("an empty value leaves the word to the next place", arguments: Place.pairs)
    func emptyIsNoValue(strong: Place, weak: Place) throws {
        let directory = try ConfigurationDirectory()
        let configuration = try read(
            .requestLimit, from: [strong, weak], empty: [strong], in: directory)
        #expect(configuration.requestLimit == weak.rawValue)
    }

    @Test("a secret follows the same order", arguments: Place.pairs.filter { $0.0 != .flag })
    func secretsFollowTheOrder(strong: Place, weak: Place) throws {
        let directory = try ConfigurationDirectory()
        let configuration = try read(.password, from: [strong, weak], in: directory)
        #expect(configuration.password?.value == "\(strong.rawValue)")
    }

    @Test func nothingSetGivesTheDefaults() throws {
        let directory = try ConfigurationDirectory()
        let configuration = try read(.requestLimit, from: [], in: directory)
        #expect(configuration.provider == .vhx)
        #expect(configuration.apiURL == "https://api.vhx.tv")
        #expect(configuration.registryURL == "https://registry-euw1shared.pikselpalette.com")
        #expect(configuration.memoryLimit == 256 << 20)
        #expect(configuration.readAhead == 64 << 20)
        #expect(configuration.metadataTTL == .seconds(300))
        #expect(configuration.requestLimit == nil)
        #expect(configuration.names == .portable)
        #expect(!configuration.allowOther)
        #expect(configuration.uid == 1000)
        #expect(configuration.gid == 1000)
        #expect(configuration.umask == 0o222)
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == .text)
        #expect(configuration.proxy == nil)
        #expect(configuration.caCertificate == nil)
        #expect(configuration.cacheDirectory == directory.path + "/.cache/vidfs")
        #expect(configuration.stateDirectory == directory.path + "/.local/state/vidfs")
    }

    @Test("every setting has a variable and a key made of its name")
    func namesAreDerived() {
        #expect(Setting.apiURL.variable == "VIDFS_API_URL")
        #expect(Setting.apiURL.key == "apiUrl")
        #expect(Setting.allowInsecureHTTP.variable == "VIDFS_ALLOW_INSECURE_HTTP")
        #expect(Setting.allowInsecureHTTP.key == "allowInsecureHttp")
        #expect(Setting(named: "read_ahead") == .readAhead)
    }

    @Test("every variable is found by the provider", arguments: Setting.allCases.filter { $0 != .profile })
    func everyVariableIsFound(setting: Setting) throws {
        let sources = SettingSources(environment: [setting.variable: "x"], owner: (0, 0))
        #expect(try SettingLayers(sources).value(of: setting)?.text == "x")
    }
}
