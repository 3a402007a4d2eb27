/// A library and where its things stand in it, so that a request costs no search.
struct LibraryIndex: Sendable {
    let library: DemoLibrary
    /// How many videos each site has, each counted once.
    let videoCounts: [Int: Int]
    private let sitePlaces: [Int: Int]
    private let packagePlaces: [Int: PackagePlace]
    /// A video that several packages share has several places.
    private let videoPlaces: [Int: [VideoPlace]]

    private struct PackagePlace {
        let site: Int
        let package: Int
    }

    private struct VideoPlace {
        let package: PackagePlace
        let video: Int
    }

    init(_ library: DemoLibrary) {
        var counts: [Int: Int] = [:]
        var sites: [Int: Int] = [:]
        var packages: [Int: PackagePlace] = [:]
        var videos: [Int: [VideoPlace]] = [:]
        for (siteNumber, site) in library.sites.enumerated() {
            sites[site.id] = siteNumber
            counts[site.id] = Set(site.packages.lazy.flatMap { $0.videos.lazy.map(\.id) }).count
            for (packageNumber, package) in site.packages.enumerated() {
                let place = PackagePlace(site: siteNumber, package: packageNumber)
                packages[package.id] = place
                for (videoNumber, video) in package.videos.enumerated() {
                    videos[video.id, default: []].append(VideoPlace(package: place, video: videoNumber))
                }
            }
        }
        self.library = library
        self.videoCounts = counts
        self.sitePlaces = sites
        self.packagePlaces = packages
        self.videoPlaces = videos
    }

    func site(_ id: Int) -> DemoSite? {
        sitePlaces[id].map { library.sites[$0] }
    }

    func package(_ id: Int) -> (package: DemoPackage, site: DemoSite)? {
        guard let place = packagePlaces[id] else { return nil }
        let site = library.sites[place.site]
        return (site.packages[place.package], site)
    }

    /// The video with its site, and the best that any of its packages allows.
    func video(_ id: Int) -> (video: DemoVideo, site: DemoSite, entitlement: DemoEntitlement)? {
        guard let places = videoPlaces[id], let first = places.first else { return nil }
        let site = library.sites[first.package.site]
        let video = site.packages[first.package.package].videos[first.video]
        let allowed = places.map { library.sites[$0.package.site].packages[$0.package.package].entitlement }
        let entitlement: DemoEntitlement =
            if allowed.contains(.owned) {
                .owned
            } else if allowed.contains(.visibleButNotBought) {
                .visibleButNotBought
            } else {
                .forbidden
            }
        return (video, site, entitlement)
    }

    /// The packages that the account owns, in the order of the sites.
    var ownedPackages: [(package: DemoPackage, site: DemoSite)] {
        library.sites.flatMap { site in
            site.packages.filter { $0.entitlement == .owned }.map { ($0, site) }
        }
    }

    /// Each video of the owned packages once.
    var ownedVideos: [(video: DemoVideo, site: DemoSite)] {
        var seen: Set<Int> = []
        return ownedPackages.flatMap { package, site in
            package.videos.filter { seen.insert($0.id).inserted }.map { ($0, site) }
        }
    }
}
