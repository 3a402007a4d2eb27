extension VideoTree {
    /// Asks the service for what a node's listing or content is made of.
    ///
    /// Where a part may be missing without harm (a site that a buyer may not look at), its failure is
    /// remembered by the catalog and the listing does without.
    func load(_ node: NodeID) async throws(CatalogError) {
        switch node {
        case .root, .control, .controlFile:
            break
        case .sites:
            let account = try await catalog.account()
            try await loadUntitled(account.value.sites)
        case .site(let site):
            _ = try await catalog.account()
            try await loadIfOpen(site)
        case .siteInfo(let site):
            _ = try await catalog.site(site)
        case .package(_, let package), .packageInfo(_, let package), .packageThumbnail(_, let package):
            _ = try await catalog.package(package)
        case .video(let place), .videoThumbnail(let place):
            _ = try await catalog.package(place.package)
            guard let summary = knownSummary(of: place), needsRecord(summary) else { break }
            _ = try await catalog.video(place.video)
        case .videoLink(let place, let home):
            try await loadIfOpen(place.site)
            _ = try await catalog.package(home)
        case .videoInfo(let place), .subtitles(let place), .subtitle(let place, _), .files(let place),
            .file(let place, _):
            _ = try await catalog.video(place.video)
        }
    }

    private func loadUntitled(_ sites: [SiteSummary]) async throws(CatalogError) {
        let failures = await withTaskGroup(of: CatalogError?.self) { group in
            for site in sites where site.title == nil {
                group.addTask {
                    do throws(CatalogError) {
                        try await self.loadIfOpen(site.id)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [CatalogError]()) { if let failure = $1 { $0.append(failure) } }
        }
        if let failure = failures.first { throw failure }
    }

    /// A buyer may not be allowed to look at the site of what he bought.
    private func loadIfOpen(_ site: SiteID) async throws(CatalogError) {
        do throws(CatalogError) {
            _ = try await catalog.site(site)
        } catch .notEntitled {
        } catch .noSuchResource {
        }
    }
}
