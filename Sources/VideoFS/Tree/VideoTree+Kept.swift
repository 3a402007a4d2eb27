internal import Synchronization

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
            let key = documentKey(of: node, keptAs: kept)
            if let bytes = catalog.documents.bodyOnDisk(key),
                let listing = DirectoryListing(of: node, bytes: bytes)
            {
                if node.holdsFilms { readFromDisk() }
                return listing
            }
            let listing = make()
            if let listing { catalog.documents.keepOnDisk(listing.bytes, for: key) }
            return listing
        }
    }

    private static let word = "listing"

    private func documentKey(of node: NodeID, keptAs kept: KeptListing) -> DocumentKey {
        DocumentKey(
            owner: kept.owner.text, part: ([Self.word] + node.words).joined(separator: " "),
            version: "\(DirectoryListing.form) \(rules.rawValue) \(catalog.stamp(of: kept.sources))")
    }

    /// Whoever comes to a second package walks through the library: the rest is then read in one go, which takes
    /// a tenth of reading each when its turn comes.
    private func readFromDisk() {
        guard kept.withLock({ $0.isSecondRead() }) else { return }
        catalog.documents.eachOnDisk(of: Self.word) { [weak self] key, bytes in
            self?.take(bytes, of: key) ?? false
        }
    }

    /// - Returns: whether there is room for more.
    private func take(_ bytes: [UInt8], of key: DocumentKey) -> Bool {
        guard let node = Self.package(of: key.part), case .package(_, let package) = node else { return true }
        let source = ResourceKey.package(package)
        // First the version: what changes in between has another stamp than the key says.
        guard let version = catalog.versionInMemory(of: source),
            key == documentKey(of: node, keptAs: KeptListing(owner: source, sources: [source])),
            let listing = DirectoryListing(of: node, bytes: bytes)
        else { return true }
        return listings.offer(listing, versions: [version])
    }

    /// - Returns: `nil` where it is another directory, or an identifier has a space in it.
    private static func package(of part: String) -> NodeID? {
        let words = part.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3 else { return nil }
        return .package(SiteID(rawValue: String(words[1])), PackageID(rawValue: String(words[2])))
    }
}

/// Counts listings of packages that were read from disk.
struct KeptReads {
    private var count = 0

    /// - Returns: once, that this is the second.
    mutating func isSecondRead() -> Bool {
        count += 1
        return count == 2
    }
}
