internal import ArgumentParser
internal import Foundation

/// Where it starts.
///
/// Not an `async` main: a mount in the background is started before the process has a second thread.
@main
enum Program {
    static func main() {
        let arguments: [String]
        let command: any ParsableCommand
        do {
            arguments = try Invocation.arguments(of: CommandLine.arguments)
            command = try Vidfs.parseAsRoot(arguments)
        } catch {
            exit(report(error, of: CommandLine.arguments.dropFirst().first).rawValue)
        }
        // Writing to a pipe or a connection that the other side closed is an error to handle, not a reason
        // to die.
        signal(SIGPIPE, SIG_IGN)
        if let detachable = command as? any DetachableCommand, !detachable.foreground {
            do {
                try detachable.detach(arguments)
                exit(ExitStatus.done.rawValue)
            } catch {
                exit(report(error, of: arguments.first).rawValue)
            }
        }
        run(command, named: arguments.first)
    }

    private static func run(_ command: any ParsableCommand, named name: String?) -> Never {
        guard let command = command as? any TaskCommand else {
            do {
                var command = command
                try command.run()
                exit(ExitStatus.done.rawValue)
            } catch {
                exit(report(error, of: name).rawValue)
            }
        }
        Task {
            do {
                var command = command
                try await command.run()
                exit(ExitStatus.done.rawValue)
            } catch {
                exit(report(error, of: name).rawValue)
            }
        }
        dispatchMain()
    }

    /// Says what went wrong, or shows the help that was asked for.
    private static func report(_ error: any Error, of name: String?) -> ExitStatus {
        if Vidfs.exitCode(for: error) == .success {
            print(Vidfs.fullMessage(for: error))
            return .done
        }
        let failure = failure(from: error, of: name)
        // Nothing to say: the command has said it all, and only the number is left.
        if !failure.sentence.isEmpty {
            Terminal.complain(failure.sentence)
        }
        return failure.status
    }

    private static func failure(from error: any Error, of name: String?) -> CommandFailure {
        guard Vidfs.exitCode(for: error) == .validationFailure else { return CommandFailure(error) }
        let command = Vidfs.commandNames.contains(name ?? "") ? "vidfs \(name ?? "")" : "vidfs"
        let message = Vidfs.message(for: error)
        let text = message.prefix(1).lowercased() + message.dropFirst()
        return .usage("\(text)\(text.hasSuffix("?") ? "" : ";") '\(command) --help' shows how")
    }
}

/// A command that waits for the network, in a task of its own.
protocol TaskCommand: AsyncParsableCommand, Sendable {}

/// A command that goes on in the background unless told otherwise.
protocol DetachableCommand: ParsableCommand {
    var foreground: Bool { get }

    /// Starts the same command in a process of its own, and returns once that serves.
    ///
    /// - Parameter arguments: what this process was asked, without its name.
    /// - Throws: what kept it from serving.
    func detach(_ arguments: [String]) throws
}
