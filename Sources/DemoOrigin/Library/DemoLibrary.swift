public import Foundation

/// A person's video library as a VHX service holds it: sites, their packages, the packages' videos.
///
/// Plain values, so that a test builds what it needs and ``DemoOrigin/edit(_:)`` changes it while it is
/// being served. A video that several packages share stands in each of them under the same id.
public struct DemoLibrary: Sendable, Hashable {
    /// The one account that can sign in.
    public var user: DemoUser
    public var sites: [DemoSite]
    /// What only the metadata service of ``DemoProvider/piksel`` shows.
    public var piksel: [DemoPikselTenant]
    /// First component of the path of media that need no signature, for ``DemoProvider/piksel``. Changing it
    /// moves all of them: their old addresses answer 404.
    public var openFolder = "open"

    public init(user: DemoUser = DemoUser(), sites: [DemoSite] = [], piksel: [DemoPikselTenant] = []) {
        self.user = user
        self.sites = sites
        self.piksel = piksel
    }
}

/// The account that signs in, as `/me` and `/users/:id` show it.
public struct DemoUser: Sendable, Hashable {
    public var id: Int
    public var name: String
    public var email: String
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: Int = 1, name: String = "Demo Viewer", email: String = DemoCredentials.demoUsername,
        createdAt: Date = DemoLibrary.epoch, updatedAt: Date = DemoLibrary.epoch
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A shop for videos.
public struct DemoSite: Sendable, Hashable {
    public var id: Int
    /// `nil` is sent as `null`.
    public var title: String?
    /// Short name, also the subdomain; `nil` is sent as `null`.
    public var key: String?
    public var description: String?
    /// Whether the account sells here: `/me` lists such sites, and not those where it only bought.
    public var isSeller: Bool
    public var packages: [DemoPackage]
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: Int, title: String?, key: String? = nil, description: String? = nil, isSeller: Bool = false,
        packages: [DemoPackage] = [], createdAt: Date = DemoLibrary.epoch, updatedAt: Date = DemoLibrary.epoch
    ) {
        self.id = id
        self.title = title
        self.key = key
        self.description = description
        self.isSeller = isSeller
        self.packages = packages
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What is sold: videos under one price.
public struct DemoPackage: Sendable, Hashable {
    public var id: Int
    public var title: String?
    public var description: String?
    public var sku: String?
    /// Price in cents of US dollars; `nil` is sent as `null`.
    public var price: Int?
    public var thumbnail: DemoThumbnail?
    public var isPresale: Bool
    public var isLocked: Bool
    public var entitlement: DemoEntitlement
    public var videos: [DemoVideo]
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: Int, title: String?, description: String? = nil, sku: String? = nil, price: Int? = 500,
        thumbnail: DemoThumbnail? = nil, isPresale: Bool = false, isLocked: Bool = false,
        entitlement: DemoEntitlement = .owned, videos: [DemoVideo] = [],
        createdAt: Date = DemoLibrary.epoch, updatedAt: Date = DemoLibrary.epoch
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.sku = sku
        self.price = price
        self.thumbnail = thumbnail
        self.isPresale = isPresale
        self.isLocked = isLocked
        self.entitlement = entitlement
        self.videos = videos
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What the account may do with a package that it can see.
public enum DemoEntitlement: Sendable, Hashable {
    /// Listed in `/me`; files are given.
    case owned
    /// Listed by its site only; files are refused with 402.
    case visibleButNotBought
    /// Listed by its site only; files are refused with 403.
    case forbidden
}

extension DemoLibrary {
    /// Start of every date in the demo: 2014-02-25 20:19:30 UTC, the date of the API's documentation.
    public static let epoch = Date(timeIntervalSince1970: 1_393_359_570)
}
