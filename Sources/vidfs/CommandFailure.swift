internal import Foundation
internal import VideoFS

/// Why a command did not do what was asked: one sentence for a person and one number for a program.
struct CommandFailure: Error, Hashable {
    /// Says what failed and what to do; one line, no full stop, no secret.
    let sentence: String
    let status: ExitStatus

    init(_ sentence: String, status: ExitStatus) {
        self.sentence = sentence.split(whereSeparator: \.isNewline).joined(separator: " ")
        self.status = status
    }

    /// The one place where every error becomes a sentence and an exit code.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let failure as MountFailure:
            self.init(failure.description, status: ExitStatus(failure.reason))
        case let error as ConfigurationError:
            self.init(error.description, status: .wrongConfiguration)
        // Foundation's words for errors of the system. What else an error may describe is not known to be
        // free of secrets.
        case let error as CocoaError: self.init(error.localizedDescription, status: .failed)
        case let error as POSIXError: self.init(error.localizedDescription, status: .failed)
        default: self.init("\(type(of: error)): an error that has no sentence of its own", status: .failed)
        }
    }

    static func usage(_ sentence: String) -> CommandFailure {
        CommandFailure(sentence, status: .wrongUsage)
    }
}

extension ExitStatus {
    /// No `default`: a new reason has to choose.
    init(_ reason: MountFailure.Reason) {
        self =
            switch reason {
            case .usage: .wrongUsage
            case .unreachable: .serviceUnreachable
            case .budgetSpent: .budgetSpent
            case .notSignedIn: .notAllowed
            case .configuration: .wrongConfiguration
            case .other: .failed
            }
    }

    /// What an HTTP status of the service means to a script; `nil` where it is no failure.
    init?(httpStatus: Int) {
        switch httpStatus {
        case ..<400: return nil
        case 401, 402, 403: self = .notAllowed
        case 429: self = .budgetSpent
        case 500...: self = .serviceUnreachable
        default: self = .failed
        }
    }
}
