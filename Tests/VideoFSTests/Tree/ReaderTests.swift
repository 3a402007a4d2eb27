import Testing

@testable import VideoFS

struct ReaderTests {
    private static func look(_ process: String, bytes: Int64, habits: ReaderHabits) {
        let reader = Reader(process, habits: habits)
        reader.note(0..<bytes)
        reader.left()
    }

    @Test(
        "scanners are known by name, as the kernel cuts it",
        arguments: [
            "ffprobe", "mediainfo", "file", "tumblerd", "ffmpegthumbnail", "baloo_file_extr", "updatedb",
        ])
    func names(_ name: String) {
        #expect(ReaderHabits().kind(of: name) == .scanner)
        #expect(name.utf8.count <= 15)
    }

    @Test("players and copiers are not, and who has no name may be either")
    func others() {
        for name in ["mpv", "vlc", "cp", "rsync", "ffmpeg"] {
            #expect(ReaderHabits().kind(of: name) == .viewer)
        }
        #expect(ReaderHabits().kind(of: nil) == .unknown)
    }

    @Test("a program that only looked at three films in a row may be looking at the next, until it reads one")
    func habit() {
        let habits = ReaderHabits()
        for _ in 0..<3 {
            #expect(habits.kind(of: "kodi") == .viewer)
            Self.look("kodi", bytes: 1 << 20, habits: habits)
        }
        #expect(habits.kind(of: "kodi") == .unknown)
        #expect(habits.kind(of: "mpv") == .viewer)
        Self.look("kodi", bytes: 5 << 20, habits: habits)
        #expect(habits.kind(of: "kodi") == .viewer)
    }
}
