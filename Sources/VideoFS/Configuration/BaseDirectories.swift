/// Where this user's files belong (XDG Base Directory Specification 0.8).
///
/// `mount(8)` runs helpers from `/etc/fstab` with an empty `HOME`. For root the machine's own directories
/// take over then; for anybody else there is no right answer, and guessing would scatter tokens.
struct BaseDirectories {
    let environment: [String: String]
    let runsAsRoot: Bool

    /// The directory of `config.yaml`; `nil` where there is no home, so that there is no file to read.
    var configuration: String? {
        directory("XDG_CONFIG_HOME", inHome: ".config", ofTheMachine: "/etc")
    }

    /// - Throws: ``ConfigurationError/noHome(_:)``
    func cache() throws(ConfigurationError) -> String {
        try required(
            .cacheDirectory, directory("XDG_CACHE_HOME", inHome: ".cache", ofTheMachine: "/var/cache"))
    }

    /// - Throws: ``ConfigurationError/noHome(_:)``
    func state() throws(ConfigurationError) -> String {
        try required(
            .stateDirectory, directory("XDG_STATE_HOME", inHome: ".local/state", ofTheMachine: "/var/lib"))
    }

    private func required(_ setting: Setting, _ directory: String?) throws(ConfigurationError) -> String {
        guard let directory else { throw .noHome(setting) }
        return directory
    }

    private func directory(_ variable: String, inHome: String, ofTheMachine: String) -> String? {
        // The specification: "All paths set in these environment variables must be absolute", others are
        // to be ignored.
        if let base = environment[variable], base.hasPrefix("/") { return base + "/vidfs" }
        if let home, home.hasPrefix("/") { return "\(home)/\(inHome)/vidfs" }
        return runsAsRoot ? ofTheMachine + "/vidfs" : nil
    }

    private var home: String? { environment["HOME"] }
}
