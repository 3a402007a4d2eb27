internal import ArgumentParser
internal import VideoFS

/// `vidfs refresh`.
struct RefreshCommand: TaskCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh",
        abstract: "Asks the service now whether something changed.",
        discussion: """
            What is known under the path is asked about: for a package the package and its videos, for a site \
            its packages, for a mount point sites and packages. What did not change costs no request of the \
            budget. Without a path: the only mount.

              vidfs refresh
              vidfs refresh ~/videos/sites/films
            """)

    @Argument(help: "What to look at, inside a mount")
    var path: String?

    func run() async throws {
        let mounts = MountTable.read()
        let place: String
        if let path {
            place = Paths.absolute(path)
            guard mounts.mount(of: place) != nil else {
                throw CommandFailure.usage("\(place) is not inside a vidfs mount")
            }
        } else {
            place = try mounts.only().mountPoint
        }
        let refreshed = try await MountControl.refresh(place)
        print(Self.sentence(refreshed))
    }

    static func sentence(_ refreshed: MountControl.Refreshed) -> String {
        let asked = refreshed.asked == 1 ? "1 question" : "\(refreshed.asked) questions"
        let found = refreshed.changed == 0 ? "nothing changed" : "\(refreshed.changed) found something new"
        return "\(asked) asked, \(found)"
    }
}
