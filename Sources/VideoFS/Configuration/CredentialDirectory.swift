internal import Foundation

/// The credentials that systemd hands to a service (systemd.exec(5), `LoadCredential=`).
///
/// The file `vidfs.<profile>.<setting>` goes before `<setting>`, so that one unit can serve one profile
/// and a machine-wide credential many.
struct CredentialDirectory {
    let path: String
    let profile: String

    /// Reads the credential of one setting.
    ///
    /// - Returns: its text without the line end that editors leave; `nil` if there is none or it is empty.
    /// - Throws: ``ConfigurationError/unreadableFile(path:reason:)``.
    func text(of setting: Setting) throws(ConfigurationError) -> String? {
        for name in ["vidfs.\(profile).\(setting.name)", setting.name] {
            let file = path + "/" + name
            guard FileManager.default.fileExists(atPath: file) else { continue }
            guard let bytes = FileManager.default.contents(atPath: file),
                let text = String(validating: bytes, as: UTF8.self)
            else { throw .unreadableFile(path: file, reason: "permission denied, or not UTF-8") }
            let trimmed = text.trimmingSuffix(while: \.isNewline)
            if !trimmed.isEmpty { return trimmed }
        }
        return nil
    }

    /// Whether any credential is meant for this profile alone.
    var knowsProfile: Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.contains { $0.hasPrefix("vidfs.\(profile).") }
    }
}

extension String {
    func trimmingSuffix(while matches: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !matches($0) }) else { return "" }
        return String(self[...last])
    }
}
