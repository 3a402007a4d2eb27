/// What the service says of the signed-in account.
struct AccountRecord: Hashable, Sendable, Codable {
    /// The account's label: shown as the source of the mount.
    var name: String?
    /// Every site to list: those the account owns packages of and those it sells on, each once, in
    /// the service's order.
    var sites: [SiteSummary]
    /// The packages it owns, on all sites.
    var packages: [PackageSummary]
}

/// What the service says of one site.
struct SiteRecord: Hashable, Sendable, Codable {
    var summary: SiteSummary
    /// Every package that the account can see there, owned or not.
    var packages: [PackageSummary]
    /// The service's own JSON, ready to be read as `info.json`: pretty-printed, keys sorted, ending
    /// in a newline, without a token or a signed address.
    var info: [UInt8]
}

/// What the service says of one package.
struct PackageRecord: Hashable, Sendable, Codable {
    var summary: PackageSummary
    var videos: [VideoSummary]
    /// As in ``SiteRecord/info``.
    var info: [UInt8]
}

/// What the service says of one video.
struct VideoRecord: Hashable, Sendable, Codable {
    var summary: VideoSummary
    /// In the service's order, which decides who keeps a name.
    var files: [MediaFile]
    /// In the service's order.
    var subtitles: [Subtitle]
    /// As in ``SiteRecord/info``.
    var info: [UInt8]
}
