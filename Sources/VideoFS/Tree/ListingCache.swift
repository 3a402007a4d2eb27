internal import Synchronization

/// Listings already made, each good for as long as the records it was made of do not change.
///
/// A listing of ten thousand names costs milliseconds to make and is asked for with every lookup.
final class ListingCache: Sendable {
    private struct Made {
        let versions: [UInt64]
        let listing: DirectoryListing
    }

    private let made = Mutex<[NodeID: Made]>([:])

    /// The listing of a node made of records of those versions.
    func listing(
        of node: NodeID, versions: [UInt64], make: () -> DirectoryListing
    ) -> DirectoryListing {
        if let known = made.withLock({ $0[node] }), known.versions == versions { return known.listing }
        let listing = make()
        made.withLock { $0[node] = Made(versions: versions, listing: listing) }
        return listing
    }

    /// The listing last made of a node, whether it still holds or not.
    func known(_ node: NodeID) -> DirectoryListing? {
        made.withLock { $0[node]?.listing }
    }

    func forget(_ node: NodeID) {
        made.withLock { $0[node] = nil }
    }
}
