@testable import VideoFS

extension LibraryRecord {
    static func sample(account packages: [String], sites: [String] = ["1"]) -> LibraryRecord {
        .account(
            AccountRecord(
                name: "Ann", sites: sites.map { SiteSummary(id: SiteID(rawValue: $0), title: "Site \($0)") },
                packages: packages.map { PackageSummary(id: PackageID(rawValue: $0)) }))
    }

    static func sample(site id: String, packages: [String]) -> LibraryRecord {
        .site(
            SiteRecord(
                summary: SiteSummary(id: SiteID(rawValue: id), title: "Site \(id)"),
                packages: packages.map { PackageSummary(id: PackageID(rawValue: $0)) },
                info: [UInt8]("{\"site\": \"\(id)\"}\n".utf8)))
    }

    static func sample(package id: String, videos: [String]) -> LibraryRecord {
        .package(
            PackageRecord(
                summary: PackageSummary(id: PackageID(rawValue: id), title: "Package \(id)"),
                videos: videos.map { VideoSummary(id: VideoID(rawValue: $0), title: "Film \($0)") },
                info: [UInt8]("{\"package\": \"\(id)\"}\n".utf8)))
    }

    static func sample(video id: String, title: String = "Film", infoSize: Int = 16) -> LibraryRecord {
        .video(
            VideoRecord(
                summary: VideoSummary(id: VideoID(rawValue: id), title: title, duration: 5_400),
                files: [
                    MediaFile(
                        id: MediaFileID(rawValue: "720p.mp4"), quality: "720p", format: "mp4", codec: "h264",
                        method: "http", address: "https://api.example/videos/\(id)/files?quality=720p",
                        size: 1 << 30)
                ],
                subtitles: [
                    Subtitle(language: "en", kind: .subRip, address: "https://cdn.example/\(id).srt"),
                    Subtitle(language: "de", kind: .burnedIn(VideoID(rawValue: "9")), address: ""),
                ],
                info: [UInt8](repeating: 0x20, count: infoSize)))
    }
}

extension ResourceKey {
    static func site(_ id: String) -> ResourceKey { .site(SiteID(rawValue: id)) }
    static func package(_ id: String) -> ResourceKey { .package(PackageID(rawValue: id)) }
    static func video(_ id: String) -> ResourceKey { .video(VideoID(rawValue: id)) }
}

/// Identifiers as plain words.
extension Catalog {
    func knownVideo(_ id: String) -> Known<VideoRecord>? { knownVideo(VideoID(rawValue: id)) }
    func knownPackage(_ id: String) -> Known<PackageRecord>? { knownPackage(PackageID(rawValue: id)) }
    func knownSite(_ id: String) -> Known<SiteRecord>? { knownSite(SiteID(rawValue: id)) }

    func video(_ id: String) async throws(CatalogError) -> Known<VideoRecord> {
        try await video(VideoID(rawValue: id))
    }

    func package(_ id: String) async throws(CatalogError) -> Known<PackageRecord> {
        try await package(PackageID(rawValue: id))
    }

    func site(_ id: String) async throws(CatalogError) -> Known<SiteRecord> {
        try await site(SiteID(rawValue: id))
    }
}
