/// Which resource of the service.
enum ResourceKey: Hashable, Sendable {
    case account
    case site(SiteID)
    case package(PackageID)
    case video(VideoID)
}

extension ResourceKey {
    /// The resource's kind, as the database writes it.
    enum Kind: String, Sendable, CaseIterable {
        case account, site, package, video
    }

    var kind: Kind {
        switch self {
        case .account: .account
        case .site: .site
        case .package: .package
        case .video: .video
        }
    }

    /// The service's identifier; empty for the account, of which there is one.
    var id: String {
        switch self {
        case .account: ""
        case .site(let id): id.rawValue
        case .package(let id): id.rawValue
        case .video(let id): id.rawValue
        }
    }

    /// `video:12`: how a resource is named as the owner of documents.
    var text: String {
        self == .account ? kind.rawValue : "\(kind.rawValue):\(id)"
    }

    /// - Returns: `nil` for a text that ``text`` never gives.
    init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let kind = parts.first.flatMap({ Kind(rawValue: String($0)) }),
            parts.count == (kind == .account ? 1 : 2)
        else { return nil }
        self.init(kind: kind, id: kind == .account ? "" : String(parts[1]))
    }

    init(kind: Kind, id: String) {
        switch kind {
        case .account: self = .account
        case .site: self = .site(SiteID(rawValue: id))
        case .package: self = .package(PackageID(rawValue: id))
        case .video: self = .video(VideoID(rawValue: id))
        }
    }
}
