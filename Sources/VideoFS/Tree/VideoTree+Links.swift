extension VideoTree {
    /// The path from a video's `subtitles` directory to the directory of another video, where that one
    /// is in the library: beside it, else in the same site, else anywhere that is known.
    func linkTarget(of video: VideoID, from place: VideoPlace) -> String? {
        guard video != place.video else { return nil }
        if let name = name(of: video, in: place.package, of: place.site) { return "../../" + name }
        for package in knownPackages(of: place.site, except: place.package) {
            guard let name = name(of: video, in: package.id, of: place.site) else { continue }
            return "../../../\(package.name)/\(name)"
        }
        guard let sites = knownListing(of: .sites) else { return nil }
        for case let item in sites.items {
            guard case .site(let site) = item.node, site != place.site else { continue }
            for package in knownPackages(of: site, except: nil) {
                guard let name = name(of: video, in: package.id, of: site) else { continue }
                return "../../../../\(item.name)/\(package.name)/\(name)"
            }
        }
        return nil
    }

    /// The path to a video's one directory from another package of its site.
    func homePath(of place: VideoPlace, in home: PackageID) -> String? {
        guard let package = knownListing(of: .site(place.site))?[.package(place.site, home)]?.name,
            let video = name(of: place.video, in: home, of: place.site)
        else { return nil }
        return "../\(package)/\(video)"
    }

    private func name(of video: VideoID, in package: PackageID, of site: SiteID) -> String? {
        let place = VideoPlace(site: site, package: package, video: video)
        return knownListing(of: .package(site, package))?[.video(place)]?.name
    }

    private func knownPackages(
        of site: SiteID, except own: PackageID?
    ) -> [(id: PackageID, name: String)] {
        guard let listing = knownListing(of: .site(site)) else { return [] }
        return listing.items.compactMap { item in
            guard case .package(_, let id) = item.node, id != own else { return nil }
            return (id, item.name)
        }
    }
}
