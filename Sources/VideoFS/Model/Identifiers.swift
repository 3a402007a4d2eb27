/// A site's identifier, as the service writes it.
struct SiteID: RawRepresentable, Hashable, Sendable, Codable {
    let rawValue: String
}

/// A package's identifier, as the service writes it.
struct PackageID: RawRepresentable, Hashable, Sendable, Codable {
    let rawValue: String
}

/// A video's identifier, as the service writes it.
struct VideoID: RawRepresentable, Hashable, Sendable, Codable {
    let rawValue: String
}

/// What tells one file of a video from its siblings: the service's own words for quality,
/// format, codec and method, joined. Stable for as long as the service keeps describing the file so.
struct MediaFileID: RawRepresentable, Hashable, Sendable, Codable {
    let rawValue: String
}
