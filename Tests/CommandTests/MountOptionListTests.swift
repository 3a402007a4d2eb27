import Testing
import VideoFS

@testable import vidfs

struct MountOptionListTests {
    @Test("settings go by either spelling", arguments: ["read_ahead=32M", "read-ahead=32M"])
    func spelling(text: String) throws {
        #expect(try MountOptionList([text]).settings == [.readAhead: "32M"])
    }

    @Test func aSwitchNeedsNoValue() throws {
        let list = try MountOptionList(["allow_other,allow_insecure_http=no"])
        #expect(list.settings == [.allowOther: "yes", .allowInsecureHTTP: "no"])
    }

    @Test func laterWordsWin() throws {
        let list = try MountOptionList(["uid=1,gid=2", "uid=3,config=/a,config=/b"])
        #expect(list.settings == [.uid: "3", .gid: "2"])
        #expect(list.configurationFile == "/b")
    }

    @Test func profileAndVariablesAreTaken() throws {
        let list = try MountOptionList(["profile=home,env.https_proxy=http://p:1,env.HOME=/root"])
        #expect(list.settings == [.profile: "home"])
        #expect(list.environment == ["https_proxy": "http://p:1", "HOME": "/root"])
    }

    @Test func anEscapedCommaBelongsToTheValue() throws {
        let list = try MountOptionList([#"env.A=x\,y\\z\w,umask=0077"#])
        #expect(list.environment == ["A": #"x,y\z\w"#])
        #expect(list.settings == [.umask: "0077"])
    }

    @Test(
        "what every file system is told changes nothing",
        arguments: [
            "ro,dev,suid,nodev,nosuid,exec,noexec,user,users,auto,noauto,nofail,_netdev,relatime,noatime",
            "rw",
            "x-systemd.automount,x-systemd.idle-timeout=30min,X-mount.mkdir", "default_permissions,defaults",
            "fsname=x,subtype=vidfs", "user=joe,comment=mine", "", ",,", "uid=,umask=",
        ])
    func genericOptions(text: String) throws {
        #expect(try MountOptionList([text]) == MountOptionList([]))
    }

    @Test(
        "what cannot be meant is wrong usage",
        arguments: [
            ("read_ahed=5", "there is no option read_ahed; did you mean read-ahead?"),
            ("auto_unmount", "there is no option auto_unmount"), ("uid", "the option uid needs a value"),
            ("config=", "the option config needs a value"), ("env.X", "the option env.X needs a value"),
        ])
    func refusals(text: String, sentence: String) {
        let failure = #expect(throws: CommandFailure.self) { try MountOptionList([text]) }
        #expect(failure?.status == .wrongUsage)
        #expect(failure?.sentence.hasPrefix(sentence) == true)
    }

    @Test(
        "a secret is no mount option, and is not repeated",
        arguments: ["password=hunter2", "client_secret=hunter2", "env.VIDFS_PASSWORD=hunter2"])
    func secrets(text: String) {
        let failure = #expect(throws: CommandFailure.self) { try MountOptionList([text]) }
        #expect(failure?.status == .wrongUsage)
        #expect(failure?.sentence.contains("_COMMAND=…") == true)
        #expect(failure?.sentence.contains("hunter2") == false)
    }

    @Test func aSloppyMountIgnoresTheUnknown() throws {
        let list = try MountOptionList(["nonsense,whatever=1,uid=5"], isSloppy: true)
        #expect(list.settings == [.uid: "5"])
    }
}
