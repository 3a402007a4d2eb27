/// How the catalog stands: what `.vidfs/status.json` says under `catalog`.
struct CatalogSummary: Hashable, Sendable {
    /// Sites, packages and videos listed.
    var sites: Int
    var packages: Int
    var videos: Int
    /// When the service last answered a question about the library. `nil`: never.
    var refreshedAt: Timestamp?
    /// Whether something shown is older than it should be because asking for it failed.
    var stale: Bool
    /// Resources whose own record is known.
    var entries: Int
}
