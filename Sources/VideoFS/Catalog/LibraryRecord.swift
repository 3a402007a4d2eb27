/// What the service said of one resource, whichever kind it is.
enum LibraryRecord: Hashable, Sendable {
    case account(AccountRecord)
    case site(SiteRecord)
    case package(PackageRecord)
    case video(VideoRecord)

    var account: AccountRecord? {
        guard case .account(let record) = self else { return nil }
        return record
    }

    var site: SiteRecord? {
        guard case .site(let record) = self else { return nil }
        return record
    }

    var package: PackageRecord? {
        guard case .package(let record) = self else { return nil }
        return record
    }

    var video: VideoRecord? {
        guard case .video(let record) = self else { return nil }
        return record
    }

    /// The resources that this one lists, each once, in the service's order.
    var children: [ResourceKey] {
        var seen = Set<ResourceKey>()
        return listed.filter { seen.insert($0).inserted }
    }

    private var listed: [ResourceKey] {
        switch self {
        case .account(let account):
            account.sites.map { .site($0.id) } + account.packages.map { .package($0.id) }
        case .site(let site): site.packages.map { .package($0.id) }
        case .package(let package): package.videos.map { .video($0.id) }
        case .video: []
        }
    }
}
