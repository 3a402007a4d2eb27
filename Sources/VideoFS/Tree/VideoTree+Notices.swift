extension VideoTree {
    /// Tells the kernel what of its copy a change makes wrong, and nothing else: numbers, names, open files
    /// and pages of everything that stayed the same stay.
    func resourceChanged(_ change: CatalogChange, telling notices: any KernelNotices) {
        // What was listed of it goes with the listing of whatever listed it.
        guard change.kind != .dropped else { return }
        let teller = ChangeTeller(tree: self, notices: notices)
        switch change.key {
        case .account: teller.accountChanged(change.previous?.account)
        case .site(let site): teller.siteChanged(site, change.previous?.site)
        case .package where change.kind == .firstSight: teller.fillLinks()
        case .package(let package): teller.packageChanged(package, change.previous?.package)
        case .video(let video) where change.kind == .firstSight: teller.videoSeen(video)
        case .video(let video): teller.videoChanged(video, change.previous?.video)
        }
    }

    /// Tells the kernel that a film's size is another than it was told, or its bytes are.
    func mediaChanged(_ place: MediaPlace, contents: Bool, telling notices: any KernelNotices) {
        // The same file may stand in several packages.
        let files = inodes.nodes(naming: place.place.video.rawValue) { node in
            guard case .file(let other, let file) = node else { return false }
            return other.video == place.place.video && file == place.file.id
        }
        for (_, inode) in files {
            if contents { notices.bytesChanged(of: inode) }
            if let path = inodes.path(of: inode) {
                notices.sizeChanged(of: inode, at: path)
            } else {
                notices.attributesChanged(of: inode)
            }
        }
    }

    /// The sites under which something may stand.
    var knownSiteIDs: [SiteID] {
        catalog.knownAccount()?.value.sites.map(\.id) ?? []
    }

    /// Everywhere that a video stands.
    func places(of video: VideoID) -> [VideoPlace] {
        let packages = catalog.parents(of: .video(video))
        return packages.flatMap { package -> [VideoPlace] in
            guard case .package(let package) = package else { return [] }
            return knownSiteIDs.map { VideoPlace(site: $0, package: package, video: video) }
        }
    }
}

/// Finds out what one change means for what the kernel keeps.
struct ChangeTeller {
    let tree: VideoTree
    let notices: any KernelNotices

    func accountChanged(_ previous: AccountRecord?) {
        // Their times are those of the account's listing.
        for node in [NodeID.root, .control, .sites] { attributes(node) }
        let difference = directory(.sites)
        let sites = Set(tree.knownSiteIDs).union(previous?.sites.map(\.id) ?? [])
        let lost = sites.map { directory(.site($0))?.isAnythingLost ?? false }
        if difference?.isAnythingLost ?? false || lost.contains(true) { links() }
    }

    func siteChanged(_ site: SiteID, _ previous: SiteRecord?) {
        let differences = [directory(.sites), directory(.site(site))]
        attributes(.site(site))
        let current = tree.catalog.knownSite(site)?.value
        if previous?.info != current?.info || previous?.summary.updatedAt != current?.summary.updatedAt {
            contents(.siteInfo(site))
        }
        if differences.contains(where: { $0?.isAnythingLost ?? false }) { links() }
        fillLinks()
    }

    func packageChanged(_ package: PackageID, _ previous: PackageRecord?) {
        let current = tree.catalog.knownPackage(package)?.value
        let isPicture =
            previous == nil || previous?.summary.thumbnail != current?.summary.thumbnail
            || previous?.summary.updatedAt != current?.summary.updatedAt
        let changed = changedVideos(previous, current)
        var isAnythingLost = false
        for site in tree.knownSiteIDs {
            let node = NodeID.package(site, package)
            guard tree.inodes.inode(of: node) != nil || tree.listings.told(node) != nil else { continue }
            isAnythingLost = directory(node)?.isAnythingLost ?? false || isAnythingLost
            attributes(node)
            if previous?.info != current?.info || isPicture { contents(.packageInfo(site, package)) }
            if isPicture { contents(.packageThumbnail(site, package)) }
            for (old, new) in changed {
                summary(of: VideoPlace(site: site, package: package, video: new.id), old, new)
            }
        }
        if isAnythingLost { links() }
        fillLinks()
    }

    /// Those listed before and now of which something else is said now. All, where it is not known what was
    /// said before.
    private func changedVideos(
        _ previous: PackageRecord?, _ current: PackageRecord?
    ) -> [(old: VideoSummary?, new: VideoSummary)] {
        guard let current else { return [] }
        guard let previous else { return current.videos.map { (nil, $0) } }
        let old = Dictionary(previous.videos.map { ($0.id, $0) }) { first, _ in first }
        return current.videos.compactMap { video in
            guard let before = old[video.id], before != video else { return nil }
            return (before, video)
        }
    }

    // MARK: - Notices

    /// Compares what the kernel was told of a directory with what is known now, and tells it the rest.
    @discardableResult
    func directory(_ node: NodeID) -> ListingDifference? {
        let old = tree.listings.told(node)
        let inode = tree.inodes.inode(of: node)
        guard old != nil || inode != nil else { return nil }
        let new = tree.knownListing(of: node)
        let difference =
            if let old {
                ListingDifference(from: old, to: new)
            } else {
                ListingDifference(from: inode.map { tree.inodes.children(of: $0) } ?? [], to: new)
            }
        if let inode {
            if !difference.names.isEmpty { notices.contentsChanged(of: inode) }
            for name in difference.names { notices.entryChanged(name, in: inode) }
            for node in difference.times { attributes(node) }
        }
        if let new { tree.listings.tell(new) } else { tree.listings.forget(node) }
        return difference
    }

    func attributes(_ node: NodeID) {
        if let inode = tree.inodes.inode(of: node) { notices.attributesChanged(of: inode) }
    }

    /// Bytes, and with them the attributes.
    func contents(_ node: NodeID) {
        if let inode = tree.inodes.inode(of: node) { notices.bytesChanged(of: inode) }
    }

    /// Something has another name now: links may lead elsewhere.
    private func links() {
        for inode in tree.links.takeTold() { notices.contentsChanged(of: inode) }
    }

    /// Something is known now to which a link may lead that was left out.
    func fillLinks() {
        for node in tree.links.sighted() { directory(node) }
    }
}
