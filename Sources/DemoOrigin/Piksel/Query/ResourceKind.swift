/// The resources that the metadata service of the demo has.
enum ResourceKind: String, Sendable, Hashable, CaseIterable {
    case contents
    case assets
    case categories

    var singular: String {
        switch self {
        case .contents: "content"
        case .assets: "asset"
        case .categories: "category"
        }
    }

    /// The fields that can be filtered and sorted by.
    var fields: [(name: String, kind: FieldKind)] {
        let common: [(String, FieldKind)] = [
            ("ref", .text), ("owner", .text), ("name", .text), ("title", .text), ("tags", .text),
            ("createdAt", .moment), ("updatedAt", .moment), ("deletedAt", .moment),
        ]
        let own: [(String, FieldKind)] =
            switch self {
            case .contents:
                [
                    ("type", .text), ("parentRef", .text), ("memberRefs", .text), ("categoryRefs", .text),
                    ("order", .integer), ("releaseYear", .integer), ("active", .text), ("duration", .text),
                    ("availabilityStartAt", .moment), ("availabilityEndAt", .moment),
                ]
            case .assets:
                [
                    ("type", .text), ("contentRef", .text), ("fileFormat", .text), ("fileSize", .integer),
                    ("languages", .text), ("url", .text),
                ]
            case .categories: [("parentRef", .text), ("scheme", .text), ("value", .text)]
            }
        return common + own
    }

    /// The field of this name, whatever the case of its letters: the recorded description of the service
    /// spells one filter `withtype`.
    func field(named name: String) -> (name: String, kind: FieldKind)? {
        let name = name.lowercased()
        return fields.first { $0.name.lowercased() == name }
    }

    /// The parameter that filters by a field.
    func filterName(_ field: String) -> String {
        if self == .assets, field == "type" { return "withtype" }
        return "with" + field.prefix(1).uppercased() + field.dropFirst()
    }

    var relations: [Relation] {
        switch self {
        case .contents:
            [
                Relation("parent", to: .contents, by: .parentsField("parentRef")),
                Relation("children", to: .contents, by: .childsField("parentRef")),
                Relation("assets", to: .assets, by: .childsField("contentRef")),
                Relation("categories", to: .categories, by: .parentsField("categoryRefs")),
                Relation("members", to: .contents, by: .parentsField("memberRefs")),
                Relation("collections", to: .contents, by: .childsField("memberRefs")),
            ]
        case .assets: [Relation("content", to: .contents, by: .parentsField("contentRef"))]
        case .categories:
            [
                Relation("parent", to: .categories, by: .parentsField("parentRef")),
                Relation("children", to: .categories, by: .childsField("parentRef")),
            ]
        }
    }

    /// What comes of a linked resource unless the question names fields.
    var linkedFields: [String] {
        switch self {
        case .contents: ["ref", "name", "type", "title", "parentRef"]
        case .assets:
            ["ref", "name", "contentRef", "type", "url", "fileFormat", "title", "fileSize", "tags"]
        case .categories: ["ref", "name", "title", "scheme", "value", "parentRef"]
        }
    }
}

/// How a resource is connected with others that `include=` adds to an answer.
struct Relation: Sendable {
    let name: String
    let target: ResourceKind
    let link: Link

    enum Link: Sendable {
        /// Direct: a field of the resource itself holds the others' refs.
        case parentsField(String)
        /// Indirect: a field of the others holds the resource's ref.
        case childsField(String)
    }

    init(_ name: String, to target: ResourceKind, by link: Link) {
        self.name = name
        self.target = target
        self.link = link
    }
}

/// How the values of a field compare.
enum FieldKind: Sendable {
    case text
    case integer
    /// Milliseconds since 1970.
    case moment
}

/// One value of a field, for filters and sorting.
enum FieldValue: Sendable, Hashable, Comparable {
    case number(Int64)
    case text(String)
}
