/// A site as a listing names it.
struct SiteSummary: Hashable, Sendable, Codable {
    let id: SiteID
    /// `nil` where a listing gave only the identifier; ``SiteRecord`` then knows the title.
    var title: String?
    /// The service's own short word for the site, used where there is no title.
    var key: String?
    var createdAt: Timestamp?
    var updatedAt: Timestamp?
}

/// A package as a listing names it: the unit a person buys.
struct PackageSummary: Hashable, Sendable, Codable {
    let id: PackageID
    var site: SiteID?
    var title: String?
    var key: String?
    /// Address of a picture, in the largest size offered.
    var thumbnail: String?
    var videosCount: Int?
    var createdAt: Timestamp?
    var updatedAt: Timestamp?
}

/// A video as a listing names it.
struct VideoSummary: Hashable, Sendable, Codable {
    let id: VideoID
    var title: String?
    var key: String?
    /// Address of a picture, in the largest size offered.
    var thumbnail: String?
    /// Seconds; `nil` or 0 where the service does not know.
    var duration: Int64?
    var createdAt: Timestamp?
    var updatedAt: Timestamp?
}

/// One stream or download of a video.
struct MediaFile: Hashable, Sendable, Codable {
    let id: MediaFileID
    var quality: String?
    var format: String?
    var codec: String?
    var method: String?
    /// Where the service gives a signed link for it. Not signed itself.
    var address: String
    /// Bytes, by the service's word: a claim until the CDN confirms it. `nil` where unknown.
    var size: Int64?
    var updatedAt: Timestamp?
}

/// A subtitle of a video.
struct Subtitle: Hashable, Sendable, Codable {
    enum Kind: Hashable, Sendable, Codable {
        case webVTT
        case subRip
        /// Drawn into the pictures of another video.
        case burnedIn(VideoID)
    }

    /// The service's word for the language: a name or a code.
    var language: String?
    var kind: Kind
    /// Where its text is. Empty for a burned-in one.
    var address: String
}
