internal import Foundation

extension DemoLibrary {
    /// Moves `updatedAt` of every document that differs from the one of its name in `old`.
    mutating func stampPikselChanges(since old: DemoLibrary, at now: Date) {
        for place in piksel.indices {
            guard let before = old.piksel.first(where: { $0.owner == piksel[place].owner }) else { continue }
            let bulk = before.bulk
            piksel[place].contents.stamp(since: before.contents, or: { bulk?.content(named: $0) }, at: now)
            piksel[place].assets.stamp(since: before.assets, or: { bulk?.asset(named: $0) }, at: now)
            piksel[place].categories.stamp(since: before.categories, or: { _ in nil }, at: now)
        }
    }
}

extension [DemoPikselDocument] {
    /// - Parameters:
    ///   - old: the documents before.
    ///   - other: the document of a name that is not among them.
    ///   - now: the time of the change. The service knows milliseconds.
    fileprivate mutating func stamp(
        since old: [DemoPikselDocument], or other: (String) -> DemoPikselDocument?, at now: Date
    ) {
        guard self != old else { return }
        let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        for place in indices {
            guard let was = before[self[place].name] ?? other(self[place].name), was != self[place],
                was.updatedAt == self[place].updatedAt
            else { continue }
            self[place].updatedAt = now.moved(past: was.updatedAt, by: 0.001)
        }
    }
}
