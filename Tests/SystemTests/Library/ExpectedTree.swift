/// The tree of the embedded library, written down by hand from the contract: every name below `sites`.
///
/// This is the oracle. Nothing here is computed by what the product computes names with.
enum ExpectedTree {
    /// A file and what it must contain.
    struct File: Sendable, Hashable {
        /// Below `sites`.
        let path: String
        let content: Content
    }

    enum Content: Sendable, Hashable {
        /// The bytes of the media file at this path on the CDN.
        case media(String)
        case text(String)
        /// The service's JSON at this path of the API.
        case json(String)
        /// Media that the account may see but not read.
        case denied
    }

    static let harbour = "Harbour Films/Harbour Lights"
    static let film = harbour + "/Harbour Lights"
    static let names = "Harbour Films/A Cabinet of Names"
    static let patterns = "Patterns & Noise/Test Patterns"

    /// Packages whose files are refused: with 402 and with 403.
    static let notBought = "Harbour Films/Director's Cut"
    static let forbidden = "Patterns & Noise/Members Only"

    static let files: [File] = sites + packages + theFilm + videos.flatMap(\.files)

    /// Symbolic links, with what they say.
    static let links = [film + "/subtitles/de": "../../Harbour Lights (deutsche Untertitel)"]

    /// Every directory below `sites`.
    static let directories: Set<String> = {
        var directories = Set((files.map(\.path) + links.keys).flatMap(parents))
        // Those without subtitles have an empty directory for them.
        for video in videos { directories.insert(video.path + "/subtitles") }
        return directories
    }()

    /// Of 36 162 bytes, though the service claims 20 000: until somebody reads it, its size is that claim, so
    /// programs that trust a size stumble over it. It has tests of its own, and others leave it out.
    static let wrongSize = patterns + "/A Wrong Size/files/360p.mp4"

    /// What can be read from start to end.
    static var readable: [File] { files.filter { $0.content != .denied && $0.path != wrongSize } }
    static var denied: [File] { files.filter { $0.content == .denied } }

    /// Every path below the mount point of `vidfs demo`, which leaves out what may not be read and what is not
    /// as the service claims: whoever tries it for the first time copies without an error.
    static let showcase: Set<String> = {
        let paths = directories.union(files.map(\.path)).union(links.keys).union([playlist])
        let absent = [notBought, forbidden, patterns + "/A Wrong Size"]
        let shown = paths.filter { path in !absent.contains { path == $0 || path.hasPrefix($0 + "/") } }
        return Set(shown.map { "sites/" + $0 } + ["sites"])
    }()

    /// Every file that a player can open, with a CDN path to compare it with.
    static var playable: [File] {
        readable.filter { [".mp4", ".webm"].contains(where: $0.path.hasSuffix) }
    }

    private static let sites = [
        File(path: "Harbour Films/info.json", content: .json("/sites/1")),
        File(path: "Patterns & Noise/info.json", content: .json("/sites/2")),
    ]

    private static let packages = [
        File(path: harbour + "/info.json", content: .json("/packages/1")),
        File(path: harbour + "/thumbnail.png", content: .media("/assets/packages/1/large.png")),
        File(path: names + "/info.json", content: .json("/packages/2")),
        File(path: notBought + "/info.json", content: .json("/packages/3")),
        File(path: notBought + "/thumbnail.jpg", content: .media("/assets/packages/3/large.jpg")),
        File(path: patterns + "/info.json", content: .json("/packages/4")),
        File(path: patterns + "/thumbnail.jpg", content: .media("/assets/packages/4/large.jpg")),
        File(path: forbidden + "/info.json", content: .json("/packages/5")),
    ]

    private static let theFilm = [
        File(path: film + "/info.json", content: .json("/videos/1")),
        File(path: film + "/thumbnail.png", content: .media("/assets/videos/1/large.png")),
        File(path: film + "/subtitles/en.vtt", content: .media("/assets/videos/1/0-english.vtt")),
        File(path: film + "/subtitles/es.vtt", content: .text(ExpectedSubtitles.spanish)),
        File(path: film + "/subtitles/fr.vtt", content: .text(ExpectedSubtitles.french)),
        File(path: film + "/subtitles/de.vtt", content: .media("/assets/videos/1/3-german.vtt")),
        File(path: film + "/files/1080p.webm", content: .media("/media/1/1080p.webm")),
        File(path: film + "/files/1080p-51.mp4", content: .media("/media/1/1080p-51.mp4")),
        File(path: film + "/files/720p.mp4", content: .media("/media/1/720p.mp4")),
        File(path: film + "/files/720p.dash.mp4", content: .media("/media/1/720p-dash.mp4")),
        File(path: film + "/files/480p.mp4", content: .media("/media/1/480p.mp4")),
        // The 540p entry is rtmp: it has no bytes to read.
    ]

    /// Stands apart, because its content depends on where the CDN is.
    static let playlist = film + "/files/adaptive.m3u8"

    /// A playlist as it must be read: its two addresses absolute.
    static func playlistText(cdn: String) -> String {
        """
        #EXTM3U
        #EXT-X-VERSION:6
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-STREAM-INF:BANDWIDTH=90000,RESOLUTION=426x240,CODECS="avc1.640015,mp4a.40.2"
        \(cdn)/hls/1/low/index.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=140000,RESOLUTION=854x480,CODECS="avc1.64001e,mp4a.40.2"
        \(cdn)/hls/1/high/index.m3u8

        """
    }

    static func parents(_ path: String) -> [String] {
        var parents: [String] = []
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            parents.append(String(rest))
        }
        return parents
    }
}
