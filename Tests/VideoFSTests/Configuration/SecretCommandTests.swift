import Testing

@testable import VideoFS

@Suite(.timeLimit(.minutes(1)))
struct SecretCommandTests {
    private func read(
        _ environment: [String: String], file: String? = nil, limit: Duration = .seconds(30)
    ) throws -> MountConfiguration {
        let directory = try ConfigurationDirectory()
        if let file {
            try directory.write("profiles:\n  default:\n    \(file)\n", to: "vidfs/config.yaml")
        }
        let places = ["HOME": directory.path, "XDG_CONFIG_HOME": directory.path, "PATH": "/usr/bin:/bin"]
        var sources = SettingSources(
            environment: environment.merging(places) { $1 }, owner: (1000, 1000))
        sources.commandLimit = limit
        return try MountConfiguration.read(sources)
    }

    @Test(
        "the output is the secret, without its line end",
        arguments: [
            ("echo hunter2", "hunter2"), ("printf hunter2", "hunter2"), ("printf 'a b \\n'", "a b "),
            ("printf 'x\\r\\n'", "x"), ("echo \"$WORD\"", "of the environment"),
        ])
    func output(command: String, secret: String) throws {
        let environment = ["VIDFS_PASSWORD_COMMAND": command, "WORD": "of the environment"]
        #expect(try read(environment).password?.value == secret)
    }

    @Test("every secret has a command", arguments: Setting.allCases.filter(\.isSecret))
    func everySecret(setting: Setting) throws {
        #expect(try !read([setting.variable + "_COMMAND": "echo x"]).lacks(setting))
        #expect(try !read([:], file: "\(setting.key)Command: echo x").lacks(setting))
    }

    @Test func aCommandBeatsASecretOfAWeakerPlace() throws {
        let configuration = try read(["VIDFS_PASSWORD_COMMAND": "echo new"], file: "password: old")
        #expect(configuration.password?.value == "new")
    }

    @Test func aSecretBeatsACommandOfAWeakerPlaceWhichIsNotRun() throws {
        let configuration = try read(["VIDFS_PASSWORD": "new"], file: "passwordCommand: exit 1")
        #expect(configuration.password?.value == "new")
    }

    @Test func bothInOnePlaceIsAMistake() {
        let error = #expect(throws: ConfigurationError.self) {
            try read(["VIDFS_PASSWORD": "a", "VIDFS_PASSWORD_COMMAND": "echo b"])
        }
        #expect(
            error?.description == "VIDFS_PASSWORD and VIDFS_PASSWORD_COMMAND are both set; keep one of them")
    }

    @Test func aFailureNamesTheSettingAndTheStatusButNotTheOutput() {
        let error = #expect(throws: ConfigurationError.self) {
            try read(["VIDFS_PASSWORD_COMMAND": "echo hunter2; echo hunter2 >&2; exit 3"])
        }
        #expect(error == .commandFailed(place: "VIDFS_PASSWORD_COMMAND", status: 3))
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func aCommandEndedByASignalFails() {
        #expect(throws: ConfigurationError.commandFailed(place: "VIDFS_PASSWORD_COMMAND", status: 137)) {
            try read(["VIDFS_PASSWORD_COMMAND": "kill -KILL $$"])
        }
    }

    @Test(
        "a command that does not end is ended",
        arguments: ["sleep 600", "sleep 600 & exit 0", "exec >&-; sleep 600"])
    func timeLimit(command: String) {
        let limit = Duration.milliseconds(50)
        #expect(throws: ConfigurationError.commandTimedOut(place: "VIDFS_PASSWORD_COMMAND", limit: limit)) {
            try read(["VIDFS_PASSWORD_COMMAND": command], limit: limit)
        }
    }

    @Test(
        "what is no secret is refused",
        arguments: [
            ("true", "printed nothing"), ("echo", "printed nothing"),
            ("printf 'a\\nb\\n'", "more than one line"),
            ("printf '\\377'", "not UTF-8"), ("head -c 100000 /dev/zero", "more than any secret is long"),
        ])
    func unusableOutput(command: String, expected: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(["VIDFS_PASSWORD_COMMAND": command]) }
        #expect(error?.description.contains(expected) == true)
    }

    @Test func theCommandCannotAsk() {
        #expect(throws: ConfigurationError.commandFailed(place: "VIDFS_PASSWORD_COMMAND", status: 1)) {
            try read(["VIDFS_PASSWORD_COMMAND": "read answer && echo \"$answer\""])
        }
    }
}
