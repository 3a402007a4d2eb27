import Foundation
import Testing

extension SystemTests {
    /// What a failed call leaves in `errno`.
    @Suite struct ErrnoTests {
        @Test func aNameThatIsNotThereIsENOENT() async throws {
            try await Demo.mounted { demo in
                for path in [
                    "nothing", "sites/nothing", "sites/\(ExpectedTree.film)/files/2160p.mp4",
                    ".vidfs/nothing",
                ] {
                    try await demo.expect("ENOENT", of: "os.stat(path)", demo.mountPoint + "/" + path)
                }
            }
        }

        @Test("what may not be played can be seen and not read", arguments: ExpectedTree.denied.map(\.path))
        func denied(_ path: String) async throws {
            try await Demo.mounted { demo in
                let file = demo.sites + "/" + path
                try await demo.expect("OK", of: "os.stat(path)", file)
                try await demo.expect("EACCES", of: "open(path, 'rb').read(1)", file)
                // Asked again at once, and not only remembered as a page that failed.
                try await demo.expect("EACCES", of: "os.pread(os.open(path, os.O_RDONLY), 10, 5000)", file)
            }
        }

        private static let changes = [
            "os.mkdir(path + '/new')", "open(path + '/new', 'w')", "os.unlink(path + '/info.json')",
            "os.rmdir(path + '/files')", "os.rename(path + '/info.json', path + '/other')",
            "os.chmod(path + '/info.json', 0o600)", "os.chown(path + '/info.json', 1, 1)",
            "os.utime(path + '/info.json')", "os.link(path + '/info.json', path + '/other')",
            "os.symlink('x', path + '/other')", "os.truncate(path + '/info.json', 0)",
            "open(path + '/info.json', 'r+b')", "open(path + '/info.json', 'ab')",
            "os.mknod(path + '/new')", "os.mkfifo(path + '/new')",
        ]

        @Test("every change is EROFS", arguments: changes)
        func change(_ call: String) async throws {
            try await Demo.mounted { demo in
                try await demo.expect("EROFS", of: call, demo.sites + "/" + ExpectedTree.film)
            }
        }

        @Test func programsThatChangeSayReadOnly() async throws {
            try await Demo.mounted { demo in
                let file = demo.sites + "/" + ExpectedTree.film + "/info.json"
                let commands = [
                    ["touch", file], ["rm", "-f", file], ["mv", file, file + ".old"], ["chmod", "600", file],
                    ["ln", file, file + ".link"], ["truncate", "-s", "0", file], ["mkdir", file + ".d"],
                    ["cp", "/etc/hostname", file],
                    ["rmdir", demo.sites + "/" + ExpectedTree.film + "/files"],
                ]
                for outcome in try await demo.all(commands) {
                    #expect(outcome.end == .exited(1), "\(outcome)")
                    #expect(outcome.errors.contains("Read-only file system"), "\(outcome)")
                }
            }
        }

        @Test func extendedAttributesAreNotSupported() async throws {
            try await Demo.mounted { demo in
                let file = demo.sites + "/" + ExpectedTree.film + "/info.json"
                // The kernel turns ENOSYS into this.
                try await demo.expect("ENOTSUP", of: "os.getxattr(path, 'user.mime_type')", file)
                try await demo.expect("ENOTSUP", of: "os.listxattr(path)", file)
                let set = try await demo.errno("os.setxattr(path, 'user.a', b'b')", file)
                #expect(["EROFS", "ENOTSUP"].contains(set))
            }
        }
    }
}
