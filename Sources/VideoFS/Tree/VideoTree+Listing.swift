extension NodeID {
    var isDirectory: Bool {
        switch self {
        case .root, .control, .sites, .site, .package, .video, .subtitles, .files: true
        case .controlFile, .siteInfo, .packageInfo, .packageThumbnail, .videoInfo, .videoThumbnail,
            .videoLink,
            .subtitle, .file:
            false
        }
    }
}

extension VideoTree {
    /// A directory's entries, where all that they are made of is known.
    func knownListing(of node: NodeID) -> DirectoryListing? {
        switch node {
        case .root:
            DirectoryListing(
                of: node, [.init(name: "sites", node: .sites, kind: .directory)],
                hidden: [.init(name: ".vidfs", node: .control, kind: .directory)])
        case .control:
            DirectoryListing(
                of: node,
                ControlFile.allCases.map { .init(name: $0.rawValue, node: .controlFile($0), kind: .file) })
        case .sites: knownSites()
        case .site(let site): knownPackages(of: site)
        case .package(let site, let package): knownVideos(of: package, in: site)
        case .video(let place): knownParts(of: place)
        case .subtitles(let place): knownSubtitles(of: place)
        case .files(let place): knownFiles(of: place)
        case .controlFile, .siteInfo, .packageInfo, .packageThumbnail, .videoInfo, .videoThumbnail,
            .videoLink,
            .subtitle, .file:
            nil
        }
    }

    private func knownSites() -> DirectoryListing? {
        guard let account = catalog.knownAccount() else { return nil }
        let sites = account.value.sites
        let versions = sites.map { catalog.version(of: .site($0.id)) }
        // A listing that gives only numbers: the title is worth one request, once.
        for (site, version) in zip(sites, versions) where site.title == nil && version == nil {
            guard isClosed(site.id) else { return nil }
        }
        let source = KeptListing(owner: .account, sources: [.account] + sites.map { .site($0.id) })
        return listing(of: .sites, versions: [account.version] + versions.map { $0 ?? 0 }, keptAs: source) {
            let records = zip(sites, versions).map { site, version in
                version == nil ? nil : catalog.knownSite(site.id)
            }
            // What was known cannot be read any more: it counts as never seen.
            guard !zip(records, versions).contains(where: { $0 == nil && $1 != nil }) else { return nil }
            let summaries = zip(sites, records).map { listed, record in record?.value.summary ?? listed }
            return Self.sites(summaries, rules: rules)
        }
    }

    private static func sites(_ summaries: [SiteSummary], rules: NameRules) -> DirectoryListing {
        let names = SiblingNames(
            summaries.map { site in
                let key = site.key ?? "site \(site.id.rawValue)"
                return SiblingNames.Entry(
                    id: site.id.rawValue, name: FileName(title: site.title, key: key, rules: rules),
                    distinction: site.distinction)
            }, reserved: .none
        ).names
        return DirectoryListing(
            of: .sites,
            zip(summaries, names).map { site, name in
                .init(name: name.text, node: .site(site.id), kind: .directory, modified: site.updatedAt)
            })
    }

    /// What a site offers, and what the account owns of it: a purchase stays listed when the shop drops it.
    private func knownPackages(of site: SiteID) -> DirectoryListing? {
        guard let account = catalog.knownAccount() else { return nil }
        let version = catalog.version(of: .site(site))
        if version == nil, !isClosed(site) { return nil }
        let source = KeptListing(owner: .site(site), sources: [.account, .site(site)])
        return listing(of: .site(site), versions: [account.version, version ?? 0], keptAs: source) {
            let record = catalog.knownSite(site)
            // What was known cannot be read any more: it counts as never seen.
            if record == nil, version != nil { return nil }
            let offered = record?.value.packages ?? []
            let known = Set(offered.map(\.id))
            let owned = account.value.packages.filter { $0.site == site && !known.contains($0.id) }
            let packages = offered + owned
            let names = SiblingNames(
                packages.map {
                    SiblingNames.Entry(
                        id: $0.id.rawValue, name: FileName(title: $0.title, key: $0.key, rules: rules),
                        distinction: $0.distinction)
                }
            ).names
            let info = record.map { record in
                DirectoryListing.Item(
                    name: "info.json", node: .siteInfo(site), kind: .file,
                    modified: record.value.summary.updatedAt)
            }
            return DirectoryListing(
                of: .site(site),
                [info].compactMap(\.self)
                    + zip(packages, names).map { package, name in
                        .init(
                            name: name.text, node: .package(site, package.id), kind: .directory,
                            modified: package.updatedAt)
                    },
                head: record.map { record in
                    DirectoryListing.Head(
                        infoSize: record.value.info.count, thumbnail: nil,
                        modified: record.value.summary.updatedAt ?? record.changedAt)
                })
        }
    }

    /// Whether the service has said that the account may not look at a site. Any other failure leaves a
    /// listing unknown: half of one would make `rsync --delete` remove the other half of a copy.
    private func isClosed(_ site: SiteID) -> Bool {
        catalog.isRefused(.site(site))
    }

    private func knownVideos(of package: PackageID, in site: SiteID) -> DirectoryListing? {
        guard let version = catalog.version(of: .package(package)) else { return nil }
        let node = NodeID.package(site, package)
        let source = KeptListing(owner: .package(package), sources: [.package(package)])
        return listing(of: node, versions: [version], keptAs: source) {
            guard let record = catalog.knownPackage(package) else { return nil }
            let summary = record.value.summary
            let videos = record.value.videos
            let names = SiblingNames(
                videos.map {
                    SiblingNames.Entry(
                        id: $0.id.rawValue, name: FileName(title: $0.title, key: $0.key, rules: rules),
                        distinction: $0.distinction)
                }
            ).names
            var items = [
                DirectoryListing.Item(
                    name: "info.json", node: .packageInfo(site, package), kind: .file,
                    modified: summary.updatedAt)
            ]
            if let address = summary.thumbnail {
                items.append(
                    .init(
                        name: Self.thumbnailName(address), node: .packageThumbnail(site, package),
                        kind: .file,
                        modified: summary.updatedAt))
            }
            items += zip(videos, names).map { video, name in
                let place = VideoPlace(site: site, package: package, video: video.id)
                if let home = video.home, home != package {
                    return .init(name: name.text, node: .videoLink(place, home: home), kind: .link)
                }
                return .init(
                    name: name.text, node: .video(place), kind: .directory, modified: video.updatedAt)
            }
            return DirectoryListing(
                of: node, items,
                head: DirectoryListing.Head(
                    infoSize: record.value.info.count, thumbnail: summary.thumbnail,
                    modified: summary.updatedAt ?? record.changedAt))
        }
    }

    private func knownParts(of place: VideoPlace) -> DirectoryListing? {
        guard let summary = knownSummary(of: place), !needsRecord(summary) else { return nil }
        var items = [DirectoryListing.Item(name: "info.json", node: .videoInfo(place), kind: .file)]
        if let address = summary.thumbnail {
            items.append(
                .init(
                    name: Self.thumbnailName(address), node: .videoThumbnail(place), kind: .file,
                    modified: summary.updatedAt))
        }
        items.append(
            .init(name: "subtitles", node: .subtitles(place), kind: .directory, modified: summary.updatedAt))
        items.append(
            .init(name: "files", node: .files(place), kind: .directory, modified: summary.updatedAt))
        return DirectoryListing(of: .video(place), items)
    }

    private func knownSubtitles(of place: VideoPlace) -> DirectoryListing? {
        guard let version = catalog.version(of: .video(place.video)) else { return nil }
        let node = NodeID.subtitles(place)
        // A burned-in subtitle is a link where its video stands beside this one.
        let versions = [
            version, catalog.version(of: .package(place.package)) ?? 0, links.version(of: node),
        ]
        return listings.listing(of: node, versions: versions) {
            guard let record = catalog.knownVideo(place.video) else { return nil }
            let subtitles = record.value.subtitles.filter { subtitle in
                guard case .burnedIn(let video) = subtitle.kind else { return true }
                return linkTarget(of: video, from: place) != nil
            }
            links.note(node, isIncomplete: subtitles.count < record.value.subtitles.count)
            let names = MediaNames.subtitles(
                subtitles.map { subtitle in
                    MediaNames.Subtitle(
                        language: subtitle.language, suffix: subtitle.kind.suffix,
                        distinction: subtitle.distinction)
                }, rules: rules)
            return DirectoryListing(
                of: node,
                zip(subtitles, names).map { subtitle, name in
                    let isLink = if case .burnedIn = subtitle.kind { true } else { false }
                    return .init(
                        name: name.text, node: .subtitle(place, SubtitleID(subtitle)),
                        kind: isLink ? .link : .file, modified: record.value.summary.updatedAt)
                })
        }
    }

    private func knownFiles(of place: VideoPlace) -> DirectoryListing? {
        guard let version = catalog.version(of: .video(place.video)) else { return nil }
        let node = NodeID.files(place)
        return listings.listing(of: node, versions: [version]) {
            guard let record = catalog.knownVideo(place.video) else { return nil }
            let files = record.value.files
            let names = MediaNames.files(
                files.map { file in
                    MediaNames.File(
                        quality: file.quality, format: file.format, codec: file.codec, method: file.method,
                        distinction: file.distinction)
                }, rules: rules)
            return DirectoryListing(
                of: node,
                zip(files, names).compactMap { file, name in
                    name.map { .init(name: $0.text, node: .file(place, file.id), kind: .file) }
                })
        }
    }

    /// Whether only the video's own record can say if there is a picture to list.
    func needsRecord(_ summary: VideoSummary) -> Bool {
        summary.isPartial == true && summary.thumbnail == nil
    }

    /// A video as its package lists it.
    func knownSummary(of place: VideoPlace) -> VideoSummary? {
        guard catalog.version(of: .package(place.package)) != nil else { return nil }
        var summary = catalog.knownVideo(place.video)?.value.summary
        // The package's record may have to be read from disk for this.
        guard summary?.thumbnail == nil else { return summary }
        let listed = catalog.knownPackage(place.package)?.value.videos.first { $0.id == place.video }
        summary?.thumbnail = listed?.thumbnail
        return summary ?? listed
    }

    /// `thumbnail.` and the suffix of the picture's address where that is one of a picture.
    static func thumbnailName(_ address: String) -> String {
        let path = address.prefix { $0 != "?" && $0 != "#" }
        let suffix = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return "thumbnail."
            + (["jpg", "jpeg", "png", "webp", "gif", "avif"].contains(suffix) ? suffix : "jpg")
    }
}

extension Subtitle.Kind {
    fileprivate var suffix: String {
        switch self {
        case .webVTT, .subRip: ".vtt"
        case .burnedIn: ""
        case .verbatim(let suffix): "." + suffix
        }
    }
}
