/// What a listing that is kept over restarts is made of.
struct KeptListing {
    /// It leaves with it.
    let owner: ResourceKey
    /// Of which each record has a part in it.
    let sources: [ResourceKey]
}

extension VideoTree {
    /// A listing that is in memory, else as the last run made it, else made now and kept for the next.
    ///
    /// Names follow from titles by rules that take microseconds each, and the titles stand in a record of which a
    /// listing needs a tenth: the first look after a start would otherwise be most of the work of a walk.
    ///
    /// - Parameters:
    ///   - node: the directory.
    ///   - versions: of the records that it is made of, as counted in this run.
    ///   - kept: the same for all runs.
    ///   - make: called where it is not there. `nil`: it cannot be made.
    /// - Returns: the listing; `nil` where it cannot be made.
    func listing(
        of node: NodeID, versions: [UInt64], keptAs kept: KeptListing, make: () -> DirectoryListing?
    ) -> DirectoryListing? {
        listings.listing(of: node, versions: versions) {
            // Before the records are read: a newer one must not pass for an older.
            let stamp = catalog.stamp(of: kept.sources)
            let key = DocumentKey(
                owner: kept.owner.text, part: (["listing"] + node.words).joined(separator: " "),
                version: "\(DirectoryListing.form) \(rules.rawValue) \(stamp)")
            if let bytes = catalog.documents.bodyOnDisk(key),
                let listing = DirectoryListing(of: node, bytes: bytes)
            {
                return listing
            }
            let listing = make()
            if let listing { catalog.documents.keepOnDisk(listing.bytes, for: key) }
            return listing
        }
    }
}
