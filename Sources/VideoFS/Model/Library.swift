/// A site as a listing names it.
struct SiteSummary: Hashable, Sendable, Codable {
    let id: SiteID
    /// `nil` where a listing gave only the identifier; ``SiteRecord`` then knows the title.
    var title: String?
    /// The service's own short word for the site, used where there is no title.
    var key: String?
    var createdAt: Timestamp?
    var updatedAt: Timestamp?
    /// What the service adds to a name that a sibling has too: `Title~distinction`. `nil` leaves it to the
    /// tree.
    var distinction: String? = nil
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
    /// What the service adds to a name that a sibling has too: `Title~distinction`. `nil` leaves it to the
    /// tree.
    var distinction: String? = nil
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
    /// What the service adds to a name that a sibling has too: `Title~distinction`. `nil` leaves it to the
    /// tree.
    var distinction: String? = nil
    /// Whether the video's own record may know a picture that this does not. `nil`: it does not.
    var isPartial: Bool? = nil
    /// Where the video really stands, if it is listed here too: its entry is then a link to
    /// `../<package>/<video>`.
    var home: PackageID? = nil
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
    /// What the service adds to a name that a sibling has too: `720p-distinction.mp4`. `nil` leaves it to
    /// the tree.
    var distinction: String? = nil
    /// The service's own word that moves when the content does; `nil` where it has none.
    var version: String? = nil
}

/// A subtitle of a video.
struct Subtitle: Hashable, Sendable, Codable {
    enum Kind: Hashable, Sendable, Codable {
        case webVTT
        case subRip
        /// Drawn into the pictures of another video.
        case burnedIn(VideoID)
        /// Shown as it is under this suffix (`ttml`): a form that is not turned into WebVTT.
        case verbatim(suffix: String)
    }

    /// The service's word for the language: a name or a code.
    var language: String?
    var kind: Kind
    /// Where its text is. Empty for a burned-in one.
    var address: String
    /// What the service adds to a name that a sibling has too: `720p-distinction.mp4`. `nil` leaves it to
    /// the tree.
    var distinction: String? = nil
}
