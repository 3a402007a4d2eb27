import Testing

@testable import VideoFS

struct SettingValueTests {
    private func read(_ flags: [Setting: String], _ environment: [String: String] = ["HOME": "/home/me"])
        throws -> MountConfiguration
    {
        var sources = SettingSources(environment: environment, workingDirectory: "/work", owner: (1000, 1000))
        sources.flags = flags
        return try MountConfiguration.read(sources)
    }

    @Test(
        "a value of the wrong kind is refused with where it stands and what would do",
        arguments: [
            (Setting.readAhead, "12Q", "--read-ahead: '12Q' is not a size of at least 256 KiB"),
            (.readAhead, "255KiB", "a size of at least 256 KiB and at most 256 MiB"),
            (.readAhead, "1GiB", "at most 256 MiB"),
            (.memoryLimit, "7MiB", "a size of at least 8 MiB, like 64MiB"),
            (.memoryLimit, "99999999999GiB", "a size"),
            (.metadataTTL, "soon", "--metadata-ttl: 'soon' is not a time of at most 30d"),
            (.metadataTTL, "-1", "a time"),
            (.metadataTTL, "31d", "a time of at most 30d"),
            (.requestLimit, "0", "a number from 1 on"),
            (.requestLimit, "many", "a number from 1 on"),
            (.uid, "root", "a user number"),
            (.gid, "4294967295", "a group number"),
            (.umask, "0888", "an octal number up to 0777"),
            (.umask, "1000", "an octal number up to 0777"),
            (.allowOther, "maybe", "yes or no"),
            (.names, "windows", "one of portable, posix"),
            (.provider, "netflix", "one of vhx, piksel"),
            (.logLevel, "loud", "one of trace, debug, info"),
            (.logFormat, "xml", "one of text, json"),
            (.caCertificate, "missing.pem", "a file that can be read"),
            (.apiURL, "api.example.com", "an address like https://"),
            (.apiURL, "ftp://api.example.com", "an address like https://"),
            (.apiURL, "https://", "an address like https://"),
            (.proxy, "gopher://x", "a proxy like http://"),
        ])
    func refusals(setting: Setting, text: String, expected: String) {
        let error = #expect(throws: ConfigurationError.self) { try read([setting: text]) }
        #expect(error?.description.contains(expected) == true)
    }

    @Test func addressesWithAPasswordAreNotRepeated() {
        let error = #expect(throws: ConfigurationError.self) {
            try read([.apiURL: "https://me:hunter2@api.example.com"])
        }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("booleans have many words", arguments: ["true", "YES", "on", "1"])
    func trueWords(text: String) throws {
        #expect(try read([.allowOther: text]).allowOther)
    }

    @Test func aLowMemoryLimitLowersTheDefaultReadAhead() throws {
        #expect(try read([.memoryLimit: "8MiB"]).readAhead == 8 << 20)
    }

    @Test(
        "http is refused beyond this machine",
        arguments: [
            "http://api.example.com", "http://127.0.0.1.example.com", "http://10.0.0.1", "http://[::2]",
            "http://localhost.example.com", "http://0.0.0.0", "http://127.0.0.256", "HTTP://example.com",
        ])
    func insecureAddresses(address: String) throws {
        for setting in [Setting.apiURL, .registryURL] {
            let error = #expect(throws: ConfigurationError.self) { try read([setting: address]) }
            #expect(error?.description.contains("would send tokens in the clear") == true)
            _ = try read([setting: address, .allowInsecureHTTP: "yes"])
        }
    }

    @Test(
        "http is accepted to this machine",
        arguments: [
            "http://127.0.0.1:8080", "http://127.1.2.3", "http://localhost:1/base/", "http://[::1]:80",
            "http://api.localhost",
        ])
    func loopbackAddresses(address: String) throws {
        #expect(try read([.apiURL: address]).apiURL == address.trimmingSuffix { $0 == "/" })
    }

    @Test func theProxyComesFromTheEnvironmentUnlessSet() throws {
        let environment = ["HOME": "/home/me", "HTTPS_PROXY": "http://b:1", "https_proxy": "a:3128"]
        #expect(try read([:], environment).proxy?.value == "http://a:3128")
        #expect(try read([.proxy: "socks5://c:1080"], environment).proxy?.value == "socks5://c:1080")
    }

    @Test func relativePathsStartAtTheWorkingDirectory() throws {
        let configuration = try read([.cacheDirectory: "./a/../b", .stateDirectory: "~/state"])
        #expect(configuration.cacheDirectory == "/work/b")
        #expect(configuration.stateDirectory == "/home/me/state")
    }

    @Test func rootWithoutAHomeUsesTheMachinesDirectories() throws {
        let sources = SettingSources(environment: ["HOME": ""], owner: (0, 0))
        let configuration = try MountConfiguration.read(sources)
        #expect(configuration.stateDirectory == "/var/lib/vidfs")
        #expect(configuration.cacheDirectory == "/var/cache/vidfs")
        let directories = BaseDirectories(environment: [:], runsAsRoot: true)
        #expect(directories.configuration == "/etc/vidfs")
    }

    @Test func anybodyElseWithoutAHomeIsToldSo() {
        #expect(throws: ConfigurationError.noHome(.cacheDirectory)) { try read([:], [:]) }
    }

    @Test func aRelativeBaseDirectoryIsIgnored() throws {
        let configuration = try read([:], ["HOME": "/home/me", "XDG_STATE_HOME": "state"])
        #expect(configuration.stateDirectory == "/home/me/.local/state/vidfs")
    }

    @Test func theStateDirectoryIsKnownWithoutRunningCommands() throws {
        let sources = SettingSources(
            environment: ["HOME": "/home/me", "VIDFS_PASSWORD_COMMAND": "exit 3"], owner: (1000, 1000))
        #expect(try MountConfiguration.stateDirectory(of: sources) == "/home/me/.local/state/vidfs")
    }

    @Test func printingAConfigurationShowsNoSecret() throws {
        var configuration = try read([.proxy: "http://me:hunter2@proxy:1"])
        configuration.fill(.password, with: "hunter2")
        #expect(!configuration.lacks(.password))
        var printed = ""
        dump(configuration, to: &printed)
        #expect(!(printed + "\(configuration)" + String(reflecting: configuration)).contains("hunter2"))
    }
}
