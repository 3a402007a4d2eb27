internal import Foundation

/// The places that settings may come from, but for the files they name.
public struct SettingSources: Sendable {
    /// What the command line says, flags and mount options alike.
    public var flags: [Setting: String] = [:]

    /// The profile named on the command line.
    public var profile: String?

    /// The configuration file named on the command line; `nil` for the usual place.
    public var configurationFile: String?

    /// Also what a secret's command is run with.
    public var environment: [String: String]

    /// Relative paths in flags and variables start here.
    public var workingDirectory: String

    /// Whether the machine's own directories serve where `HOME` is empty.
    public var runsAsRoot: Bool

    /// User and group that files belong to unless set otherwise.
    public var owner: (uid: UInt32, gid: UInt32)

    /// How long a secret's command may take. Long enough to touch a hardware key; a mount at boot must not
    /// wait for ever.
    public var commandLimit: Duration = .seconds(30)

    public init(
        environment: [String: String], workingDirectory: String = "/", owner: (uid: UInt32, gid: UInt32)
    ) {
        // "An empty value is no value": settled once, here.
        self.environment = environment.filter { !$0.value.isEmpty }
        self.workingDirectory = workingDirectory
        self.owner = owner
        runsAsRoot = owner.uid == 0
    }

    /// The sources of this process, without a command line.
    public static func ofThisProcess() -> SettingSources {
        SettingSources(
            environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath, owner: (getuid(), getgid()))
    }
}
