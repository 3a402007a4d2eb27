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
        var hash = StableHash()
        switch self {
        case .root: return InodeNumber.root.rawValue
        case .control: hash.add("control")
        case .controlFile(let file): hash.add("control", file.rawValue)
        case .sites: hash.add("sites")
        case .site(let site): hash.add("site", site.rawValue)
        case .siteInfo(let site): hash.add("site", site.rawValue, "info")
        case .package(let site, let package): hash.add(site, package)
        case .packageInfo(let site, let package):
            hash.add(site, package)
            hash.add("info")
        case .packageThumbnail(let site, let package):
            hash.add(site, package)
            hash.add("thumbnail")
        case .video(let place): hash.add(place)
        case .videoLink(let place, _): hash.add(place, "link")
        case .videoInfo(let place): hash.add(place, "info")
        case .videoThumbnail(let place): hash.add(place, "thumbnail")
        case .subtitles(let place): hash.add(place, "subtitles")
        case .subtitle(let place, let subtitle):
            hash.add(place, "subtitle")
            hash.add(subtitle.rawValue)
        case .files(let place): hash.add(place, "files")
        case .file(let place, let file):
            hash.add(place, "file")
            hash.add(file.rawValue)
        }
        return hash.inodeNumber
    }
}

extension StableHash {
    fileprivate mutating func add(_ first: String, _ second: String) {
        add(first)
        add(second)
    }

    fileprivate mutating func add(_ first: String, _ second: String, _ third: String) {
        add(first, second)
        add(third)
    }

    fileprivate mutating func add(_ site: SiteID, _ package: PackageID) {
        add("site", site.rawValue)
        add("package", package.rawValue)
    }

    fileprivate mutating func add(_ place: VideoPlace) {
        add(place.site, place.package)
        add("video", place.video.rawValue)
    }

    fileprivate mutating func add(_ place: VideoPlace, _ part: String) {
        add(place)
        add(part)
    }
}

/// The files under `.vidfs`.
enum ControlFile: String, Hashable, Sendable, CaseIterable {
    case status = "status.json"
    case metrics = "metrics"
    case limits = "limits.json"
}
