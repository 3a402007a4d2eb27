internal import ArgumentParser
internal import VideoFS

/// `vidfs unmount`.
struct UnmountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmount",
        abstract: "Unmounts, and waits until the process is gone.",
        discussion: """
            Also clears a mount point whose process died.

              vidfs unmount ~/videos
              vidfs unmount --lazy ~/videos      detach now, end when the last program has let go
            """,
        aliases: ["umount"])

    @Argument(help: ArgumentHelp("Where the library is mounted", valueName: "mountpoint"))
    var mountPoint: String

    @Flag(help: "Detach a mount that is in use")
    var lazy = false

    func run() throws {
        try MountPoint.unmount(Paths.absolute(mountPoint), lazy: lazy)
    }
}
