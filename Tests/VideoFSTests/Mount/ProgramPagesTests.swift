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

    @Test("code that was let go of runs on")
    func runsOn() {
        ProgramPages.letGo()
        #expect(ProgramPages.code(in: "10-20 r-xp 0 fe:00 1 /a") == 0x10..<0x20)
    }
}
