internal import Synchronization

/// Listings already made, each good for as long as the records it was made of do not change.
///
/// A listing of ten thousand names costs milliseconds to make and is asked for with every lookup. Those that
/// were used last are kept.
final class ListingCache: Sendable {
    /// Bytes of listings kept: some 200,000 entries.
    static let limit = 32 << 20

    private struct Made {
        let versions: [UInt64]
        let listing: DirectoryListing
    }

    private struct State {
        var made: RecentCache<NodeID, Made>
        /// Ever made.
        var count = 0
    }

    private let state: Mutex<State>

    /// - Parameter limit: bytes; of a larger listing one is kept all the same.
    init(limit: Int = ListingCache.limit) {
        state = Mutex(State(made: RecentCache(limit: limit)))
    }

    /// How many listings were made so far: a library being walked through makes many.
    var count: Int { state.withLock { $0.count } }

    /// The listing of a node made of records of those versions.
    ///
    /// - Parameters:
    ///   - node: the directory.
    ///   - versions: of the records that a listing of now is made of.
    ///   - make: called where it is not there.
    /// - Returns: `nil` where it was not there and cannot be made.
    func listing(
        of node: NodeID, versions: [UInt64], make: () -> DirectoryListing?
    ) -> DirectoryListing? {
        if let known = state.withLock({ $0.made.value(for: node) }), known.versions == versions {
            return known.listing
        }
        guard let listing = make() else { return nil }
        state.withLock { state in
            state.made.keep(
                Made(versions: versions, listing: listing), cost: listing.footprint, for: node)
            state.count += 1
        }
        return listing
    }

    /// The listing last made of a node, whether it still holds or not.
    func known(_ node: NodeID) -> DirectoryListing? {
        state.withLock { $0.made.value(for: node)?.listing }
    }

    func forget(_ node: NodeID) {
        state.withLock { $0.made.remove(node) }
    }
}
