import Foundation
import Testing

/// A program that reads the beginning of a file, stops until it is told to go on, and reads the rest.
///
/// It then prints the digest of all it got, or the name of the error that ended it.
struct PausingReader {
    private let reader: RunningProgram
    private let gate: String
    private let demo: Demo

    private static let script = """
        import errno, hashlib, os, sys
        film, first, gate = sys.argv[1], int(sys.argv[2]), sys.argv[3]
        digest, count = hashlib.sha256(), 0
        with open(film, 'rb', buffering=0) as file:
            try:
                while count < first:
                    part = file.read(min(first - count, 1 << 20)); count += len(part); digest.update(part)
                print('paused', flush=True)
                open(gate).read()
                while part := file.read(1 << 20):
                    count += len(part); digest.update(part)
                print(digest.hexdigest())
            except OSError as error:
                print(errno.errorcode[error.errno])
        """

    /// Returns once the reader has read so many bytes and paused.
    init(_ demo: Demo, _ film: String, after bytes: Int) async throws {
        self.demo = demo
        gate = demo.scratch.path + "/gate"
        let made = try await demo.run("mkfifo", gate)
        try #require(made.succeeded)
        reader = try demo.start(["python3", "-c", Self.script, film, "\(bytes)", gate])
        try await reader.says("paused")
    }

    /// Lets it read on, and returns its last word.
    func rest() async throws -> String {
        _ = try await demo.run("bash", "-c", ": > \"$1\"", "open", gate)
        let outcome = try await reader.outcome(within: .seconds(150))
        return try #require(outcome.lines.last, "\(outcome)")
    }
}
