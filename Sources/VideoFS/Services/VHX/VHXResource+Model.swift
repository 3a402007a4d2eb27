/// The one place where the service's words become the model's.
extension VHXResource {
    /// As an entry of a listing; `nil` without an identifier.
    var siteSummary: SiteSummary? { id.map { siteSummary(of: SiteID(rawValue: $0)) } }

    /// As the answer to a question for that site, whatever identifier it repeats.
    func siteSummary(of id: SiteID) -> SiteSummary {
        SiteSummary(
            id: id, title: title, key: json["key"]?.text ?? json["subdomain"]?.text,
            createdAt: createdAt, updatedAt: updatedAt)
    }

    /// As an entry of a listing, on the site whose listing this is where it does not name its own; `nil`
    /// without an identifier.
    func packageSummary(on site: SiteID? = nil) -> PackageSummary? {
        id.map { packageSummary(of: PackageID(rawValue: $0), on: site) }
    }

    /// As the answer to a question for that package.
    func packageSummary(of id: PackageID, on site: SiteID? = nil) -> PackageSummary {
        PackageSummary(
            id: id, site: siteID ?? site, title: title, key: json["sku"]?.text, thumbnail: thumbnail,
            videosCount: json["videos_count"]?.integer.flatMap { Int(exactly: $0) },
            createdAt: createdAt, updatedAt: updatedAt)
    }

    /// As an entry of a listing; `nil` without an identifier.
    var videoSummary: VideoSummary? { id.map { videoSummary(of: VideoID(rawValue: $0)) } }

    /// As the answer to a question for that video.
    func videoSummary(of id: VideoID) -> VideoSummary {
        let duration = (json["duration"]?["seconds"] ?? json["duration"])?.integer
        return VideoSummary(
            id: id, title: title, key: json["key"]?.text ?? json["slug"]?.text, thumbnail: thumbnail,
            duration: duration.flatMap { $0 < 0 ? nil : $0 }, createdAt: createdAt, updatedAt: updatedAt)
    }

    /// The site that a package or video belongs to.
    var siteID: SiteID? {
        let id =
            json["site_id"]?.text ?? child("site")?.id ?? json["site"]?.text
            ?? link("site").flatMap { Self.id(in: $0, of: "sites") }
        return id.map { SiteID(rawValue: $0) }
    }

    /// `/me` and `/users/:id`.
    ///
    /// `sites` there are the ones the user sells on; where something was bought stands in the packages.
    var account: AccountRecord {
        let selling = (children("sites") ?? []).compactMap(\.siteSummary)
        let owned = children("packages") ?? []
        let known = Dictionary(selling.map { ($0.id, $0) }) { first, _ in first }
        var sites: [SiteSummary] = []
        var seen: Set<SiteID> = []
        for package in owned {
            guard let id = package.siteID, seen.insert(id).inserted else { continue }
            sites.append(package.child("site")?.siteSummary ?? known[id] ?? SiteSummary(id: id))
        }
        for site in selling where seen.insert(site.id).inserted { sites.append(site) }
        return AccountRecord(
            name: json["name"]?.text ?? json["email"]?.text ?? id, sites: sites,
            packages: owned.compactMap { $0.packageSummary() })
    }

    /// A file of the given video, whose number is needed where the file has no address.
    func mediaFile(of video: VideoID) -> MediaFile? {
        let quality = json["quality"]?.text
        let format = json["format"]?.text
        let codec = json["codec"]?.text
        let method = json["method"]?.text
        guard quality != nil || format != nil else { return nil }
        let words = [quality, format, codec, method].map { $0 ?? "" }
        let constructed = try? VHXEndpoints.files(of: video, Self.query(quality: quality, format: format))
        guard let address = address ?? constructed else { return nil }
        return MediaFile(
            id: MediaFileID(rawValue: words.joined(separator: "/")),
            quality: quality, format: format, codec: codec, method: method, address: address,
            size: Self.isPlaylist(format) ? nil : size, updatedAt: updatedAt)
    }

    static func query(quality: String?, format: String?) -> [(name: String, value: String)] {
        [("quality", quality), ("format", format)].compactMap { name, value in value.map { (name, $0) } }
    }

    /// Bytes. Nought is the service's way to say that it does not know.
    var size: Int64? {
        (json["size"]?["bytes"] ?? json["size"])?.integer.flatMap { $0 > 0 ? $0 : nil }
    }

    /// For a playlist the service names the size of the film, or of the list as it lies with it; what is
    /// read is the list with its addresses made absolute.
    static func isPlaylist(_ format: String?) -> Bool {
        format?.lowercased() == "m3u8" || format?.lowercased() == "mpd"
    }
}

extension [MediaFile] {
    /// With the same words twice, the second one gets a number: identifiers tell files apart.
    var withDistinctIDs: [MediaFile] {
        var seen: [MediaFileID: Int] = [:]
        return map { file in
            let count = (seen[file.id] ?? 0) + 1
            seen[file.id] = count
            guard count > 1 else { return file }
            return MediaFile(
                id: MediaFileID(rawValue: "\(file.id.rawValue)#\(count)"), quality: file.quality,
                format: file.format, codec: file.codec, method: file.method, address: file.address,
                size: file.size, updatedAt: file.updatedAt)
        }
    }
}
