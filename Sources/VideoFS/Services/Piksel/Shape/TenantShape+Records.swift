extension TenantShape {
    /// - Parameter title: the tenant's title, for people; its directory is called by its name.
    /// - Returns: the tenant with every package that is listed.
    func site(titled title: String?) -> SiteRecord {
        let keys = arrangement.packages.keys.sorted { $0.id.rawValue < $1.id.rawValue }
        return SiteRecord(
            summary: SiteSummary(id: tenant, title: tenant.rawValue, key: tenant.rawValue),
            packages: keys.compactMap { summary(of: $0, thumbnail: nil) },
            info: ShapeInfo.text([
                "name": .string(tenant.rawValue), "title": title.map { .string($0) } ?? .null,
            ]))
    }

    /// - Parameters:
    ///   - id: of a package that is listed.
    ///   - assets: of the content that it is, where it is one.
    ///   - moment: decides which of them are available; `nil`: that of the shape.
    /// - Returns: `nil` where there is no such package.
    func package(_ id: PackageID, assets: [PikselAsset], at moment: Timestamp? = nil) -> PackageRecord? {
        guard let key = PackageKey(id, in: tenant), let holding = arrangement.packages[key],
            let summary = summary(of: key, thumbnail: shown(assets, at: moment).thumbnail)
        else { return nil }
        let videos = (holding.videos + holding.links).compactMap { ref -> VideoSummary? in
            guard var video = contents[ref].map(videoSummary) else { return nil }
            let home = arrangement.homes[ref]?.id
            video.home = home == id ? nil : home
            return video
        }
        return PackageRecord(summary: summary, videos: videos, info: info(of: key, assets))
    }

    /// - Parameters:
    ///   - id: of a video that is listed.
    ///   - assets: of everything in ``assetOwners(of:)``, in any order.
    ///   - moment: decides which of them are available; `nil`: that of the shape.
    /// - Returns: `nil` where there is no such video.
    func video(_ id: VideoID, assets: [PikselAsset], at moment: Timestamp? = nil) -> VideoRecord? {
        guard arrangement.homes[id.rawValue] != nil, let content = contents[id.rawValue] else { return nil }
        let assets = settled(assets, of: assetOwners(of: id))
        let shown = shown(assets, at: moment)
        var summary = videoSummary(content)
        summary.isPartial = nil
        summary.thumbnail = shown.filter { $0.contentRef == content.ref }.thumbnail
        return VideoRecord(
            summary: summary,
            files: shown.compactMap { asset in
                let owner = asset.contentRef.flatMap { $0 == content.ref ? nil : contents[$0] }
                return asset.mediaFile(ofCut: owner?.name)
            },
            subtitles: shown.compactMap(\.subtitle),
            info: ShapeInfo.video(content, in: self, assets: assets))
    }

    /// The next moment at which something of a record with these assets opens or closes.
    func changesAt(with assets: [PikselAsset], after moment: Timestamp) -> Timestamp? {
        guard !rules.showsHidden else { return nil }
        return ([changesAt] + assets.map { $0.availability.change(after: moment) }).compactMap(\.self).min()
    }

    /// The owners' assets, each once, in an order that does not follow from that of their arrival: it decides who
    /// keeps a name.
    private func settled(_ assets: [PikselAsset], of owners: [String]) -> [PikselAsset] {
        let places = Dictionary(zip(owners, owners.indices)) { first, _ in first }
        let unique = Dictionary(assets.map { ($0.ref, $0) }) { $1 }
        let placed = unique.values.compactMap { asset in
            asset.contentRef.flatMap { places[$0] }.map { (place: $0, asset: asset) }
        }
        return placed.sorted { ($0.place, $0.asset.ref) < ($1.place, $1.asset.ref) }.map(\.asset)
    }

    private func shown(_ assets: [PikselAsset], at moment: Timestamp?) -> [PikselAsset] {
        assets.filter { $0.availability.isVisible(at: moment ?? now, showsHidden: rules.showsHidden) }
    }

    private func summary(of key: PackageKey, thumbnail: String?) -> PackageSummary? {
        let count = arrangement.packages[key].map { $0.videos.count + $0.links.count }
        switch key {
        case .content(let ref):
            return contents[ref].map {
                PackageSummary(
                    id: key.id, site: tenant, title: $0.label, key: $0.name, thumbnail: thumbnail,
                    videosCount: count, createdAt: $0.createdAt, updatedAt: $0.updatedAt, distinction: $0.name
                )
            }
        case .category(let ref):
            return categories[ref].map {
                PackageSummary(
                    id: key.id, site: tenant, title: $0.title ?? $0.name, key: $0.name, videosCount: count,
                    createdAt: $0.createdAt, updatedAt: $0.updatedAt, distinction: $0.name)
            }
        case .unfiled:
            let moment = arrangement.packages[key]?.videos.compactMap { contents[$0]?.updatedAt }.max()
            return PackageSummary(
                id: key.id, site: tenant, title: "_unfiled", videosCount: count, updatedAt: moment)
        }
    }

    private func info(of key: PackageKey, _ assets: [PikselAsset]) -> [UInt8] {
        switch key {
        case .content(let ref):
            contents[ref].map {
                ShapeInfo.text($0.raw, adding: ["assets": ShapeInfo.list(assets)])
            } ?? []
        case .category(let ref): categories[ref].map { ShapeInfo.text($0.raw, adding: [:]) } ?? []
        case .unfiled: ShapeInfo.text(["title": .string("_unfiled"), "owner": .string(tenant.rawValue)])
        }
    }

    private func videoSummary(_ content: PikselContent) -> VideoSummary {
        VideoSummary(
            id: VideoID(rawValue: content.ref), title: VideoTitle.text(of: content, in: contents),
            key: content.name, duration: content.duration, createdAt: content.createdAt,
            updatedAt: content.updatedAt, distinction: content.name, isPartial: true)
    }
}

extension [PikselAsset] {
    /// The picture that stands for their content.
    var thumbnail: String? {
        let pictures = compactMap { asset in asset.pictureRank.map { (asset, $0) } }
        let best = pictures.max { left, right in
            if left.1.isMeant != right.1.isMeant { return right.1.isMeant }
            if left.1.pixels != right.1.pixels { return left.1.pixels < right.1.pixels }
            return left.0.ref > right.0.ref
        }
        return best?.0.url
    }
}
