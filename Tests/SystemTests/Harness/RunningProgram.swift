import Foundation
import Synchronization

/// A program in a process of its own, its output collected in files.
///
/// Files and not pipes: a mount that goes on in the background keeps what it inherited open, and whoever
/// waits for the end of a pipe would wait for the mount. Nothing here touches a file system under test; only
/// the child does, so no thread of this process can be held by a mount that does not answer.
///
/// The process is the leader of a group of its own, and starts with no signal blocked or ignored.
final class RunningProgram: Sendable {
    let command: String
    private let process: Process
    private let output: URL
    private let errors: URL
    private let began = ContinuousClock.now
    private let ending = Ending()

    /// Starts it. The first of the arguments is the program, looked up in ``Requirements/searchPath``; the
    /// environment is all that it gets; files for its output are made in the scratch directory.
    init(
        _ arguments: [String], environment: [String: String], directory: String? = nil, scratch: Scratch
    ) throws {
        command = arguments.joined(separator: " ")
        (output, errors) = try scratch.outputFiles()
        process = Process()
        // env(1) takes back what Foundation's child inherits: blocked signals.
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["--default-signal"] + arguments
        process.environment = environment
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
        process.standardInput = FileHandle.nullDevice
        let outputs = try [FileHandle(forWritingTo: output), FileHandle(forWritingTo: errors)]
        process.standardOutput = outputs[0]
        process.standardError = outputs[1]
        process.terminationHandler = { [ending] process in
            let status = process.terminationStatus
            ending.settle(process.terminationReason == .exit ? .exited(status) : .signalled(status))
        }
        // Foundation keeps them for as long as this process lives.
        defer { for file in outputs { try? file.close() } }
        try process.run()
    }

    var processIdentifier: Int32 { process.processIdentifier }

    /// What it has written so far.
    var outputSoFar: String { Self.text(of: output) }
    var errorsSoFar: String { Self.text(of: errors) }

    func signal(_ number: Int32) {
        kill(processIdentifier, number)
    }

    /// Waits for its end. After the limit it is killed with its group, and ``Overdue`` is thrown.
    func outcome(within limit: Duration = .seconds(60)) async throws -> Outcome {
        let watchdog = Task { [ending, processIdentifier] in
            try await Task.sleep(for: limit)
            ending.settle(.overdue)
            kill(-processIdentifier, SIGKILL)
        }
        let end = await withTaskCancellationHandler {
            await ending.value
        } onCancel: { [ending, processIdentifier] in
            ending.settle(.overdue)
            kill(-processIdentifier, SIGKILL)
        }
        watchdog.cancel()
        let outcome = Outcome(
            command: command, end: end, output: (try? Data(contentsOf: output)) ?? Data(),
            errors: Self.text(of: errors), duration: ContinuousClock.now - began)
        guard end != .overdue else { throw Overdue(outcome: outcome) }
        return outcome
    }

    /// Waits until its standard output contains a text.
    func says(_ text: String, within limit: Duration = .seconds(30)) async throws {
        try await eventually("\(command) says \(text)", within: limit) { outputSoFar.contains(text) }
    }

    private static func text(of file: URL) -> String {
        String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }

    /// How a program ended.
    enum End: Sendable, Hashable {
        case exited(Int32)
        case signalled(Int32)
        /// It was killed because it took too long; it may even have survived that.
        case overdue
    }

    /// The first word on how a program ended.
    private final class Ending: Sendable {
        private let state = Mutex<(end: End?, waiting: [CheckedContinuation<End, Never>])>((nil, []))

        func settle(_ end: End) {
            let waiting = state.withLock { state in
                guard state.end == nil else { return [CheckedContinuation<End, Never>]() }
                state.end = end
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume(returning: end) }
        }

        var value: End {
            get async {
                await withCheckedContinuation { continuation in
                    let end = state.withLock { state in
                        if state.end == nil { state.waiting.append(continuation) }
                        return state.end
                    }
                    if let end { continuation.resume(returning: end) }
                }
            }
        }
    }
}

/// What a program did.
struct Outcome: Sendable {
    let command: String
    let end: RunningProgram.End
    let output: Data
    let errors: String
    let duration: Duration

    var succeeded: Bool { end == .exited(0) }
    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
}

extension Outcome: CustomStringConvertible {
    var description: String {
        "\(command.prefix(300)): \(end) after \(duration)\n\(text.suffix(2_000))\n\(errors.suffix(2_000))"
    }
}

/// A program took longer than it may.
struct Overdue: Error, CustomStringConvertible {
    let outcome: Outcome
    var description: String { "killed because it did not end in time: \(outcome)" }
}
