/// How the catalog stands: what `.vidfs/status.json` says under `catalog`.
struct CatalogSummary: Hashable, Sendable {
    /// Sites, packages and videos listed.
    var sites: Int
    var packages: Int
    var videos: Int
    /// When the service last answered a question about the library. `nil`: never.
    var refreshedAt: Timestamp?
    /// Something shown is older than it should be because asking for it failed.
    struct Staleness: Hashable, Sendable {
        /// Of the first failure in a row, of whatever has failed for longest.
        var since: Timestamp
        /// Of its last failure.
        var reason: CatalogError
    }

    var staleness: Staleness?
    /// Resources whose own record is known.
    var entries: Int

    var stale: Bool { staleness != nil }
}
