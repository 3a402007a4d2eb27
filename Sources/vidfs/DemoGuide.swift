internal import Foundation

/// What to try on the demo's mount.
struct DemoGuide {
    /// Absolute.
    let mountPoint: String

    var text: String {
        let place = Paths.quoted(mountPoint)
        return """
            The demo library is mounted at \(mountPoint). Try:

              list     find \(place)
              play     mpv \(Paths.quoted(film))
              copy     rsync -a \(place)/ copy/
              look     vidfs status \(place)
              end      vidfs unmount \(place)
            """
    }

    /// A film that is really there: the first 720p.mp4, else the first that can be played.
    private var film: String {
        var first: String?
        let paths = FileManager.default.enumerator(atPath: mountPoint + "/sites")
        while let path = paths?.nextObject() as? String {
            if path.hasSuffix("/720p.mp4") { return "\(mountPoint)/sites/\(path)" }
            if path.hasSuffix(".mp4"), first == nil { first = "\(mountPoint)/sites/\(path)" }
        }
        return first ?? "\(mountPoint)/sites/…/files/720p.mp4"
    }
}
