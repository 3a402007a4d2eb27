internal import Foundation
internal import Synchronization
internal import VideoFS

/// The line with which a mount in the background tells the process that started it how it went:
/// `ready`, or an exit status and a sentence.
///
/// Without somebody who waits, in the foreground, all of it does nothing.
final class ReadySignal: Sendable {
    /// Names the descriptor to write to. Set by ``BackgroundStart`` for the child alone.
    static let variable = "VIDFS_READY_FD"

    /// The pipe, until the line is written.
    private let pipe: Mutex<FileHandle?>

    /// Whether somebody waits, who will not see standard error.
    let isAwaited: Bool

    private init() {
        let text = ProcessInfo.processInfo.environment[Self.variable]
        let descriptor = text.flatMap { Int32($0) } ?? -1
        isAwaited = descriptor > 2 && fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        pipe = Mutex(isAwaited ? FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) : nil)
    }

    /// Runs a mount and reports how it ended, where it did not say so itself.
    static func reporting(_ mount: (ReadySignal) async throws -> Void) async throws {
        let signal = ReadySignal()
        do {
            try await mount(signal)
        } catch {
            let failure = CommandFailure(error)
            signal.write("\(failure.status.rawValue) \(failure.sentence)")
            throw failure
        }
    }

    /// Tells whether the mount answers. Only the first call counts.
    func send(_ outcome: Result<Void, MountFailure>) {
        switch outcome {
        case .success: write("ready")
        case .failure(let error):
            let failure = CommandFailure(error)
            write("\(failure.status.rawValue) \(failure.sentence)")
        }
    }

    /// Lets go of the directory that the process was started in, so that it can be unmounted or removed.
    /// Call it once every relative path has been read. In the foreground the directory is the user's choice.
    func leaveWorkingDirectory() throws {
        guard isAwaited else { return }
        guard FileManager.default.changeCurrentDirectoryPath("/") else {
            throw CommandFailure("the root directory cannot be entered", status: .failed)
        }
    }

    private func write(_ line: String) {
        guard
            let pipe = pipe.withLock({ pipe in
                defer { pipe = nil }
                return pipe
            })
        else { return }
        do {
            // Less than PIPE_BUF: it arrives whole or not at all.
            try pipe.write(contentsOf: Data("\(line.prefix(1_000))\n".utf8))
            try pipe.close()
        } catch {
            // Whoever waited has gone, by Ctrl-C: nobody wants this mount any more.
            kill(getpid(), SIGTERM)
        }
    }
}

/// The line of a ``ReadySignal`` as received.
enum ReadyLine: Equatable {
    case ready
    case failed(CommandFailure)
    /// The process ended, or said something else.
    case none

    init(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        if text == "ready" {
            self = .ready
        } else if words.count == 2, let status = Int32(words[0]).flatMap(ExitStatus.init) {
            self = .failed(CommandFailure(String(words[1]), status: status))
        } else {
            self = .none
        }
    }
}
