internal import VideoFS

/// The options after `-o`, as in `/etc/fstab`: `allow_other,uid=1000,read_ahead=32M`.
///
/// Settings go by their names with `-` or `_`. What every file system is told, and what concerns other
/// readers of the fstab line, is accepted and ignored; the mount is `ro,nosuid,nodev` whatever they say.
struct MountOptionList: Equatable {
    var settings: [Setting: String] = [:]
    /// From `env.NAME=VALUE`: variables for this mount alone.
    var environment: [String: String] = [:]
    var configurationFile: String?

    /// - Parameters:
    ///   - texts: each a list with commas; later words win. `\,` is a comma in a value, `\\` a backslash.
    ///   - isSloppy: whether unknown options are ignored (`mount -s`).
    /// - Throws: ``CommandFailure`` for an unknown option, a missing value, or a secret: a process list and
    ///   `/etc/fstab` show options.
    init(_ texts: [String], isSloppy: Bool = false) throws(CommandFailure) {
        for text in texts {
            for option in Self.split(text) where !option.isEmpty {
                try take(option, isSloppy: isSloppy)
            }
        }
    }

    private mutating func take(_ option: String, isSloppy: Bool) throws(CommandFailure) {
        let name = option.prefix { $0 != "=" }
        let value = name.endIndex == option.endIndex ? nil : option[name.endIndex...].dropFirst()
        if Self.isGeneric(name) { return }
        if name == "config" {
            configurationFile = try Self.required(value, of: name)
        } else if name.hasPrefix("env.") {
            try takeVariable(String(name.dropFirst(4)), Self.required(value, of: name))
        } else if let setting = Setting(named: name) {
            if setting.isSecret { throw Self.refusal(of: setting, as: option) }
            // An empty value is no value, here too.
            if value?.isEmpty == true { return }
            settings[setting] =
                if let value { String(value) } else if setting.isSwitch { "yes" } else {
                    try Self.required(nil, of: name)
                }
        } else if !isSloppy {
            throw Self.unknown(name)
        }
    }

    private mutating func takeVariable(_ name: String, _ value: String) throws(CommandFailure) {
        if let secret = Setting.allCases.first(where: { $0.isSecret && $0.variable == name }) {
            throw Self.refusal(of: secret, as: "env.")
        }
        environment[name] = value
    }

    private static func required(
        _ value: Substring?, of name: Substring
    ) throws(CommandFailure) -> String {
        guard let value, !value.isEmpty else { throw .usage("the option \(name) needs a value: \(name)=…") }
        return String(value)
    }

    private static func refusal(of setting: Setting, as option: String) -> CommandFailure {
        .usage(
            "\(setting.name) cannot be a mount option, since everybody could read it; use a systemd"
                + " credential, the configuration file, or env.\(setting.variable)_COMMAND=…")
    }

    private static func unknown(_ name: Substring) -> CommandFailure {
        let names = Setting.allCases.filter { !$0.isSecret }.map(\.name) + ["config", "ro"]
        let nearest = NearestName.to(String(name), among: names).map { "; did you mean \($0)?" }
        return .usage(
            "there is no option \(name)" + (nearest ?? "; 'vidfs mount --help' lists the settings"))
    }

    /// Not only commas: a password command or a path may hold one.
    private static func split(_ text: String) -> [String] {
        var options = [""]
        var isEscaped = false
        for character in text {
            if isEscaped {
                if character != ",", character != "\\" { options[options.endIndex - 1].append("\\") }
                options[options.endIndex - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "," {
                options.append("")
            } else {
                options[options.endIndex - 1].append(character)
            }
        }
        if isEscaped { options[options.endIndex - 1].append("\\") }
        return options
    }

    private static func isGeneric(_ name: Substring) -> Bool {
        name.hasPrefix("x-") || name.hasPrefix("X-") || generic.contains(String(name))
    }

    /// mount(8), "FILESYSTEM-INDEPENDENT MOUNT OPTIONS", and those that mount.fuse3 adds. `rw` is what
    /// mount(8) says when nobody said `ro`.
    private static let generic: Set<String> = [
        "ro", "rw", "defaults", "dev", "nodev", "suid", "nosuid", "exec", "noexec", "sync", "async",
        "dirsync", "atime", "noatime", "diratime", "nodiratime", "relatime", "norelatime", "strictatime",
        "nostrictatime", "lazytime", "nolazytime", "iversion", "noiversion", "mand", "nomand", "silent",
        "loud", "user", "nouser", "users", "nousers", "group", "nogroup", "owner", "noowner", "auto",
        "noauto", "nofail", "fail", "_netdev", "_rnetdev", "comment", "uhelper", "helper",
        "default_permissions", "fsname", "subtype", "blkdev",
    ]
}
