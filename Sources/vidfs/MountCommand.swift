internal import ArgumentParser
internal import Foundation
internal import VideoFS

/// `vidfs mount`.
struct MountCommand: TaskCommand, DetachableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mount",
        abstract: "Mounts the library of a profile.",
        discussion: """
            Returns once the mount answers, and serves it in the background; its log is under \
            $XDG_STATE_HOME/vidfs/log. A mount point whose process died is cleared first.

              vidfs mount ~/videos
              vidfs mount ~/videos --profile work --read-ahead 16MiB
              vidfs mount -f ~/videos --log-level debug
              vidfs mount /srv/videos -o allow_other,uid=1000,config=/etc/vidfs/config.yaml

            In /etc/fstab (with mount.vidfs, a link to vidfs, in /sbin):

              films /srv/videos  vidfs  ro,_netdev,nofail,allow_other,uid=1000  0 0

            Mount options are the settings below (read_ahead=16M), config=FILE, profile=NAME and \
            env.NAME=VALUE; those common to all file systems are accepted and change nothing.
            """)

    @Argument(help: ArgumentHelp("An empty directory", valueName: "mountpoint"))
    var mountPoint: String

    @Flag(name: .shortAndLong, help: "Stay, log to standard error, unmount on SIGINT or SIGTERM")
    var foreground = false

    @Option(
        name: .customShort("o"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Mount options, with commas", valueName: "options"))
    var options: [String] = []

    @Flag(help: .hidden)
    var sloppy = false

    @Flag(help: .hidden)
    var fake = false

    @OptionGroup(title: "Settings")
    var settings: SettingOptions

    func detach(_ arguments: [String]) throws {
        let sources = try sources()
        if fake { return }
        let log = try MountLog(of: absoluteMountPoint, in: MountConfiguration.stateDirectory(of: sources))
        let start = BackgroundStart(
            arguments: arguments, mountPoint: absoluteMountPoint, logFile: try log.prepare())
        try start.run()
    }

    func run() async throws {
        try await ReadySignal.reporting { signal in
            let configuration = try MountConfiguration.read(sources())
            if fake { return }
            let mountPoint = absoluteMountPoint
            try signal.leaveWorkingDirectory()
            try await MountRun.serve(configuration, at: mountPoint) { signal.send($0) }
        }
    }

    private var absoluteMountPoint: String { Paths.absolute(mountPoint) }

    private func sources() throws(CommandFailure) -> SettingSources {
        settings.sources(adding: try MountOptionList(options, isSloppy: sloppy))
    }
}

/// Paths on the command line.
enum Paths {
    /// Makes a path absolute without asking the disk: a dead mount answers nothing.
    static func absolute(_ path: String) -> String {
        PathText.absolute(path, from: FileManager.default.currentDirectoryPath, home: nil)
    }

    /// Writes a path so that a shell reads it as one word.
    static func quoted(_ path: String) -> String {
        let isPlain = path.allSatisfy { character in
            character.isASCII
                && (character.isLetter || character.isNumber || "/._-+,:@%".contains(character))
        }
        guard !isPlain || path.isEmpty else { return path }
        return "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
            + "'"
    }
}
