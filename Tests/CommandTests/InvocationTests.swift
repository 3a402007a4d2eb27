import ArgumentParser
import Testing
import VideoFS

@testable import vidfs

struct InvocationTests {
    @Test(
        "a helper's call becomes a mount",
        arguments: [
            // As received from mount(8) for the type vidfs.
            (
                "/sbin/mount.vidfs|home|/mnt/x|-v|-o|ro,noexec,nosuid,nodev,allow_other,nofail,_netdev,user",
                "mount|--profile=home|-o|ro,noexec,nosuid,nodev,allow_other,nofail,_netdev,user|--|/mnt/x"
            ),
            // As received from mount.fuse3 for the type fuse.vidfs.
            (
                "vidfs|home|/mnt/x|-o|ro,allow_other,dev,suid",
                "mount|--profile=home|-o|ro,allow_other,dev,suid|--|/mnt/x"
            ),
            ("mount.vidfs|home|/mnt/x", "mount|--profile=home|--|/mnt/x"),
            ("mount.vidfs|-o|ro|home|/mnt/x|-ouid=5", "mount|--profile=home|-o|ro|-o|uid=5|--|/mnt/x"),
            (
                "mount.vidfs|home|-x|-snfvtvidfs",
                "error"
            ),
            ("mount.vidfs|home|/x|-sfnv|-t|vidfs|-N|5", "mount|--fake|--sloppy|--profile=home|--|/x"),
            ("mount.vidfs|home|/x|-tvidfs", "mount|--profile=home|--|/x"), ("mount.vidfs||/x", "mount|--|/x"),
            ("mount.vidfs|home|/x|-o|", "mount|--profile=home|--|/x"), ("mount.vidfs|--help", "mount|--help"),
            ("mount.vidfs|home", "error"), ("mount.vidfs|a|b|c", "error"), ("mount.vidfs|a|b|-o", "error"),
            ("mount.vidfs|a|b|-z", "error"),
        ])
    func helper(call: String, expected: String) {
        #expect(rewritten(call) == expected)
    }

    @Test(
        "a watch without a number looks every second",
        arguments: [
            ("vidfs|status|--watch", "status|--watch=1"),
            ("vidfs|status|--watch|/x", "status|--watch=1|/x"),
            ("vidfs|status|/x|--watch|0.5", "status|/x|--watch|0.5"),
            ("vidfs|status|--watch=3|/x", "status|--watch=3|/x"),
            ("vidfs|status|--watch|--json", "status|--watch=1|--json"),
            ("vidfs|status|--|--watch", "status|--|--watch"),
        ])
    func watch(call: String, expected: String) {
        #expect(rewritten(call) == expected)
    }

    @Test(
        "any other call stays as it is",
        arguments: [
            "mount|/x|-o|ro", "status|/x", "--help", "", "api|/me|-f|a=b", "umount|x", "mount|-f|x|--|-odd",
        ])
    func plain(call: String) {
        #expect(rewritten("vidfs|" + call) == call)
    }

    @Test func mountOptionsMayFollowTheirLetterDirectly() {
        #expect(rewritten("vidfs|mount|/x|-ouid=5,ro") == "mount|/x|-o|uid=5,ro")
    }

    @Test func anUnknownCommandIsRefusedWithTheOneThatWasMeant() {
        let failure = #expect(throws: CommandFailure.self) {
            try Invocation.arguments(of: ["vidfs", "mout", "x"])
        }
        #expect(failure?.sentence == "there is no command mout; did you mean mount?")
    }

    @Test func aHelpersCallIsParsed() throws {
        let arguments = try Invocation.arguments(
            of: ["mount.vidfs", "home", "/mnt/x", "-s", "-o", "ro,uid=1000,config=/etc/c.yaml,nonsense"])
        let mount = try #require(try Vidfs.parseAsRoot(arguments) as? MountCommand)
        #expect(mount.mountPoint == "/mnt/x")
        #expect(mount.settings.profile == "home")
        #expect(!mount.foreground)
        let options = try MountOptionList(mount.options, isSloppy: mount.sloppy)
        let sources = mount.settings.sources(adding: options)
        #expect(sources.flags == [.uid: "1000"])
        #expect(sources.profile == "home")
        #expect(sources.configurationFile == "/etc/c.yaml")
    }

    private func rewritten(_ call: String) -> String {
        let words = call.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        let arguments = words == ["vidfs", ""] ? ["vidfs"] : words
        return (try? Invocation.arguments(of: arguments).joined(separator: "|")) ?? "error"
    }
}
