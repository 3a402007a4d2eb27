import Foundation
import Testing

@testable import VideoFS

/// The bridge to the kernel on real mounts, with a tree from memory.
@Suite(.enabled(if: Kernel.servesFuse), .timeLimit(.minutes(2)), .serialized)
struct FuseTests {
    private static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 251) }
    }

    @Test("a file reads back byte for byte", arguments: [0, 1, 4_096, 300_000, 3_000_000])
    func readsWholeFile(length: Int) async throws {
        let bytes = Self.bytes(length)
        try await MountedTree.serving(ShelfTree(["clip.mp4": .bytes(bytes)])) { mount in
            let content = try await mount.content(of: "clip.mp4")
            #expect(content == bytes)
        }
    }

    @Test("the tree hears which program opens a file, not how it calls its thread")
    func namesTheOpener() async throws {
        let tree = ShelfTree(["clip.mp4": .bytes([1])])
        try await MountedTree.serving(tree) { mount in
            let path = mount.path + "/clip.mp4"
            _ = try await MountedTree.onOwnThread {
                try "ffprobe".write(toFile: "/proc/thread-self/comm", atomically: false, encoding: .utf8)
                return FileManager.default.contents(atPath: path)?.count
            }
        }
        let own = try String(contentsOfFile: "/proc/self/comm", encoding: .utf8)
        #expect(Set(tree.openers) == [String(own.dropLast())])
    }

    @Test("a name that is found only later is answered from its task")
    func answersLater() async throws {
        let bytes = Self.bytes(10_000)
        try await MountedTree.serving(ShelfTree(["late.mp4": .slow(bytes)])) { mount in
            let content = try await mount.content(of: "late.mp4")
            #expect(content == bytes)
        }
    }

    @Test("a directory of more names than one answer holds lists each once")
    func listsManyNames() async throws {
        let names = (0..<3_000).map { "a film with a rather long title, number \($0).mp4" }
        let tree = ShelfTree(Dictionary(uniqueKeysWithValues: names.map { ($0, .bytes([1])) }))
        try await MountedTree.serving(tree) { mount in
            let listed = try await mount.names()
            #expect(listed == names.sorted())
        }
    }

    @Test("stat shows size, blocks, mode, owner and time as promised")
    func showsAttributes() async throws {
        try await MountedTree.serving(ShelfTree(["clip.mp4": .bytes(Self.bytes(1_025))])) { mount in
            let path = mount.path + "/clip.mp4"
            let status = try await MountedTree.onOwnThread {
                var status = stat()
                return unsafe stat(path, &status) == 0 ? status : nil
            }
            let shown = try #require(status)
            #expect(shown.st_size == 1_025)
            #expect(shown.st_blocks == 3)
            #expect(shown.st_mode == S_IFREG | 0o444)
            #expect(shown.st_nlink == 1)
            #expect(shown.st_uid == getuid())
            #expect(shown.st_mtim.tv_sec == 1_400_000_000)
        }
    }

    @Test("what cannot be had is refused with its errno")
    func refuses() async throws {
        let tree = ShelfTree([
            "locked.mp4": .refusing(.notEntitled), "spent.mp4": .refusing(.budgetSpent),
            "gone.mp4": .refusing(.unreachable), "clip.mp4": .bytes([1]),
        ])
        try await MountedTree.serving(tree) { mount in
            let open: @Sendable (String) -> Int32 = { unsafe Glibc.open($0, O_RDONLY) }
            let refusals: [(String, @Sendable (String) -> Int32, Int32)] = [
                ("locked.mp4", open, EACCES), ("spent.mp4", open, EDQUOT), ("gone.mp4", open, EHOSTUNREACH),
                ("missing.mp4", open, ENOENT),
                ("new", { unsafe mkdir($0, 0o755) }, EROFS),
                ("clip.mp4", { unsafe unlink($0) }, EROFS),
                ("clip.mp4", { unsafe chmod($0, 0o777) }, EROFS),
                ("clip.mp4", { unsafe Glibc.open($0, O_WRONLY) }, EROFS),
            ]
            for (place, (name, call, expected)) in refusals.enumerated() {
                let errno = try await mount.errno(of: name, call)
                #expect(errno == expected, "call \(place) on \(name)")
            }
        }
    }

    @Test("names are answered while reads wait, and unmounting ends those reads")
    func answersWhileReadsWait() async throws {
        let tree = ShelfTree(["stuck.mp4": .stuck, "clip.mp4": .bytes(Self.bytes(100))])
        try await MountedTree.serving(tree) { mount in
            let stuck = mount.path + "/stuck.mp4"
            let readers = (0..<20).map { _ in
                Task {
                    try await MountedTree.onOwnThread {
                        let file = unsafe open(stuck, O_RDONLY)
                        defer { close(file) }
                        var buffer = [UInt8](repeating: 0, count: 100)
                        let count = unsafe read(file, &buffer, 100)
                        return count < 0 ? errno : 0
                    }
                }
            }
            while mount.session.running.numbers.count < 20 { await Task.yield() }
            let content = try await mount.content(of: "clip.mp4")
            #expect(content == Self.bytes(100))
            mount.session.refuseAll()
            for reader in readers {
                let errno = try await reader.value
                #expect(errno == ENOTCONN)
            }
        }
    }

    @Test("a reader that is interrupted gets EINTR, or dies, and its read is abandoned")
    func interrupts() async throws {
        try await MountedTree.serving(ShelfTree(["stuck.mp4": .stuck])) { mount in
            let process = Process()
            process.executableURL = URL(filePath: "/bin/cat")
            process.arguments = [mount.path + "/stuck.mp4"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            while mount.session.running.numbers.isEmpty { await Task.yield() }
            kill(process.processIdentifier, SIGKILL)
            try await MountedTree.onOwnThread { process.waitUntilExit() }
            while !mount.session.running.numbers.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            #expect(process.terminationReason == .uncaughtSignal)
        }
    }

    @Test("what pages a file has is forgotten with the file")
    func forgetsPages() async throws {
        let tree = ShelfTree(["clip.mp4": .bytes([1]), "other.mp4": .bytes([2])])
        try await MountedTree.serving(tree) { mount in
            for name in ["clip.mp4", "other.mp4"] { _ = try await mount.content(of: name) }
            #expect(mount.session.filesWithPages == 2)
            // A name that means something else now is dropped, and what was under it with it.
            try await MountedTree.onOwnThread { mount.session.invalidate("clip.mp4", in: .root) }
            while mount.session.filesWithPages > 1 { await Task.yield() }
            #expect(tree.lookupsTakenBack > 0)
        }
    }

    @Test("of two versions that are open at the same time each reader gets its own")
    func keepsVersionsApart() async throws {
        let books = (1...2).map { [UInt8](repeating: $0, count: 100_000) }
        let tree = ShelfTree(["clip.mp4": .editions(books)])
        try await MountedTree.serving(tree) { mount in
            let path = mount.path + "/clip.mp4"
            let read = try await MountedTree.onOwnThread {
                let older = try FileHandle(forReadingFrom: URL(filePath: path))
                var parts = [try older.read(upToCount: 4_096)]
                let newer = try FileHandle(forReadingFrom: URL(filePath: path))
                for _ in 0..<4 {
                    parts.append(try older.read(upToCount: 10_000))
                    parts.append(try newer.read(upToCount: 10_000))
                }
                try older.close()
                // The older one's pages are still there, and nobody needs them any more.
                parts.append(try Data(contentsOf: URL(filePath: path)))
                parts.append(try newer.readToEnd())
                return parts.map { Set($0 ?? Data()) }
            }
            let expected: [Set<UInt8>] = [[1], [1], [2], [1], [2], [1], [2], [1], [2], [2], [2]]
            #expect(read == expected)
        }
    }

    @Test("statfs shows a full library, so that df lists it and nothing is offered for pasting")
    func showsStatistics() async throws {
        try await MountedTree.serving(ShelfTree(["clip.mp4": .bytes([1])])) { mount in
            let path = mount.path
            let figures = try await MountedTree.onOwnThread {
                var status = statvfs()
                return unsafe statvfs(path, &status) == 0 ? status : nil
            }
            let shown = try #require(figures)
            #expect(shown.f_blocks * shown.f_frsize == 1 << 20)
            #expect(shown.f_bfree == 0)
            #expect(shown.f_namemax == 255)
        }
    }
}
