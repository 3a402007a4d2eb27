import Foundation
import Testing

@testable import VideoFS

/// Which memory is the program's code.
struct ProgramPagesTests {
    @Test(
        "only what is mapped from a file, and can be run and not be written to, is code",
        arguments: [
            ("55d0c0a00000-55d0c2a00000 r-xp 00762000 fe:00 1234            /usr/bin/vidfs", true),
            ("55d0c0a00000-55d0c2a00000 r-xp 00762000 fe:00 1234  /opt/a b/vidfs (deleted)", true),
            ("55d0c0a00000-55d0c2a00000 r--p 00000000 fe:00 1234            /usr/bin/vidfs", false),
            ("55d0c0a00000-55d0c2a00000 rw-p 00762000 fe:00 1234            /usr/bin/vidfs", false),
            ("55d0c0a00000-55d0c2a00000 rwxp 00762000 fe:00 1234            /usr/bin/vidfs", false),
            ("7ffd1f9f6000-7ffd1f9f8000 r-xp 00000000 00:00 0                          [vdso]", false),
            ("7f2d00000000-7f2d00200000 r-xp 00000000 00:00 0", false),
            ("55d0c2a00000-55d0c0a00000 r-xp 00762000 fe:00 1234            /usr/bin/vidfs", false),
            ("55d0c2a00000 r-xp 00762000 fe:00 1234 /usr/bin/vidfs /usr/bin/vidfs", false),
            ("", false),
        ])
    func code(line: String, isCode: Bool) {
        let expected: Range<UInt> = 0x55d0_c0a0_0000..<0x55d0_c2a0_0000
        #expect(ProgramPages.code(in: line) == (isCode ? expected : nil))
    }

    @Test("code that was let go of takes no memory, and is the same when it comes back")
    func takesNoMemory() async throws {
        try await withTemporaryDirectory { directory in
            let code = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) }
            let path = directory + "/program"
            try Data(code).write(to: URL(filePath: path))
            let file = unsafe open(path, O_RDONLY)
            try #require(file >= 0)
            defer { Glibc.close(file) }
            let mapped = unsafe mmap(nil, code.count, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0)
            let isMapped = unsafe mapped != MAP_FAILED
            try #require(isMapped, "errno \(errno)")
            defer { unsafe munmap(mapped, code.count) }
            let bytes = unsafe UnsafeRawBufferPointer(start: mapped, count: code.count)
            #expect(unsafe Array(bytes) == code)
            #expect(try Self.residentKibibytes(of: path) == 1024)
            ProgramPages.letGo()
            #expect(try Self.residentKibibytes(of: path) == 0)
            #expect(unsafe Array(bytes) == code)
        }
    }

    /// Of a file's mapping in this process (proc_pid_smaps(5)).
    private static func residentKibibytes(of path: String) throws -> Int {
        let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/smaps"))
        defer { try? file.close() }
        let maps = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        let mapping = try #require(maps.range(of: path))
        let words = try #require(
            maps[mapping.upperBound...].split(separator: "\n").first { $0.hasPrefix("Rss:") }
        ).split(separator: " ")
        return try #require(words.count > 1 ? Int(words[1]) : nil)
    }
}
