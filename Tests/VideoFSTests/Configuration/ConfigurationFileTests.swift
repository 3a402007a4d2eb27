import Testing

@testable import VideoFS

struct ConfigurationFileTests {
    private func read(
        _ yaml: String, profile: String? = nil, mode: Int = 0o600, environment: [String: String] = [:]
    ) throws -> MountConfiguration {
        let directory = try ConfigurationDirectory()
        try directory.write(yaml, to: "vidfs/config.yaml", mode: mode)
        var sources = SettingSources(
            environment: environment.merging(["HOME": "/home/me", "XDG_CONFIG_HOME": directory.path]) { $1 },
            owner: (1000, 1000))
        sources.profile = profile
        return try MountConfiguration.read(sources)
    }

    private func complaint(about yaml: String, profile: String? = nil, mode: Int = 0o600) -> String {
        do {
            _ = try read(yaml, profile: profile, mode: mode)
            return "no complaint"
        } catch {
            return String(describing: error)
        }
    }

    @Test func theNamedProfileIsUsed() throws {
        let yaml = "profiles:\n  home:\n    username: me\n  work:\n    username: you\n"
        #expect(try read(yaml, profile: "work").username == "you")
        #expect(try read(yaml, environment: ["VIDFS_PROFILE": "home"]).username == "me")
    }

    @Test func theFileMayNameItsDefaultProfile() throws {
        let yaml = "defaultProfile: work\nprofiles:\n  work:\n    username: you\n"
        let configuration = try read(yaml)
        #expect(configuration.profile == "work")
        #expect(configuration.username == "you")
    }

    @Test(
        "a file without settings is an empty one",
        arguments: ["", "# nothing yet\n", "\n  \n", "profiles:\n"])
    func emptyFiles(yaml: String) throws {
        #expect(try read(yaml).profile == "default")
    }

    @Test func numbersAndBooleansNeedNoQuotes() throws {
        let yaml = "profiles:\n  default:\n    requestLimit: 100\n    allowOther: yes\n    umask: 0077\n"
        let configuration = try read(yaml)
        #expect(configuration.requestLimit == 100)
        #expect(configuration.allowOther)
        #expect(configuration.umask == 0o077)
    }

    @Test func aProfileWithoutSettingsExists() throws {
        #expect(try read("profiles:\n  home:\n", profile: "home").profile == "home")
    }

    @Test func relativePathsInTheFileStartAtTheFile() throws {
        let yaml = "profiles:\n  default:\n    cacheDir: ../cache\n    stateDir: ~/state\n"
        let configuration = try read(yaml)
        #expect(configuration.cacheDirectory.hasSuffix("/cache"))
        #expect(!configuration.cacheDirectory.contains("vidfs/"))
        #expect(configuration.stateDirectory == "/home/me/state")
    }

    @Test(
        "an unknown key is refused with the name that was meant",
        arguments: [
            ("profiles:\n  home:\n    readahead: 1M\n", "profiles.home.readahead; did you mean readAhead?"),
            ("profiles:\n  home:\n    clientID: x\n", "did you mean clientId?"),
            ("profiles:\n  home:\n    pasword: x\n", "did you mean password?"),
            ("profiles:\n  home:\n    zzz: x\n", "lists them all"),
            ("profile:\n  home:\n    username: x\n", "did you mean profiles?"),
            ("username: x\n", "username belongs under profiles.<name>"),
            ("profiles:\n  home: 5\n", "profiles.home does not have the form"),
            ("profiles:\n  home:\n    proxy:\n      host: x\n", "does not have the form"),
            ("profiles:\n  home:\n    names: [a, b]\n", "must be a single value"),
        ])
    func unknownKeys(yaml: String, expected: String) {
        #expect(complaint(about: yaml).contains(expected))
        #expect(complaint(about: yaml).contains("/vidfs/config.yaml"))
    }

    @Test func mistakesInOtherProfilesAreFoundToo() {
        #expect(
            complaint(about: "profiles:\n  a:\n    username: x\n  b:\n    user: x\n", profile: "a")
                != "no complaint")
    }

    @Test func anUnknownProfileListsThoseThatExist() {
        let yaml = "profiles:\n  home:\n    username: x\n  work:\n    username: x\n"
        #expect(complaint(about: yaml, profile: "hme").hasSuffix("no profile 'hme'; it has: home, work"))
    }

    @Test func aProfileNeedsNoFile() throws {
        var sources = SettingSources(environment: ["HOME": "/nowhere"], owner: (1000, 1000))
        sources.profile = "home"
        #expect(try MountConfiguration.read(sources).profile == "home")
    }

    @Test("a profile's name cannot leave its directory", arguments: ["../x", "a/b", "a.b", " "])
    func profileNames(name: String) {
        var sources = SettingSources(environment: ["HOME": "/nowhere"], owner: (1000, 1000))
        sources.profile = name
        #expect(throws: ConfigurationError.invalidProfileName(name)) { try MountConfiguration.read(sources) }
    }

    @Test(
        "a malformed file is refused without showing its lines",
        arguments: [
            "profiles:\n  home:\n    password: 'hunter2\n", "profiles: {password: hunter2",
            "profiles:\n  home:\n    password: hunter2: x\n", "- hunter2\n", "hunter2\n",
            "profiles:\n  a:\n    password: hunter2\n    password: hunter2\n",
            "profiles:\n  home:\n    password: &hunter2 *x\n",
        ])
    func malformedFiles(yaml: String) {
        let complaint = complaint(about: yaml)
        #expect(complaint.contains("is not a usable configuration"))
        #expect(!complaint.contains("hunter2"))
        #expect(!complaint.contains("\n"))
    }

    @Test("a file with secrets must be its owner's alone", arguments: [0o640, 0o604, 0o666, 0o620])
    func exposedFiles(mode: Int) {
        for key in ["password", "accessToken", "clientSecretCommand"] {
            let complaint = complaint(about: "profiles:\n  default:\n    \(key): x\n", mode: mode)
            #expect(complaint.contains("run: chmod 600 '/"))
        }
    }

    @Test func aFileWithoutSecretsMayBeReadByAll() throws {
        #expect(try read("profiles:\n  default:\n    username: x\n", mode: 0o644).username == "x")
    }

    @Test func aNamedFileMustExist() {
        var sources = SettingSources(environment: ["HOME": "/nowhere"], owner: (1000, 1000))
        sources.configurationFile = "missing.yaml"
        #expect(
            throws: ConfigurationError.unreadableFile(path: "/missing.yaml", reason: "there is no such file")
        ) { try MountConfiguration.read(sources) }
    }
}
