import ArgumentParser
import Testing
import VideoFS

@testable import vidfs

struct ParsingTests {
    @Test("every setting but secrets has a flag", arguments: Setting.allCases.filter { !$0.isSecret })
    func everySettingHasAFlag(setting: Setting) throws {
        let flag = setting.isSwitch ? ["--" + setting.name] : ["--" + setting.name, "7"]
        let options = try SettingOptions.parse(flag)
        if setting == .profile {
            #expect(options.profile == "7")
        } else {
            #expect(options.values == [setting: setting.isSwitch ? "yes" : "7"])
        }
    }

    @Test("no secret has a flag", arguments: Setting.allCases.filter(\.isSecret))
    func noSecretHasAFlag(setting: Setting) {
        let error = #expect(throws: (any Error).self) {
            try SettingOptions.parse(["--" + setting.name, "x"])
        }
        #expect(error.map { Vidfs.exitCode(for: $0).rawValue } == 64)
    }

    @Test func aSwitchCanBeTurnedOff() throws {
        #expect(try SettingOptions.parse(["--no-allow-other"]).values == [.allowOther: "no"])
    }

    @Test func aFlagGoesBeforeAMountOption() throws {
        let options = try MountOptionList(["uid=1,gid=2,profile=a"])
        let sources = try SettingOptions.parse(["--uid", "3", "--profile", "b"]).sources(adding: options)
        #expect(sources.flags[.uid] == "3")
        #expect(sources.flags[.gid] == "2")
        #expect(sources.profile == "b")
    }

    @Test(
        "wrong usage ends with 64",
        arguments: [
            ["mount"], ["mount", "a", "b"], ["mount", "a", "--nonsense"], ["unmount"], ["api"],
            ["api", "me"],
            ["api", "//evil/me"], ["api", "/me", "-f", "x"], ["api", "/me", "-f", "=x"],
            ["api", "/me", "-X", "G T"],
            ["demo", "--port", "70000"], ["demo", "--provider", "vimeo"], ["status", "a", "b"],
            ["status", "--watch=0"], ["status", "--watch=-1"], ["status", "--watch=x"],
        ])
    func wrongUsage(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try Vidfs.parseAsRoot(arguments) }
        #expect(error.map { Vidfs.exitCode(for: $0).rawValue } == 64)
    }

    @Test(
        "every command is there",
        arguments: [
            "mount x -f", "mount x --foreground -o ro --profile a", "unmount x --lazy", "umount x", "demo",
            "demo x --foreground", "demo --serve-only --port 8080 --provider piksel", "login --profile a",
            "status",
            "status x --json", "status --watch 0.5 x --json", "status x --watch=5",
            "api /me", "api https://api.vhx.tv/videos/1",
            "api /me -X post -f a=b -f c=", "doctor",
            "version",
        ])
    func everyCommand(line: String) throws {
        _ = try Vidfs.parseAsRoot(line.split(separator: " ").map(String.init))
    }

    @Test func loginAsksOnlyForWhatASignInNeeds() {
        #expect(
            LoginCommand.questions(for: .vhx).map(\.setting) == [
                .clientID, .clientSecret, .username, .password,
            ])
        #expect(LoginCommand.questions(for: .piksel).map(\.setting).contains(.account))
    }
}
