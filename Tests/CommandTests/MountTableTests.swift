import Testing

@testable import vidfs

struct MountTableTests {
    private static let table = MountTable(
        mountInfo: #"""
            22 1 0:21 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            40 22 0:51 / /home/me/my\040videos ro,nosuid,nodev,relatime shared:9 - fuse.vidfs vhx:me@example.com ro,user_id=0
            41 40 0:52 / /srv/videos ro - fuse.vidfs piksel:a\134b ro
            42 22 0:53 / /srv/videos/inner ro shared:1 master:2 - fuse.vidfs vhx:x ro
            43 22 0:54 / /mnt/other rw - fuse.sshfs host: rw
            broken line
            """#)

    @Test func findsTheMountsOfItsOwnType() {
        #expect(
            Self.table.mounts.map(\.mountPoint) == ["/home/me/my videos", "/srv/videos", "/srv/videos/inner"])
        #expect(Self.table.mounts.map(\.source) == ["vhx:me@example.com", #"piksel:a\b"#, "vhx:x"])
    }

    @Test(
        "a path belongs to the innermost mount",
        arguments: [
            ("/srv/videos", "/srv/videos"), ("/srv/videos/sites/a", "/srv/videos"),
            ("/srv/videos/inner/x", "/srv/videos/inner"), ("/srv/videosphere", nil), ("/", nil),
            ("/mnt/other", nil),
        ])
    func innermost(path: String, mountPoint: String?) {
        #expect(Self.table.mount(of: path)?.mountPoint == mountPoint)
    }

    @Test("a list of mounts shows a terminal nothing that it would act on")
    func listsHarmlessly() {
        let table = MountTable(
            mountInfo: #"""
                1 1 0:1 / /a\033[2J ro - fuse.vidfs vhx:a\012b ro
                2 1 0:2 / /srv/videos ro - fuse.vidfs vhx:x ro
                """#)
        #expect(
            StatusCommand.lines(of: table.mounts) == [
                "/a\u{FFFD}[2J       vhx:a\u{FFFD}b", "/srv/videos  vhx:x",
            ])
    }

    @Test func onlyOneMountNeedsNoName() throws {
        let one = MountTable(mountInfo: "1 1 0:1 / /x ro - fuse.vidfs vhx:a ro")
        #expect(try one.only().mountPoint == "/x")
        #expect(throws: CommandFailure.self) { try MountTable(mountInfo: "").only() }
        #expect(throws: CommandFailure.self) { try Self.table.only() }
    }

    @Test(
        "a mount point names its log",
        arguments: [
            ("/mnt/my videos", "mnt-my%20videos"), ("/", "-"), ("/a-b/c", "a%2Db-c"), ("/a/b-c", "a-b%2Dc"),
            ("/é", "%C3%A9"), ("/\t", "%09"),
        ])
    func logNames(mountPoint: String, name: String) {
        #expect(MountLog.escaped(mountPoint) == name)
        #expect(MountLog(of: mountPoint, in: "/state").path == "/state/log/\(name).log")
    }

    @Test(
        "a path for a shell is one word",
        arguments: [
            ("/a/b.mp4", "/a/b.mp4"), ("/a b", "'/a b'"), ("/it's", #"'/it'\''s'"#), ("", "''"),
            ("/ü", "'/ü'"),
        ])
    func quoting(path: String, quoted: String) {
        #expect(Paths.quoted(path) == quoted)
    }
}
