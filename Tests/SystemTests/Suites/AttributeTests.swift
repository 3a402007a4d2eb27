import Foundation
import Testing

extension SystemTests {
    /// What `stat`, `statfs` and the mount table say.
    @Suite struct AttributeTests {
        @Test func inodesAreUniqueAndTheSameAfterARemount() async throws {
            try await Demo.mounted { demo in
                let first = try await demo.inodes()
                #expect(first.count == 137)
                #expect(Set(first.values).count == first.count)
                try await demo.unmount()
                try await demo.mount()
                let second = try await demo.inodes()
                #expect(second == first)
                try await demo.unmount()
                // Nor do they come from what is cached, or from the order of looking.
                try FileManager.default.removeItem(atPath: demo.scratch.path + "/cache")
                try await demo.mount()
                _ = try await demo.run("ls", demo.sites + "/" + ExpectedTree.forbidden)
                let third = try await demo.inodes()
                #expect(third == first)
            }
        }

        @Test func inodesFromListingAreThoseOfStat() async throws {
            try await Demo.mounted { demo in
                let script = """
                    import os, sys
                    count = 0
                    for place, _, _ in os.walk(sys.argv[1]):
                        with os.scandir(place) as entries:
                            for entry in entries:
                                count += 1
                                if entry.inode() != os.lstat(entry.path).st_ino: print(entry.path)
                                status = os.lstat(entry.path)
                                kinds = entry.is_dir(follow_symlinks=False), entry.is_symlink()
                                assert kinds == ((status.st_mode >> 12) == 4, (status.st_mode >> 12) == 10)
                    print(count)
                    """
                let walked = try await demo.python(script, [demo.mountPoint])
                #expect(walked.lines == ["136"], "\(walked)")
            }
        }

        @Test func blocksLinksModesAndOwnersAreTheContracts() async throws {
            try await Demo.mounted { demo in
                let found = try await demo.run(
                    "find", demo.mountPoint, "-printf", "%y %m %n %U %G %s %b %p\\0")
                var count = 0
                for row in found.text.split(separator: "\0") {
                    let fields = row.split(separator: " ", maxSplits: 7).map(String.init)
                    try #require(fields.count == 8)
                    count += 1
                    let size = try #require(Int(fields[5]))
                    #expect(
                        fields[1] == ["d": "555", "f": "444", "l": "777"][fields[0]], "mode of \(fields[7])")
                    #expect(fields[2] == "1", "nlink of \(fields[7])")
                    #expect(fields[3] == "0" && fields[4] == "0", "owner of \(fields[7])")
                    if fields[0] == "f" {
                        #expect(Int(fields[6]) == (size + 511) / 512, "blocks of \(fields[7])")
                    }
                }
                #expect(count == 137)
            }
        }

        @Test func ownerAndMaskCanBeChosen() async throws {
            let flags = ["--uid", "1234", "--gid", "2345", "--umask", "0027"]
            try await Demo.mounted(flags: flags) { demo in
                let film = demo.sites + "/" + ExpectedTree.film
                let status = try await demo.run(
                    "stat", "-c", "%a %u %g", demo.mountPoint, film, film + "/files/720p.mp4",
                    film + "/info.json")
                #expect(status.lines == ["550 1234 2345", "550 1234 2345", "440 1234 2345", "440 1234 2345"])
            }
        }

        @Test func mountOptionsSayTheSame() async throws {
            try await Demo.mounted(flags: ["-o", "uid=1234,gid=2345,umask=0077,noatime"]) { demo in
                let status = try await demo.run("stat", "-c", "%a %u %g", demo.sites)
                #expect(status.lines == ["500 1234 2345"])
            }
        }

        /// Seconds of `updated_at`: the demo's first day and so many days.
        private static let times = [
            ("Harbour Films", 0), (ExpectedTree.harbour, 0), (ExpectedTree.film, 0),
            (ExpectedTree.film + "/files/720p.mp4", 0), (ExpectedTree.film + "/info.json", 0),
            (ExpectedTree.film + "/subtitles/es.vtt", 0), (ExpectedTree.film + "/thumbnail.png", 0),
            (ExpectedTree.harbour + "/Making Of_ Tides_Currents/files/360p.mp4", 2),
            (ExpectedTree.names + "/LeftthgiR", 13), (ExpectedTree.names + "/LeftthgiR/info.json", 13),
            (ExpectedTree.patterns + "/An Unknown Size/files/360p.webm", 18),
            (ExpectedTree.forbidden + "/Behind Closed Doors/files/360p.mp4", 19),
        ]

        @Test("mtime is updated_at", arguments: times)
        func modified(_ path: String, _ days: Int) async throws {
            try await Demo.mounted { demo in
                let status = try await demo.run("stat", "-c", "%Y", demo.sites + "/" + path)
                #expect(status.lines == ["\(1_393_359_570 + days * 86_400)"])
            }
        }

        @Test func theMountTableShowsWhatItIs() async throws {
            try await Demo.mounted { demo in
                let found = try await demo.run(
                    "findmnt", "--noheadings", "-t", "fuse.vidfs", "-o", "FSTYPE,SOURCE,OPTIONS", "--target",
                    demo.mountPoint)
                let fields = found.text.split { $0 == " " || $0 == "\n" }.map(String.init)
                try #require(fields.count == 3, "\(found)")
                #expect(fields[0] == "fuse.vidfs")
                #expect(fields[1] == "vhx:viewer@demo.example")
                let options = Set(fields[2].split(separator: ",").map(String.init))
                #expect(options.isSuperset(of: ["ro", "nosuid", "nodev"]))
                #expect(!options.contains("allow_other"))
            }
        }

        @Test func otherUsersAreLetInOnlyWhenAsked() async throws {
            let look = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "ls"]
            try await Demo.mounted { demo in
                let outcome = try await demo.start(look + [demo.sites]).outcome()
                #expect(outcome.errors.contains("Permission denied"), "\(outcome)")
            }
            try await Demo.mounted(flags: ["--allow-other"]) { demo in
                let outcome = try await demo.start(look + [demo.sites]).outcome()
                #expect(outcome.lines == ["Harbour Films", "Patterns & Noise"], "\(outcome)")
            }
        }

        @Test func theFileSystemIsFullAndAsLargeAsItsLibrary() async throws {
            try await Demo.mounted { demo in
                let found = try await demo.run("find", demo.mountPoint, "-type", "f", "-printf", "%s\\n")
                let bytes = found.lines.compactMap { Int($0) }.reduce(0, +)
                let script = """
                    import os, sys
                    status = os.statvfs(sys.argv[1])
                    print(status.f_blocks * status.f_frsize, status.f_bfree, status.f_bavail, status.f_namemax)
                    """
                let outcome = try await demo.python(script, [demo.mountPoint])
                let fields = outcome.text.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
                try #require(fields.count == 4, "\(outcome)")
                // Not to the byte: small texts may or may not count.
                #expect(fields[0] > bytes / 2 && fields[0] < bytes * 2, "\(fields[0]) of \(bytes)")
                #expect(fields[1...] == [0, 0, 255])
                let shown = try await demo.run("df", demo.mountPoint)
                #expect(shown.text.contains("100%"), "\(shown)")
            }
        }
    }
}

extension Demo {
    fileprivate func inodes() async throws -> [String: String] {
        let found = try await run("find", mountPoint, "-printf", "%i %P\\0")
        let pairs = found.text.split(separator: "\0").map {
            $0.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        }
        return Dictionary(pairs.map { (String($0[1]), String($0[0])) }) { first, _ in first }
    }
}
