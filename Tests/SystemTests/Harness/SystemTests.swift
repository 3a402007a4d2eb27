import Foundation
import Testing

/// Every test that mounts: one after the other, for they share the machine's mount table and its two cores.
///
/// The suites are extensions of this one, because `.serialized` reaches only what is inside.
///
/// Disabled where `/dev/fuse` or a program is missing, unless `CI` is set: there a missing one fails every
/// test that needs it, so that a green run has mounted.
@Suite(
    .serialized, .timeLimit(.minutes(3)),
    .enabled(
        if: Requirements.missing.isEmpty || Requirements.mustBeMet,
        "needs /dev/fuse, the vidfs binary, nginx, ffmpeg, mpv, rsync and python3"))
enum SystemTests {}

/// What the machine must have.
enum Requirements {
    private static let programs = [
        "nginx", "ffprobe", "mpv", "rsync", "tar", "python3", "cmp", "dd", "findmnt", "fusermount3",
        "unshare", "sha256sum", "find", "umount",
    ]

    /// A sentence for each thing that is not there.
    static let missing: [String] = {
        let files = FileManager.default
        var missing = programs.filter { program in
            !searchPath.contains { files.isExecutableFile(atPath: "\($0)/\(program)") }
        }.map { "\($0) is not installed" }
        if !files.isWritableFile(atPath: "/dev/fuse") { missing.append("/dev/fuse cannot be opened") }
        if !files.isExecutableFile(atPath: vidfs) {
            missing.append("there is no vidfs at \(vidfs); build it, or set VIDFS_BINARY")
        }
        return missing
    }()

    /// Whether a machine without them fails the tests.
    static var mustBeMet: Bool {
        !(ProcessInfo.processInfo.environment["CI"] ?? "").isEmpty
    }

    static let searchPath = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]

    /// The product under test.
    static let vidfs: String = {
        if let named = ProcessInfo.processInfo.environment["VIDFS_BINARY"], !named.isEmpty { return named }
        let built = ["release", "debug"].map { "\(packageRoot)/.build/\($0)/vidfs" }
        return built.first(where: FileManager.default.isExecutableFile(atPath:)) ?? built[0]
    }()

    private static let packageRoot = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path(percentEncoded: false)

    /// - Throws: ``Missing`` with everything that is not there.
    static func check() throws {
        guard missing.isEmpty else { throw Missing(description: missing.joined(separator: "; ")) }
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }
}
