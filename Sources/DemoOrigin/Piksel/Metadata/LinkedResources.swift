internal import Foundation

/// The resources that `include=` adds: looked up for ten of the answer's resources at a time.
struct LinkedResources: Sendable {
    private let tenant: TenantIndex
    private let question: BrowseQuestion
    private let relation: Relation

    /// The platform's batch.
    private static let groupLength = 10
    /// A look-up has at most so many pages; what is left is behind a link.
    private static let pageLimit = 5
    private static let perPage = 100

    init(_ tenant: TenantIndex, _ question: BrowseQuestion, _ relation: Relation) {
        self.tenant = tenant
        self.question = question
        self.relation = relation
    }

    struct Found: Sendable {
        var meta: [JSON] = []
        var resources: [JSON] = []
    }

    func answer(for places: [Int32]) -> Found {
        var found = Found()
        var seen: Set<Int32> = []
        for start in stride(from: 0, to: places.count, by: Self.groupLength) {
            let group = places[start..<min(start + Self.groupLength, places.count)]
            guard let items = items(for: group) else { continue }
            // The question is made here: that it has a meaning is known.
            guard
                let lookUp = try? BrowseQuestion(
                    items, of: relation.target, owner: question.owner, at: .distantPast)
            else { continue }
            add(lookUp, to: &found, seen: &seen)
        }
        return found
    }

    /// The query of a look-up; `nil` where the group refers to nothing.
    private func items(for group: ArraySlice<Int32>) -> QueryItems? {
        let collection = tenant.collection(question.kind)
        let filter: (name: String, refs: [String])
        switch relation.link {
        case .childsField(let field):
            filter = (
                relation.target.filterName(field), group.map { collection.form.ref(collection.name($0)) }
            )
        case .parentsField(let field):
            var seen: Set<String> = []
            let refs = group.flatMap { collection.values(of: field, $0) }.compactMap { value in
                if case .text(let ref) = value, seen.insert(ref).inserted { ref } else { nil }
            }
            filter = ("withRef", refs)
        }
        guard !filter.refs.isEmpty else { return nil }
        let fields =
            question.items["\(relation.name).fields"] ?? relation.target.linkedFields.joined(separator: ",")
        var items: [(name: String, value: String)] = [
            ("owner", question.owner), (filter.name, filter.refs.joined(separator: "||")), ("fields", fields),
        ]
        if let sort = question.items["\(relation.name).sort"] { items.append(("sort", sort)) }
        return QueryItems(items + [("perPage", String(Self.perPage)), ("continue", "true")])
    }

    private func add(_ lookUp: BrowseQuestion, to found: inout Found, seen: inout Set<Int32>) {
        let collection = tenant.collection(relation.target)
        let selection = collection.select(lookUp)
        let path = "/data/\(relation.target.rawValue)?"
        var request = path + lookUp.items.text
        for page in 0..<Self.pageLimit {
            let start = page * Self.perPage
            guard page == 0 || start < selection.count else { break }
            let end = min(start + Self.perPage, selection.count)
            for place in selection[start..<end] where seen.insert(place).inserted {
                found.resources.append(
                    collection.form.json(collection.document(place), fields: lookUp.fields))
            }
            var entry: [(key: String, value: JSON)] = [
                ("perPage", .number(Self.perPage)), ("page", .number(page + 1)),
                ("request", .string(request)),
            ]
            if end < selection.count {
                let cursor = PageCursor(
                    lastRef: collection.form.ref(collection.name(selection[end - 1])), place: end)
                request = path + lookUp.items.replacing(["continue"], with: [("continue", cursor.text)]).text
                entry.append(("continue", .string(request)))
            }
            found.meta.append(.object(entry))
        }
    }
}
