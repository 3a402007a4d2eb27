internal import ArgumentParser
internal import VideoFS

/// `vidfs doctor`.
struct DoctorCommand: TaskCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks what a mount needs, and says how to mend what it finds.",
        discussion: """
            Looks at /dev/fuse, fusermount3, the configuration, the service, the sign-in and the clock. Ends \
            with 0 when a mount should work.

              vidfs doctor
              vidfs doctor --profile work
            """)

    @OptionGroup(title: "Settings")
    var settings: SettingOptions

    func run() async throws {
        let system = SystemChecks.ofThisProcess()
        var findings: [DoctorFinding] = []
        let show = { (finding: DoctorFinding) in
            findings.append(finding)
            print(DoctorReport.line(finding, isColoured: Terminal.hasColours))
        }
        show(system.device())
        show(system.mountProgram())
        do {
            let configuration = try MountConfiguration.read(settings.sources())
            let place = configuration.configurationFile ?? "no file, which is fine"
            show(
                DoctorFinding(
                    check: DoctorReport.configuration, outcome: .ok,
                    detail: "profile \(configuration.profile), \(place)", remedy: nil))
            if let finding = system.sharing(allowOther: configuration.allowOther) { show(finding) }
            for finding in await ServiceAccess.check(configuration) { show(finding) }
        } catch {
            show(
                DoctorFinding(
                    check: DoctorReport.configuration, outcome: .failure,
                    detail: CommandFailure(error).sentence, remedy: nil))
        }
        let status = DoctorReport.status(of: findings)
        // Every line above has said it: an empty sentence adds no other.
        guard status == .done else { throw CommandFailure("", status: status) }
    }
}

/// What the doctor found, for a person and for a script.
enum DoctorReport {
    /// Names of checks whose failure alone has an exit code of its own.
    static let configuration = "configuration"
    static let service = "service"
    static let signIn = "sign-in"

    /// One finding, with the remedy on a line of its own.
    static func line(_ finding: DoctorFinding, isColoured: Bool) -> String {
        let (word, colour) =
            switch finding.outcome {
            case .ok: ("OK  ", 32)
            case .warning: ("warn", 33)
            case .failure: ("FAIL", 31)
            }
        let mark = isColoured ? "\u{1B}[\(colour)m\(word)\u{1B}[0m" : word
        let check = finding.check.padding(to: 14)
        let remedy = finding.remedy.map { "\n" + "".padding(to: 22) + "→ \($0)" } ?? ""
        return "\(mark)  \(check)  \(finding.detail)\(remedy)"
    }

    /// One kind of failure gives its own code, several or another kind give 1.
    static func status(of findings: [DoctorFinding]) -> ExitStatus {
        let failed = Set(findings.filter { $0.outcome == .failure }.map(\.check))
        guard let only = failed.first else { return .done }
        guard failed.count == 1 else { return .failed }
        return switch only {
        case configuration: .wrongConfiguration
        case service: .serviceUnreachable
        case signIn: .notAllowed
        default: .failed
        }
    }
}

extension String {
    /// The text, filled up with spaces.
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
