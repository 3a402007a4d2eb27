/// The library by its kinds.
extension Catalog {
    func knownAccount() -> Known<AccountRecord>? {
        known(.account)?.map(\.account)
    }

    func knownSite(_ id: SiteID) -> Known<SiteRecord>? {
        known(.site(id))?.map(\.site)
    }

    func knownPackage(_ id: PackageID) -> Known<PackageRecord>? {
        known(.package(id))?.map(\.package)
    }

    func knownVideo(_ id: VideoID) -> Known<VideoRecord>? {
        known(.video(id))?.map(\.video)
    }

    func account() async throws(CatalogError) -> Known<AccountRecord> {
        try await record(.account).part(\.account)
    }

    func site(_ id: SiteID) async throws(CatalogError) -> Known<SiteRecord> {
        try await record(.site(id)).part(\.site)
    }

    func package(_ id: PackageID) async throws(CatalogError) -> Known<PackageRecord> {
        try await record(.package(id)).part(\.package)
    }

    func video(_ id: VideoID) async throws(CatalogError) -> Known<VideoRecord> {
        try await record(.video(id)).part(\.video)
    }
}

extension Known<LibraryRecord> {
    /// A key is only ever asked of the service, written and read as its own kind; the error stands for
    /// a database that somebody edited.
    fileprivate func part<Part: Sendable>(
        _ part: (LibraryRecord) -> Part?
    ) throws(CatalogError) -> Known<Part> {
        guard let known = map(part) else { throw .unusable("a record of another kind") }
        return known
    }
}
