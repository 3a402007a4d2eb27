/// Where a video stands in the tree. The same video in two packages is two directories.
struct VideoPlace: Hashable, Sendable {
    let site: SiteID
    let package: PackageID
    let video: VideoID
}

/// What tells one subtitle of a video from the others: its language, kind and address.
struct SubtitleID: RawRepresentable, Hashable, Sendable {
    let rawValue: String

    init(rawValue: String) {
        self.rawValue = rawValue
    }

    init(_ subtitle: Subtitle) {
        let kind =
            switch subtitle.kind {
            case .webVTT: "webvtt"
            case .subRip: "srt"
            case .burnedIn(let video): "video:\(video.rawValue)"
            case .verbatim(let suffix): suffix
            }
        rawValue = "\(subtitle.language ?? "")\u{0}\(kind)\u{0}\(subtitle.address)"
    }
}

/// What a node of the tree stands for, in the service's own identifiers.
enum NodeID: Hashable, Sendable {
    case root
    case control
    case controlFile(ControlFile)
    case sites
    case site(SiteID)
    case siteInfo(SiteID)
    case package(SiteID, PackageID)
    case packageInfo(SiteID, PackageID)
    case packageThumbnail(SiteID, PackageID)
    case video(VideoPlace)
    /// Where a video is listed too that stands in another package of the site.
    case videoLink(VideoPlace, home: PackageID)
    case videoInfo(VideoPlace)
    case videoThumbnail(VideoPlace)
    case subtitles(VideoPlace)
    case subtitle(VideoPlace, SubtitleID)
    case files(VideoPlace)
    case file(VideoPlace, MediaFileID)

    /// The node's `st_ino`: derived from the service's identifiers alone, so that it is the same after a
    /// remount, on another machine, and whatever else the library holds.
    var stableNumber: UInt64 {
        if self == .root { return InodeNumber.root.rawValue }
        var hash = StableHash()
        for word in words { hash.add(word) }
        return hash.inodeNumber
    }

    private var words: [String] {
        switch self {
        case .root: ["root"]
        case .control: ["control"]
        case .controlFile(let file): ["control", file.rawValue]
        case .sites: ["sites"]
        case .site(let site): ["site", site.rawValue]
        case .siteInfo(let site): ["site", site.rawValue, "info"]
        case .package(let site, let package): Self.words(site, package)
        case .packageInfo(let site, let package): Self.words(site, package) + ["info"]
        case .packageThumbnail(let site, let package): Self.words(site, package) + ["thumbnail"]
        case .video(let place): Self.words(place)
        case .videoLink(let place, _): Self.words(place) + ["link"]
        case .videoInfo(let place): Self.words(place) + ["info"]
        case .videoThumbnail(let place): Self.words(place) + ["thumbnail"]
        case .subtitles(let place): Self.words(place) + ["subtitles"]
        case .subtitle(let place, let subtitle): Self.words(place) + ["subtitle", subtitle.rawValue]
        case .files(let place): Self.words(place) + ["files"]
        case .file(let place, let file): Self.words(place) + ["file", file.rawValue]
        }
    }

    private static func words(_ site: SiteID, _ package: PackageID) -> [String] {
        ["site", site.rawValue, "package", package.rawValue]
    }

    private static func words(_ place: VideoPlace) -> [String] {
        words(place.site, place.package) + ["video", place.video.rawValue]
    }
}

/// The files under `.vidfs`.
enum ControlFile: String, Hashable, Sendable, CaseIterable {
    case status = "status.json"
    case metrics = "metrics"
    case limits = "limits.json"
}
