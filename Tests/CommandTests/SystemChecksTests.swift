import Foundation
import Testing
import VideoFS

@testable import vidfs

struct SystemChecksTests {
    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "vidfs-\(UUID().uuidString)")

    private func checks(
        asRoot: Bool = false, mode: Int? = nil, configuration: String = ""
    ) throws -> SystemChecks {
        let files = FileManager.default
        try files.createDirectory(at: directory, withIntermediateDirectories: true)
        if let mode {
            let program = directory.appending(path: "fusermount3").path(percentEncoded: false)
            _ = files.createFile(atPath: program, contents: Data())
            try files.setAttributes([.posixPermissions: mode], ofItemAtPath: program)
        }
        let fuseConfiguration = directory.appending(path: "fuse.conf")
        try Data(configuration.utf8).write(to: fuseConfiguration)
        return SystemChecks(
            searchPath: "/nowhere:" + directory.path(percentEncoded: false), runsAsRoot: asRoot,
            fuseDevice: directory.appending(path: "fuse").path(percentEncoded: false),
            fuseConfiguration: fuseConfiguration.path(percentEncoded: false))
    }

    @Test(
        "fusermount3 must be there and setuid, unless for root",
        arguments: [
            (nil, false, DoctorFinding.Outcome.failure), (nil, true, .warning), (0o755, false, .failure),
            (0o755, true, .ok), (0o4755, false, .ok), (0o644, false, .failure),
        ] as [(Int?, Bool, DoctorFinding.Outcome)])
    func mountProgram(mode: Int?, asRoot: Bool, outcome: DoctorFinding.Outcome) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let finding = try checks(asRoot: asRoot, mode: mode).mountProgram()
        #expect(finding.outcome == outcome)
        #expect((finding.remedy == nil) == (outcome == .ok))
    }

    @Test(
        "letting others in needs a line in fuse.conf",
        arguments: [
            ("", DoctorFinding.Outcome.failure), ("#user_allow_other\n", .failure),
            ("user_allow_other\n", .ok),
            ("mount_max = 5\n  user_allow_other  \n", .ok),
        ])
    func sharing(text: String, outcome: DoctorFinding.Outcome) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(try checks(configuration: text).sharing(allowOther: true)?.outcome == outcome)
        #expect(try checks(configuration: text).sharing(allowOther: false) == nil)
        #expect(try checks(asRoot: true, configuration: text).sharing(allowOther: true) == nil)
    }

    @Test func aMissingDeviceIsAFailureWithARemedy() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let finding = try checks().device()
        #expect(finding.outcome == .failure)
        #expect(finding.remedy?.contains("modprobe fuse") == true)
    }

    @Test func aFindingIsOneLineAndItsRemedyAnother() {
        let finding = DoctorFinding(check: "clock", outcome: .warning, detail: "9 s late", remedy: "set it")
        #expect(
            DoctorReport.line(finding, isColoured: false)
                == "warn  clock           9 s late\n                      → set it")
        #expect(DoctorReport.line(finding, isColoured: true).hasPrefix("\u{1B}[33mwarn\u{1B}[0m"))
    }
}
