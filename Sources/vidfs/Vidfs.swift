internal import ArgumentParser
internal import VideoFS

/// `vidfs`, the root of all commands.
struct Vidfs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vidfs",
        abstract: "Mounts your online video library as a file system.",
        discussion: """
            Every video you may watch becomes a file that any player, script or copy program can read. The \
            mount is read-only.

              vidfs demo                    try it: no account, no network
              vidfs login                   sign in once
              vidfs mount ~/videos          mount, and go on in the background
              vidfs unmount ~/videos

            ENVIRONMENT
              VIDFS_FOO_BAR                 sets what the flag --foo-bar sets
              VIDFS_PASSWORD, VIDFS_CLIENT_SECRET, VIDFS_ACCESS_TOKEN, VIDFS_REFRESH_TOKEN
                                            secrets, which have no flag
              VIDFS_PASSWORD_COMMAND …      a command that prints the secret instead
              VIDFS_PROFILE, VIDFS_CONFIG   the profile, and the configuration file
              CREDENTIALS_DIRECTORY         systemd credentials, named like the settings
              https_proxy, NO_COLOR         as everywhere

              A flag goes before the environment, then credentials, the file, the default.

            FILES
              $XDG_CONFIG_HOME/vidfs/config.yaml
                                            settings, under profiles.<name>.fooBar
              $XDG_STATE_HOME/vidfs/        tokens and logs
              $XDG_CACHE_HOME/vidfs/        what can be fetched again

            EXIT STATUS
              0   done
              64  wrong usage
              69  the service is unreachable
              75  the budget of requests is spent; try later
              77  not signed in, or not allowed
              78  wrong configuration
              1   anything else
            """,
        version: "vidfs \(Version.text)",
        groupedSubcommands: [
            CommandGroup(
                name: "Mount",
                subcommands: [MountCommand.self, UnmountCommand.self, DemoCommand.self]),
            CommandGroup(
                name: "Maintenance", subcommands: [StatusCommand.self, RefreshCommand.self]),
            CommandGroup(
                name: "Service", subcommands: [LoginCommand.self, APICommand.self, DoctorCommand.self]),
            CommandGroup(name: "Other", subcommands: [VersionCommand.self]),
        ])

    /// The words that may follow `vidfs`.
    static var commandNames: [String] {
        var names = ["help"]
        for command in configuration.subcommands {
            names += [command.configuration.commandName ?? ""] + command.configuration.aliases
        }
        return names
    }
}

/// `vidfs version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Prints the version.")

    func run() {
        print("vidfs \(Version.text)")
    }
}
