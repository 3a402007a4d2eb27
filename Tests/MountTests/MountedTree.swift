import Foundation

@testable import VideoFS

/// What the machine can do.
enum Kernel {
    /// In CI a machine without /dev/fuse is an error to be seen, not a reason to skip.
    static let servesFuse =
        FileManager.default.isReadableFile(atPath: "/dev/fuse")
        || ProcessInfo.processInfo.environment["CI"] != nil
}

/// A tree mounted for the length of one test.
///
/// Every system call on the mount goes through ``onOwnThread(_:)``. The file system answers from the
/// cooperative pool; a test that blocks pool threads on its own mount takes the threads that would have
/// answered it, and both wait for ever.
struct MountedTree: Sendable {
    let path: String
    let session: FuseSession

    /// Mounts `tree`, runs `body`, and unmounts however `body` ends.
    static func serving(
        _ tree: any TreeOperations, _ body: (MountedTree) async throws -> Void
    ) async throws {
        let path = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let session = try FuseSession(
            serving: tree, at: path,
            options: KernelSettings.mountOptions(source: "test:tree", allowOther: false),
            ownership: Ownership(user: getuid(), group: getgid(), umask: 0o222))
        async let served: Void = onOwnThread { session.serve() }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(MountedTree(path: path, session: session)))
        } catch {
            outcome = .failure(error)
        }
        try await onOwnThread { _ = Command.run("fusermount3", ["-u", "-z", path]) }
        try await served
        try outcome.get()
    }

    func content(of name: String) async throws -> [UInt8] {
        let file = path + "/" + name
        return try await Self.onOwnThread { Array(try Data(contentsOf: URL(filePath: file))) }
    }

    /// The names of a directory, without the dots.
    func names(in directory: String = "") async throws -> [String] {
        let path = path + "/" + directory
        return try await Self.onOwnThread {
            try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        }
    }

    /// What a system call on a path of the mount leaves in `errno`; 0 where it succeeds.
    func errno(of name: String, _ call: @escaping @Sendable (String) -> Int32) async throws -> Int32 {
        let path = path + "/" + name
        return try await Self.onOwnThread { call(path) == -1 ? Glibc.errno : 0 }
    }

    static func onOwnThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }

    private static func makeTemporaryDirectory() throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "vidfs-\(UUID().uuidString)", directoryHint: .notDirectory)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return directory.path()
    }
}
