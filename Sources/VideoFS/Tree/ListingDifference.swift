/// What sets one listing of a directory apart from another, as the kernel has to be told.
struct ListingDifference: Hashable, Sendable {
    /// Names that mean something else now, mean nothing any more, or did not mean anything before.
    private(set) var names: [String] = []
    /// Entries that are what they were, at another time.
    private(set) var times: [NodeID] = []
    /// Whether something that was listed before has another name now, or none.
    private(set) var isAnythingLost = false

    var isEmpty: Bool { names.isEmpty && times.isEmpty }

    /// - Parameters:
    ///   - old: what the kernel may go by.
    ///   - new: what is listed now. `nil`: nothing is known any more.
    init(from old: DirectoryListing, to new: DirectoryListing?) {
        for item in old.items {
            let other = new?[item.name]
            guard let other, other.node == item.node, other.kind == item.kind else {
                names.append(item.name)
                isAnythingLost = true
                continue
            }
            if other.modified != item.modified { times.append(item.node) }
        }
        guard let new else { return }
        for item in new.items where old[item.name] == nil { names.append(item.name) }
    }

    /// For want of the old listing: against what the kernel has looked up.
    init(from children: [InodeTable.Child], to new: DirectoryListing?) {
        var looked = Set<String>()
        for child in children {
            looked.insert(child.name)
            if let item = new?[child.name], item.node == child.node {
                times.append(child.node)
            } else {
                names.append(child.name)
                isAnythingLost = true
            }
        }
        guard let new else { return }
        for item in new.items where !looked.contains(item.name) { names.append(item.name) }
    }
}
