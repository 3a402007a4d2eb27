internal import Foundation
internal import Synchronization

/// A command whose standard output is a secret: `pass show vidfs`.
struct SecretCommand {
    let text: String
    /// Where it was set, for an error text. The command itself may hold a secret and is not named.
    let place: String

    /// No token is longer, and a command that prints without end must not fill the memory.
    private static let longestOutput = 64 << 10

    /// Runs the command with `/bin/sh -c` and returns what it prints, without the line end.
    ///
    /// Blocks, for `limit` at most. The command gets no standard input, since a mount at boot has nobody to
    /// ask, and its standard error goes nowhere: with `set -x` a secret would stand there.
    ///
    /// - Throws: ``ConfigurationError``: failed, took too long, or printed no usable secret.
    func output(
        environment: [String: String], limit: Duration
    ) throws(ConfigurationError) -> Secret {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", text]
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do { try process.run() } catch {
            throw .commandUnusable(place: place, problem: "cannot be started: there is no /bin/sh")
        }

        let printed = PrintedBytes()
        let reading = pipe.fileHandleForReading
        // A thread of its own: a child of the command may keep the pipe open for ever.
        Thread.detachNewThread {
            printed.read(from: reading, atMost: Self.longestOutput + 1)
            ended.signal()
        }
        let deadline = DispatchTime.now() + DispatchTimeInterval(limit)
        for _ in 0..<2 where ended.wait(timeout: deadline) == .timedOut {
            end(process)
            throw .commandTimedOut(place: place, limit: limit)
        }
        // Before the status: a command that is no longer read from ends by SIGPIPE.
        let bytes = printed.bytes
        guard bytes.count <= Self.longestOutput else {
            throw .commandUnusable(place: place, problem: "printed more than any secret is long")
        }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            // As a shell would say it: a signal counts from 128 on.
            let status = process.terminationStatus + (process.terminationReason == .exit ? 0 : 128)
            throw .commandFailed(place: place, status: status)
        }
        return try secret(in: bytes)
    }

    private func secret(in bytes: [UInt8]) throws(ConfigurationError) -> Secret {
        guard let output = String(validating: bytes, as: UTF8.self) else {
            throw .commandUnusable(place: place, problem: "printed something that is not UTF-8 text")
        }
        let text = output.trimmingSuffix(while: \.isNewline)
        guard !text.isEmpty else { throw .commandUnusable(place: place, problem: "printed nothing") }
        // Password stores keep notes below the password, and a line end would break a request header.
        guard !text.contains(where: \.isNewline) else {
            let problem = "printed more than one line; end it with '| head -n 1'"
            throw .commandUnusable(place: place, problem: problem)
        }
        return Secret(text)
    }

    /// Ends the shell and, where it leads a process group of its own, whatever it started.
    private func end(_ process: Process) {
        let shell = process.processIdentifier
        kill(getpgid(shell) == shell ? -shell : shell, SIGKILL)
    }
}

/// What came out of a command so far.
private final class PrintedBytes: Sendable {
    private let all = Mutex<[UInt8]>([])

    var bytes: [UInt8] { all.withLock { $0 } }

    /// Blocks until the other side closes, or `limit` bytes have come.
    func read(from handle: FileHandle, atMost limit: Int) {
        while bytes.count < limit, let part = try? handle.read(upToCount: 4_096), !part.isEmpty {
            all.withLock { $0 += part }
        }
        try? handle.close()
    }
}

extension DispatchTimeInterval {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .milliseconds(Int(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
    }
}
