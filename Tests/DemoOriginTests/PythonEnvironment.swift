import Foundation
import Testing

/// A virtual environment of Python in a temporary directory, which goes with it.
struct PythonEnvironment: Sendable {
    private let directory: URL

    /// Makes one, installs packages into it, runs `body`, and removes it however `body` ends.
    ///
    /// Nothing is kept: neither the packages nor what was downloaded for them.
    static func with(packages: [String], _ body: (PythonEnvironment) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "vidfs-python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let python = PythonEnvironment(directory: directory)
        try await python.mustRun(["python3", "-m", "venv", python.path("venv")])
        let pip = [python.path("venv/bin/python"), "-m", "pip", "--quiet"]
        try await python.mustRun(pip + ["install", "--no-cache-dir"] + packages)
        try await body(python)
    }

    /// Runs a script and returns the JSON object that it prints.
    func run(_ script: String, environment: [String: String]) async throws -> [String: Any] {
        let file = directory.appending(path: "script.py")
        try Data(script.utf8).write(to: file)
        let output = try await mustRun([path("venv/bin/python"), file.path()], environment: environment)
        return try #require(JSONSerialization.jsonObject(with: output) as? [String: Any])
    }

    private func path(_ name: String) -> String {
        directory.appending(path: name).path()
    }

    /// - Returns: what the program wrote.
    @discardableResult
    private func mustRun(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Data {
        let output = directory.appending(path: UUID().uuidString)
        let errors = directory.appending(path: UUID().uuidString)
        for file in [output, errors] { try Data().write(to: file) }
        let program = Process()
        // env(1) takes back what Foundation's child inherits: blocked signals.
        program.executableURL = URL(filePath: "/usr/bin/env")
        program.arguments = ["--default-signal"] + arguments
        // The person's own settings stay, since packages may be reachable by them alone.
        program.environment = ProcessInfo.processInfo.environment.merging(
            ["TMPDIR": directory.path(), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_PROXY": "127.0.0.1"]
        ) { $1 }.merging(environment) { $1 }
        program.standardInput = FileHandle.nullDevice
        let files = try [FileHandle(forWritingTo: output), FileHandle(forWritingTo: errors)]
        defer { for file in files { try? file.close() } }
        program.standardOutput = files[0]
        program.standardError = files[1]
        let status = try await Self.status(of: program)
        guard status == 0 else {
            let said = String(decoding: (try? Data(contentsOf: errors)) ?? Data(), as: UTF8.self)
            throw Failure(command: arguments.joined(separator: " "), status: status, errors: said)
        }
        return try Data(contentsOf: output)
    }

    /// Waits without holding a thread; a cancelled test ends the program.
    private static func status(of program: Process) async throws -> Int32 {
        let (statuses, ended) = AsyncStream<Int32>.makeStream()
        program.terminationHandler = { program in
            ended.yield(program.terminationStatus)
            ended.finish()
        }
        try program.run()
        let identifier = program.processIdentifier
        for await status in statuses { return status }
        kill(identifier, SIGKILL)
        throw CancellationError()
    }

    struct Failure: Error, CustomStringConvertible {
        let command: String
        let status: Int32
        let errors: String
        var description: String { "\(command): status \(status)\n\(errors.suffix(4_000))" }
    }
}
