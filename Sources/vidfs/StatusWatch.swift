internal import Foundation

/// `vidfs status --watch`: looks again and again until a signal ends it.
struct StatusWatch {
    let mountPoint: String
    let interval: Duration
    /// Whether each look is one line of JSON.
    let isJSON: Bool

    /// Ends the process with 0 at SIGINT and SIGTERM, and returns when nobody reads its output any more.
    ///
    /// - Throws: ``CommandFailure`` when the mount has gone or does not answer.
    func run() async throws(CommandFailure) {
        let signals = StopSignals()
        // At once, also while a mount that is stuck keeps a look from ending. Nothing is to be restored:
        // no mode of the terminal was changed, and behind each picture the cursor is below it.
        let stopping: Task<Void, Never> = Task {
            await signals.wait()
            // Waiting ends at a cancellation too, and then what went wrong is about to be told.
            guard !Task.isCancelled else { return }
            exit(ExitStatus.done.rawValue)
        }
        defer { stopping.cancel() }
        var previous: Look?
        while true {
            let look = try await look()
            guard Terminal.write(try output(of: look, after: previous)) else { return }
            previous = look
            try? await Task.sleep(for: interval)
        }
    }

    private struct Look {
        let bytes: Data
        let document: StatusDocument
        let moment: ContinuousClock.Instant
    }

    /// Reads on a thread that may be held.
    private func look() async throws(CommandFailure) -> Look {
        let mountPoint = mountPoint
        let outcome: Result<Data, CommandFailure> = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do throws(CommandFailure) {
                    continuation.resume(returning: .success(try StatusCommand.document(of: mountPoint)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        guard case .success(let bytes) = outcome else { throw whyItEnds(outcome) }
        return Look(bytes: bytes, document: try StatusDocument(bytes), moment: .now)
    }

    private func whyItEnds(_ outcome: Result<Data, CommandFailure>) -> CommandFailure {
        if !MountTable.read().mounts.contains(where: { $0.mountPoint == mountPoint }) {
            return CommandFailure("the mount at \(mountPoint) has gone: it was unmounted", status: .failed)
        }
        guard case .failure(let failure) = outcome else {
            return CommandFailure("the mount at \(mountPoint) does not answer", status: .failed)
        }
        return failure
    }

    private func output(of look: Look, after previous: Look?) throws(CommandFailure) -> [UInt8] {
        if isJSON { return [UInt8](try Self.line(of: look.bytes)) }
        let size = Terminal.size
        let elapsed = previous.map { (look.moment - $0.moment) / .seconds(1) } ?? 0
        let drawing = StatusDrawing(
            report: StatusReport(mountPoint: mountPoint, document: look.document, now: Date()),
            previous: previous?.document, seconds: elapsed, width: size?.columns ?? Self.unlimited)
        guard let size else {
            let text = drawing.lines.joined(separator: "\n") + "\n"
            return Array((previous == nil ? text : "\n" + text).utf8)
        }
        return Array(Self.frame(of: drawing.lines, height: size.lines).utf8)
    }

    /// For output that is no terminal.
    private static let unlimited = 100_000

    /// From the top left, each line cleared before it is drawn, since a full one leaves the cursor on its last
    /// cell, and what is left of a longer picture below.
    static func frame(of lines: [String], height: Int) -> String {
        // One line stays for the cursor, or the terminal would scroll.
        let shown = lines.prefix(max(height - 1, 1))
        return "\u{1B}[H" + shown.map { "\u{1B}[K" + $0 + "\n" }.joined() + "\u{1B}[J"
    }

    private static func line(of bytes: Data) throws(CommandFailure) -> Data {
        do {
            let object = try JSONSerialization.jsonObject(with: bytes)
            let line = try JSONSerialization.data(
                withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
            return line + Data("\n".utf8)
        } catch {
            throw CommandFailure("the mount's status is no JSON", status: .failed)
        }
    }
}
