import Foundation

/// A directory for the length of one test.
struct ConfigurationDirectory: ~Copyable {
    let path: String

    init() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "vidfs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.path(percentEncoded: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file, for its owner alone unless told otherwise.
    func write(_ text: String, to name: String, mode: Int = 0o600) throws {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: file.path(percentEncoded: false))
    }
}
