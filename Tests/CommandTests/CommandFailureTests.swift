import Foundation
import Testing
import VideoFS

@testable import vidfs

struct CommandFailureTests {
    @Test(
        "each reason has its exit code",
        arguments: [
            (MountFailure.Reason.usage, Int32(64)), (.unreachable, 69), (.budgetSpent, 75),
            (.notSignedIn, 77),
            (.configuration, 78), (.other, 1),
        ])
    func reasons(reason: MountFailure.Reason, code: Int32) {
        #expect(ExitStatus(reason).rawValue == code)
    }

    @Test func aWrongConfigurationIsSaidInItsOwnWords() {
        let error = ConfigurationError.noHome(.cacheDirectory)
        #expect(CommandFailure(error) == CommandFailure(error.description, status: .wrongConfiguration))
    }

    @Test func anUnknownErrorDoesNotTellWhatItHolds() {
        struct Leak: Error { let password = "hunter2" }
        let failure = CommandFailure(Leak())
        #expect(failure.status == .failed)
        #expect(!failure.sentence.contains("hunter2"))
    }

    @Test func aSentenceIsOneLine() {
        #expect(CommandFailure("a\nb\r\n\nc", status: .failed).sentence == "a b c")
    }

    @Test(
        "an answer of the service has its exit code",
        arguments: [
            (200, nil), (304, nil), (400, 1), (401, 77), (402, 77), (403, 77), (404, 1), (429, 75), (500, 69),
            (503, 69),
        ])
    func httpStatus(status: Int, code: Int32?) {
        #expect(ExitStatus(httpStatus: status)?.rawValue == code)
    }

    @Test(
        "the line of a background process says how it went",
        arguments: [
            ("ready", ReadyLine.ready),
            (
                "69 the service is away",
                .failed(CommandFailure("the service is away", status: .serviceUnreachable))
            ),
            ("", .none), ("0", .none), ("5 what", .none), ("nonsense here", .none),
        ])
    func readyLine(text: String, line: ReadyLine) {
        #expect(ReadyLine(text) == line)
    }

    @Test(
        "the doctor's exit code is that of the only kind of failure",
        arguments: [
            ([], Int32(0)), ([("service", .ok), ("clock", .warning)], 0), ([("service", .failure)], 69),
            ([("configuration", .failure), ("service", .ok)], 78), ([("sign-in", .failure)], 77),
            ([("fusermount3", .failure)], 1), ([("service", .failure), ("sign-in", .failure)], 1),
        ] as [([(String, DoctorFinding.Outcome)], Int32)])
    func doctor(findings: [(String, DoctorFinding.Outcome)], code: Int32) {
        let findings = findings.map { DoctorFinding(check: $0.0, outcome: $0.1, detail: "", remedy: nil) }
        #expect(DoctorReport.status(of: findings).rawValue == code)
    }
}
