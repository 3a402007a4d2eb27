internal import Synchronization

/// Who has a film open, judged by its name and by what it reads.
final class Reader: Sendable {
    let kind: ReaderKind
    private let process: String?
    private let habits: ReaderHabits
    private let bytesRead = Tally()

    /// `process`: the name of the program, as the kernel cuts it; `nil` where it is not known.
    init(_ process: String?, habits: ReaderHabits) {
        self.process = process
        self.habits = habits
        kind = habits.kind(of: process)
    }

    func note(_ range: Range<Int64>) {
        bytesRead.add(Int64(range.count))
    }

    /// It closed the file.
    func left() {
        guard let process else { return }
        habits.note(process, bytesRead: bytesRead.count)
    }
}

/// Which programs look at films and do not play them.
final class ReaderHabits: Sendable {
    /// Names as `/proc/<pid>/comm` has them: 15 bytes at most.
    private static let scanners: Set = [
        // Asked for by people and by media servers.
        "ffprobe", "mediainfo", "file", "exiftool", "mkvinfo", "mp4info", "Plex Media Scan",
        // Thumbnails of file managers.
        "ffmpegthumbnail", "tumblerd", "totem-video-thu", "gst-discoverer-", "gnome-desktop-t",
        // Search.
        "baloo_file", "baloo_file_extr", "tracker-extract", "tracker-miner-f", "localsearch-ext",
        "localsearch-3", "updatedb", "updatedb.plocat", "updatedb.mlocat",
    ]

    /// Films closed in a row after a look after which the next one is taken for a look, too.
    private static let looksInARow = 3

    /// Bytes of a film that are no more than a look.
    private static let look: Int64 = 4 << 20

    /// Programs that are remembered; then all are forgotten.
    private static let most = 256

    private let looks = Mutex<[String: Int]>([:])

    /// What is to be expected of a program; `nil`: of one that is not known.
    func kind(of process: String?) -> ReaderKind {
        guard let process else { return .unknown }
        if Self.scanners.contains(process) { return .scanner }
        return looks.withLock { $0[process, default: 0] } >= Self.looksInARow ? .unknown : .viewer
    }

    /// A program closed a film of which it had read so much.
    func note(_ process: String, bytesRead: Int64) {
        looks.withLock { looks in
            guard bytesRead < Self.look else { return looks[process] = nil }
            if looks.count >= Self.most { looks = [:] }
            looks[process, default: 0] += 1
        }
    }
}
