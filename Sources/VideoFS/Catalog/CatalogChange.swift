/// A resource of which something else is known now.
struct CatalogChange: Sendable {
    enum Kind: Hashable, Sendable {
        /// Nothing was known of it.
        case firstSight
        /// Its content is another.
        case content
        /// The service does not know it any more.
        case gone
        /// Nobody lists it any more.
        case dropped
    }

    let key: ResourceKey
    let kind: Kind
    /// What was known, where that could still be read.
    var previous: LibraryRecord?
}

extension CatalogChange {
    /// The change with what was known before read from what the store had, where it was not in memory.
    func completed(by answer: Answer) -> CatalogChange {
        guard kind == .content, previous == nil, case .content(_, _, let kept?, _) = answer else {
            return self
        }
        var change = self
        change.previous = kept.encoded.decoded(as: key.kind)
        return change
    }
}
