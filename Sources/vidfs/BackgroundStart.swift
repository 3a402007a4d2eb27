internal import Foundation
internal import VideoFS

/// Starts this program once more, in the background, and waits until its mount answers.
struct BackgroundStart {
    /// The command line of this process, the command first.
    let arguments: [String]
    /// Absolute.
    let mountPoint: String
    /// Where the background process writes what it has to say.
    let logFile: String

    /// From start to answer: two sign-ins and a listing over a bad line. Whoever waits is a person, or
    /// systemd with its 90 s.
    var limit = Duration.seconds(30)

    /// How long a process that is told to end may take to unmount before it is killed.
    private static let grace = Duration.seconds(5)

    /// Returns once the mount point can be listed.
    ///
    /// - Throws: ``CommandFailure``: what the background process said, or that it said nothing in time. No
    ///   process is left behind.
    func run() throws(CommandFailure) {
        let process: DetachedProcess
        do {
            process = try DetachedProcess(
                executable: "/proc/self/exe", arguments: childArguments,
                environment: ProcessInfo.processInfo.environment, logFile: logFile,
                variable: ReadySignal.variable)
        } catch {
            throw CommandFailure(
                "the background process cannot be started (\(error.text)); \(logFile) must be writable",
                status: .failed)
        }
        let deadline = ContinuousClock.now + limit
        let line: String
        switch process.line(until: deadline) {
        case .timedOut:
            end(process)
            let time = DurationText.format(limit)
            throw CommandFailure(
                "the mount did not answer within \(time) and was given up; \(logFile) may tell why",
                status: .serviceUnreachable)
        case .text(let text): line = text
        }
        switch ReadyLine(line) {
        case .failed(let failure): throw failure
        case .none:
            end(process)
            throw CommandFailure(
                "the background process ended before the mount answered; \(logFile) tells why",
                status: .failed)
        case .ready: try look(at: process)
        }
    }

    /// The child stays in front of its own session.
    private var childArguments: [String] {
        ["vidfs"] + arguments.prefix(1) + ["--foreground"] + arguments.dropFirst()
    }

    /// Believes it only when this process, too, can list the mount point.
    private func look(at process: DetachedProcess) throws(CommandFailure) {
        do {
            _ = try FileManager.default.contentsOfDirectory(atPath: mountPoint)
        } catch {
            end(process)
            throw CommandFailure(
                "\(mountPoint) was mounted but cannot be listed; \(logFile) may tell why", status: .failed)
        }
    }

    private func end(_ process: DetachedProcess) {
        process.signal(SIGTERM)
        if !process.hasEnded(by: ContinuousClock.now + Self.grace) { process.signal(SIGKILL) }
    }
}
