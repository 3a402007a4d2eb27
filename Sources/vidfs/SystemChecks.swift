internal import Foundation
internal import VideoFS

/// What a mount needs from this machine, before any service is asked.
struct SystemChecks {
    /// Where fusermount3 is looked for.
    let searchPath: String
    let runsAsRoot: Bool
    let fuseDevice: String
    let fuseConfiguration: String

    init(
        searchPath: String, runsAsRoot: Bool, fuseDevice: String = "/dev/fuse",
        fuseConfiguration: String = "/etc/fuse.conf"
    ) {
        self.searchPath = searchPath
        self.runsAsRoot = runsAsRoot
        self.fuseDevice = fuseDevice
        self.fuseConfiguration = fuseConfiguration
    }

    static func ofThisProcess() -> SystemChecks {
        SystemChecks(
            searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            runsAsRoot: geteuid() == 0)
    }

    /// /dev/fuse: there, and open to this user.
    func device() -> DoctorFinding {
        let check = fuseDevice
        guard FileManager.default.fileExists(atPath: fuseDevice) else {
            return DoctorFinding(
                check: check, outcome: .failure, detail: "is not there",
                remedy: "load it with 'modprobe fuse'; in a container, pass --device /dev/fuse")
        }
        guard let device = FileHandle(forUpdatingAtPath: fuseDevice) else {
            return DoctorFinding(
                check: check, outcome: .failure, detail: "cannot be opened",
                remedy: "let this user in (mode 0666 is usual); in a container, add --cap-add SYS_ADMIN")
        }
        try? device.close()
        return DoctorFinding(check: check, outcome: .ok, detail: "can be opened", remedy: nil)
    }

    /// fusermount3: there, and allowed to mount for a user.
    func mountProgram() -> DoctorFinding {
        let check = "fusermount3"
        let places = searchPath.split(separator: ":").map { "\($0)/fusermount3" }
        guard let path = places.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            return DoctorFinding(
                check: check, outcome: runsAsRoot ? .warning : .failure, detail: "is not in the PATH",
                remedy: "install it, as with 'apt install fuse3'")
        }
        let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        guard runsAsRoot || (mode ?? 0) & 0o4000 != 0 else {
            return DoctorFinding(
                check: check, outcome: .failure, detail: "\(path) is not setuid root",
                remedy: "run, as root: chmod 4755 \(Paths.quoted(path))")
        }
        return DoctorFinding(check: check, outcome: .ok, detail: path, remedy: nil)
    }

    /// Whether users may let others in.
    ///
    /// - Returns: `nil` where nobody wants it, or it needs no permission.
    func sharing(allowOther: Bool) -> DoctorFinding? {
        guard allowOther, !runsAsRoot else { return nil }
        let bytes = FileManager.default.contents(atPath: fuseConfiguration) ?? Data()
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let isAllowed = lines.contains { $0.filter { !$0.isWhitespace } == "user_allow_other" }
        return DoctorFinding(
            check: "allow-other", outcome: isAllowed ? .ok : .failure,
            detail: "\(fuseConfiguration) \(isAllowed ? "allows" : "does not allow") it",
            remedy: isAllowed ? nil : "add the line user_allow_other to \(fuseConfiguration), as root")
    }
}
