/// Who stands above whom, in documents that may point anywhere: to nothing, to themselves, in circles.
struct Family: Sendable {
    private let contents: [String: PikselContent]
    private let now: Timestamp
    private let showsHidden: Bool
    /// Generations; real ones have four. What is deeper is taken for the bottom of a bad document.
    private static let deepest = 100

    init(_ contents: [String: PikselContent], showsHidden: Bool, at now: Timestamp) {
        self.contents = contents
        self.showsHidden = showsHidden
        self.now = now
    }

    /// Everything above a content, the nearest first, as far as it is known and no circle.
    func ancestors(of ref: String) -> [PikselContent] {
        var found: [PikselContent] = []
        var next = contents[ref]?.parentRef
        while let parent = next, parent != ref, let content = contents[parent], found.count < Self.deepest,
            !found.contains(where: { $0.ref == parent })
        {
            found.append(content)
            next = content.parentRef
        }
        return found
    }

    /// Whether it is shown by its own word and by that of all above it.
    func isVisible(_ ref: String) -> Bool {
        guard let content = contents[ref] else { return false }
        return ([content] + ancestors(of: ref)).allSatisfy {
            $0.availability.isVisible(at: now, showsHidden: showsHidden)
        }
    }

    /// The topmost of those above a content that hold others: shows before their seasons, which are packages
    /// only where there is no show.
    func root(of ref: String) -> String? {
        let above = ancestors(of: ref)
        return (above.last { $0.kind.isContainer } ?? above.last { $0.kind == .season })?.ref
    }

    /// Whether it is a package of its own.
    func isPackage(_ ref: String) -> Bool {
        guard let kind = contents[ref]?.kind, kind.isContainer || kind == .season else { return false }
        let above = ancestors(of: ref)
        return kind.isContainer
            ? !above.contains { $0.kind.isContainer }
            : !above.contains { $0.kind.isContainer || $0.kind == .season }
    }
}
