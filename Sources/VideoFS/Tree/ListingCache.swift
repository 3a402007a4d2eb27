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
        /// What was listed before, as long as the kernel may have been told of nothing later.
        var before: DirectoryListing?
    }

    private struct State {
        var made: RecentCache<NodeID, Made>
        /// Ever asked for.
        var count = 0
        /// Bytes of what was ever taken without having been asked for.
        var offered = 0
    }

    private let limit: Int
    private let state: Mutex<State>

    /// - Parameter limit: bytes; of a larger listing one is kept all the same.
    init(limit: Int = ListingCache.limit) {
        self.limit = limit
        state = Mutex(State(made: RecentCache(limit: limit)))
    }

    /// How often a listing was asked for so far: by whoever lists and for every name that is looked up.
    var count: Int { state.withLock { $0.count } }

    /// The listing of a node made of records of those versions.
    ///
    /// - Parameters:
    ///   - node: the directory.
    ///   - versions: of the records that it is made of.
    ///   - make: called where it is not there. `nil`: it cannot be made.
    /// - Returns: the listing; `nil` where it cannot be made.
    func listing(
        of node: NodeID, versions: [UInt64], make: () -> DirectoryListing?
    ) -> DirectoryListing? {
        let known = state.withLock { state in
            state.count += 1
            return state.made.value(for: node)
        }
        if let known, known.versions == versions { return known.listing }
        guard let listing = make() else { return nil }
        state.withLock { state in
            let known = state.made.value(for: node)
            state.made.keep(
                Made(versions: versions, listing: listing, before: known?.before ?? known?.listing),
                cost: listing.footprint, for: node)
        }
        return listing
    }

    /// Takes a listing that nobody has asked for yet, while there is room.
    ///
    /// - Returns: whether there is room for more.
    func offer(_ listing: DirectoryListing, versions: [UInt64]) -> Bool {
        state.withLock { state in
            guard state.offered < limit / 2 else { return false }
            guard state.made.value(for: listing.node) == nil else { return true }
            state.made.keep(
                Made(versions: versions, listing: listing), cost: listing.footprint, for: listing.node)
            state.offered += listing.footprint
            return true
        }
    }

    /// The listing last made of a node, whether it still holds or not.
    func known(_ node: NodeID) -> DirectoryListing? {
        state.withLock { $0.made.value(for: node)?.listing }
    }

    /// The oldest listing of a node that the kernel may still go by.
    func told(_ node: NodeID) -> DirectoryListing? {
        state.withLock { state in
            state.made.value(for: node).map { $0.before ?? $0.listing }
        }
    }

    /// The kernel has been told all that sets `listing` apart from what was listed before.
    func tell(_ listing: DirectoryListing) {
        state.withLock { state in
            guard let made = state.made.value(for: listing.node), made.listing === listing,
                made.before != nil
            else { return }
            state.made.keep(
                Made(versions: made.versions, listing: listing), cost: listing.footprint,
                for: listing.node)
        }
    }

    func forget(_ node: NodeID) {
        state.withLock { $0.made.remove(node) }
    }
}
