import DemoOrigin

/// The embedded library as one service shows it: ``ExpectedTree`` by the names of that service.
///
/// What differs is written down by hand from the rules of `docs/services`, as the tree itself is.
struct ExpectedLibrary: Sendable {
    let service: DemoProvider

    /// What the other service calls things, by their path or the end of it.
    private static let pikselNames = [
        // A tenant's directory has the tenant's name.
        ("Harbour Films", "harbour"), ("Patterns & Noise", "patterns"), ("Big", "site-1"),
        // Of two that would share a name the later gets the content's own name.
        ("/lighthouse [21]", "/lighthouse~v21"), ("/info.json [22]", "/info.json~v22"),
        // A content without a title is called by its name.
        ("/untitled", "/v28"),
        // The platform knows the lines of a picture and no sound or method.
        ("/1080p-51.mp4", "/1080p.mp4"), ("/720p.dash.mp4", "/720p-v1-720p-mp4-2.mp4"),
        ("/adaptive.m3u8", "/source.m3u8"),
    ]

    /// The path below `sites` of what VHX shows at `path`.
    func path(_ path: String) -> String {
        guard service == .piksel else { return path }
        return Self.pikselNames.reduce(path) { path, name in
            guard !name.0.hasPrefix("/") else { return path.replacing(name.0, with: name.1) }
            return path == name.0 || path.hasPrefix(name.0 + "/")
                ? name.1 + path.dropFirst(name.0.count) : path
        }
    }

    var files: [ExpectedTree.File] {
        ExpectedTree.files.map { ExpectedTree.File(path: path($0.path), content: $0.content) } + own
    }

    var directories: Set<String> {
        // Every video has a directory for subtitles, also one without any.
        let videos = own.map(\.path).filter { $0.contains("/files/") }.compactMap {
            ExpectedTree.parents($0).dropFirst().first
        }
        return Set(ExpectedTree.directories.map(path)).union(own.flatMap { ExpectedTree.parents($0.path) })
            .union(videos.map { $0 + "/subtitles" })
    }

    /// VHX has subtitles that are other videos, Piksel videos that stand in two packages.
    var links: [String: String] {
        switch service {
        case .vhx: ExpectedTree.links
        case .piksel:
            ["lantern/Water/The Crossing (2014)": "../Short Films/The Crossing (2014)"]
        }
    }

    /// The tenant that only Piksel has.
    private var own: [ExpectedTree.File] { service == .piksel ? ExpectedLantern.files : [] }

    var playlist: String { path(ExpectedTree.playlist) }

    var readable: [ExpectedTree.File] {
        ExpectedTree.readable.map { ExpectedTree.File(path: path($0.path), content: $0.content) } + own
    }

    var denied: [String] { ExpectedTree.denied.map { path($0.path) } }

    var playable: [ExpectedTree.File] {
        readable.filter { [".mp4", ".webm"].contains(where: $0.path.hasSuffix) }
    }

    /// What a copy leaves out: it may not be read, or is not as long as it is said to be.
    var uncopied: [String] {
        [ExpectedTree.notBought, ExpectedTree.forbidden, ExpectedTree.wrongSize].map(path)
    }
}

extension Demo {
    var library: ExpectedLibrary { ExpectedLibrary(service: service) }

    /// Where the mount shows what VHX shows at a path below `sites`.
    func path(_ path: String) -> String { sites + "/" + library.path(path) }
}
