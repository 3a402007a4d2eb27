import Foundation

/// What `vidfs` leaves where it traps: the stack. Nobody could see it otherwise, for a mount that is gone has
/// nowhere to say it.
///
/// Written by the Swift runtime's own reporter (`docs/Backtracing.rst` of the toolchain). Where the toolchain
/// has none there are no reports, and a crash shows only in what fails because of it.
struct CrashReports: Sendable {
    private let directory: String

    /// - Parameter directory: an existing one, for these reports alone.
    init(in directory: String) {
        self.directory = directory
    }

    /// What a program has to be started with. Where it was built with a sanitizer, what that finds is a report
    /// too, and the program goes on as far as it can.
    var environment: [String: String] {
        var environment = [
            "TSAN_OPTIONS": "halt_on_error=0:exitcode=0:log_path=\(directory)/thread",
            "ASAN_OPTIONS": "detect_leaks=0:log_path=\(directory)/address",
        ]
        if let reporter = Self.reporter {
            let options = [
                "enable=yes", "interactive=no", "color=no", "threads=crashed", "output-to=\(directory)",
                "swift-backtrace=\(reporter)",
            ]
            environment["SWIFT_BACKTRACE"] = options.joined(separator: ",")
        }
        return environment
    }

    /// The reports so far.
    var texts: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap { name in
            FileManager.default.contents(atPath: "\(directory)/\(name)").map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }

    /// The reporter that needs no other library of the toolchain, next to the `swift` in the path.
    private static let reporter: String? = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let candidates = path.split(separator: ":").map { folder in
            URL(filePath: "\(folder)/swift").resolvingSymlinksInPath().deletingLastPathComponent()
                .appending(path: "../libexec/swift/linux/swift-backtrace-static").standardized.path()
        }
        return candidates.first(where: FileManager.default.isExecutableFile(atPath:))
    }()
}
