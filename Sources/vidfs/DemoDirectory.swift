internal import Foundation
internal import VideoFS

/// Where a demo keeps tokens, caches and its log, apart from everything of the user's.
struct DemoDirectory {
    let path: String

    private static let prefix = "vidfs-demo-"

    /// - Parameter path: made by ``make()``, in this process or the one that started it.
    /// - Throws: ``CommandFailure`` for any other: it will be removed with all that is in it.
    init(_ path: String) throws(CommandFailure) {
        let isOurs =
            URL(filePath: path).lastPathComponent.hasPrefix(Self.prefix)
            && FileManager.default.fileExists(atPath: path + "/" + Self.marker)
        guard isOurs else { throw .usage("--private-directory is not for use by hand") }
        self.path = path
    }

    /// Makes a new directory, its owner's alone.
    static func make() throws(CommandFailure) -> DemoDirectory {
        let name = prefix + UUID().uuidString.lowercased()
        let path = FileManager.default.temporaryDirectory.appending(path: name).path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            try Data().write(to: URL(filePath: path + "/" + marker))
        } catch {
            throw CommandFailure(
                "\(path) cannot be made; set TMPDIR to a place that can be written", status: .failed)
        }
        return try DemoDirectory(path)
    }

    /// Shows that a directory was made by ``make()``.
    private static let marker = ".vidfs-demo"

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// What a mount of the demo reads its settings from: the demo services, and how to log.
    func sources(using services: [String: String]) -> SettingSources {
        let process = SettingSources.ofThisProcess()
        var environment = services
        for setting in [Setting.logLevel, .logFormat] {
            environment[setting.variable] = process.environment[setting.variable]
        }
        environment["HOME"] = path
        environment["XDG_CONFIG_HOME"] = path + "/config"
        environment[Setting.stateDirectory.variable] = path + "/state"
        environment[Setting.cacheDirectory.variable] = path + "/cache"
        return SettingSources(environment: environment, owner: process.owner)
    }
}

/// A mount point that the demo makes for itself.
enum MountDirectory {
    /// - Returns: whether it was not there before.
    /// - Throws: ``CommandFailure`` when it cannot be made.
    static func make(at path: String) throws(CommandFailure) -> Bool {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            return true
        } catch CocoaError.fileWriteFileExists {
            return false
        } catch {
            throw CommandFailure(
                "\(path) cannot be made; name a directory to mount on", status: .wrongUsage)
        }
    }

    /// Removes it if nothing is in it and nothing is mounted on it.
    ///
    /// `unsafe` stands here for rmdir(2), which reads a path for the length of the call. Foundation would
    /// empty the directory first.
    static func remove(at path: String) {
        unsafe _ = rmdir(path)
    }
}
