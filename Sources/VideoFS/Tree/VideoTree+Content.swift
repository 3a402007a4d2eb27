extension VideoTree {
    /// What stands behind a node, where its records are known.
    func knownContent(of node: NodeID) -> NodeContent? {
        switch node {
        case .root, .control, .sites:
            .directory(modified: libraryModified)
        case .site:
            // Not the time of the record where the service does not say: it is not known before the site is looked
            // into, and a copy's directory would look changed afterwards.
            knownListing(of: .sites)?[node].map {
                .directory(modified: $0.modified ?? Timestamp(rawValue: 0))
            }
        case .package(let site, let package):
            knownListing(of: .site(site))?[node].map {
                .directory(modified: $0.modified ?? changed(.package(package)))
            }
        case .video(let place), .subtitles(let place), .files(let place):
            knownSummary(of: place).map {
                .directory(modified: $0.updatedAt ?? $0.createdAt ?? changed(.package(place.package)))
            }
        case .videoLink(let place, let home):
            homePath(of: place, in: home).map { .link($0, modified: changed(.package(place.package))) }
        case .controlFile(let file):
            .live(file)
        case .siteInfo(let site):
            catalog.knownSite(site).map {
                .bytes($0.value.info, modified: $0.value.summary.updatedAt ?? $0.changedAt)
            }
        case .packageInfo(_, let package):
            catalog.knownPackage(package).map {
                .bytes($0.value.info, modified: $0.value.summary.updatedAt ?? $0.changedAt)
            }
        case .videoInfo(let place):
            catalog.knownVideo(place.video).map {
                .bytes($0.value.info, modified: $0.value.summary.updatedAt ?? $0.changedAt)
            }
        case .packageThumbnail(let site, let package):
            knownListing(of: .package(site, package))?.head.flatMap { head in
                picture(head.thumbnail, of: "package:\(package.rawValue)", modified: head.modified)
            }
        case .videoThumbnail(let place):
            knownSummary(of: place).flatMap { summary in
                picture(
                    summary.thumbnail, of: "video:\(place.video.rawValue)",
                    modified: summary.updatedAt ?? changed(.package(place.package)))
            }
        case .subtitle(let place, let id): knownSubtitle(id, of: place)
        case .file(let place, let id): knownFile(id, of: place)
        }
    }

    private func picture(_ address: String?, of owner: String, modified: Timestamp) -> NodeContent? {
        guard let address else { return nil }
        let key = DocumentKey(
            owner: owner, part: DocumentKey.picture, version: "\(modified.rawValue) \(address)")
        return .document(Document(key: key, source: .picture(address: address)), modified: modified)
    }

    private func knownSubtitle(_ id: SubtitleID, of place: VideoPlace) -> NodeContent? {
        guard let known = catalog.knownVideo(place.video),
            let subtitle = known.value.subtitles.first(where: { SubtitleID($0) == id })
        else { return nil }
        let modified = known.value.summary.updatedAt ?? known.changedAt
        if case .burnedIn(let video) = subtitle.kind {
            return linkTarget(of: video, from: place).map { .link($0, modified: modified) }
        }
        let key = DocumentKey(
            owner: "video:\(place.video.rawValue)", part: id.documentPart, version: "\(modified.rawValue)")
        return .document(Document(key: key, source: .subtitle(subtitle)), modified: modified)
    }

    private func knownFile(_ id: MediaFileID, of place: VideoPlace) -> NodeContent? {
        guard let known = catalog.knownVideo(place.video),
            let file = known.value.files.first(where: { $0.id == id })
        else { return nil }
        let media = MediaPlace(place: place, file: file)
        let modified = file.updatedAt ?? known.value.summary.updatedAt ?? known.changedAt
        guard file.format?.lowercased() == "m3u8" else { return .media(media, modified: modified) }
        let key = DocumentKey(
            owner: "video:\(place.video.rawValue)", part: id.documentPart,
            version: "\(modified.rawValue) \(media.version)")
        return .document(Document(key: key, source: .playlist(file, of: place.video)), modified: modified)
    }

    /// When the library last changed by the account's own listing. Not the time of the mount: a copy's
    /// directories would look changed after every remount.
    private var libraryModified: Timestamp {
        let never = Timestamp(rawValue: 0)
        guard let account = catalog.knownAccount()?.value else { return never }
        // Without an array between: it is asked for with every look at the root, of a thousand packages.
        let sites = account.sites.lazy.compactMap(\.updatedAt).max() ?? never
        return max(sites, account.packages.lazy.compactMap(\.updatedAt).max() ?? never)
    }

    /// When a resource's record last changed as seen from here, for services that do not say.
    private func changed(_ key: ResourceKey) -> Timestamp {
        catalog.entry(of: key)?.changedAt ?? Timestamp(rawValue: 0)
    }
}

extension VideoTree {
    /// Forgets the small contents of a video that its record does not name any more.
    func forgetDocuments(of video: VideoID) {
        guard let record = catalog.knownVideo(video)?.value else { return }
        let subtitles = record.subtitles.map { SubtitleID($0).documentPart }
        let named = [DocumentKey.picture] + subtitles + record.files.map(\.id.documentPart)
        let refused = named + record.files.map(\.id.rawValue)
        catalog.keepDocuments(Set(named + refused.map(DocumentKey.refusal)), of: video)
    }
}

extension DocumentKey {
    fileprivate static let picture = "thumbnail"

    /// The part that stands, empty, for one that the account may not have.
    static func refusal(_ part: String) -> String { "refusal \(part)" }
}

extension SubtitleID {
    /// The zero bytes between its words would end the text when it is read from the database.
    fileprivate var documentPart: String {
        let words = rawValue.split(separator: "\u{0}", omittingEmptySubsequences: false)
        return "subtitle " + words.joined(separator: " ")
    }
}

extension MediaFileID {
    /// Of a playlist.
    fileprivate var documentPart: String { "playlist \(rawValue)" }
}
