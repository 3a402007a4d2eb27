import Foundation
import Synchronization

/// A directory for the length of one test.
///
/// Its path is in the environment of every process that the test starts, and that finds them again.
final class Scratch: Sendable {
    let path: String
    private let outputs = Mutex(0)

    init() throws {
        path = "/tmp/vidfs-system-\(UUID().uuidString.lowercased().prefix(13))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        // Processes of another user, as nginx starts them, must get through.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        try makeDirectory("output")
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    @discardableResult
    func makeDirectory(_ name: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: path + "/" + name, withIntermediateDirectories: true)
        return path + "/" + name
    }

    /// Two new empty files.
    func outputFiles() throws -> (output: URL, errors: URL) {
        let number = outputs.withLock { count in
            count += 1
            return count
        }
        let files = ["out", "err"].map { URL(filePath: "\(path)/output/\(number).\($0)") }
        for file in files { try Data().write(to: file) }
        return (files[0], files[1])
    }

    /// Everything that programs have written to standard error so far.
    var allErrors: [String: String] { texts(withSuffix: ".err") }
    var allOutputs: [String: String] { texts(withSuffix: ".out") }

    private func texts(withSuffix suffix: String) -> [String: String] {
        let directory = path + "/output"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.reduce(into: [:]) { texts, name in
            let bytes = FileManager.default.contents(atPath: directory + "/" + name) ?? Data()
            texts[name] = String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The processes whose environment names this directory, with their command lines.
    var processes: [Int32: String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.reduce(into: [:]) { found, process in
            guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ"),
                environment.range(of: Data(path.utf8)) != nil
            else { return }
            let arguments = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            let words = arguments.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            // A zombie has no command line; it is gone but for its parent's glance.
            if !words.isEmpty { found[process] = words.joined(separator: " ") }
        }
    }

    /// The processes among them that are `vidfs`.
    var servers: [Int32: String] {
        processes.filter { process, _ in
            let executable = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(process)/exe")
            // A binary that was built anew meanwhile has " (deleted)" at the end.
            return executable?.hasPrefix(Self.vidfs) == true
        }
    }

    private static let vidfs = URL(filePath: Requirements.vidfs).resolvingSymlinksInPath()
        .path(percentEncoded: false)
}
