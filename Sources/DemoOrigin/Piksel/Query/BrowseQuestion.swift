internal import Foundation

/// What a question to one kind of resource asks for.
struct BrowseQuestion: Sendable {
    let kind: ResourceKind
    let owner: String
    let items: QueryItems
    let filters: [FieldFilter]
    let sorting: [SortKey]
    let words: [String]
    let page: Page
    let perPage: Int
    /// `nil`: all of them.
    let fields: Set<String>?
    let included: [Relation]

    enum Page: Sendable {
        case number(Int)
        /// After the place that the cursor of an earlier answer names; `nil`: from the start.
        case after(PageCursor?)
    }

    struct SortKey: Sendable, Hashable {
        let field: String
        let isDescending: Bool
    }

    /// The service's own bounds.
    private static let perPageRange = 1...100
    private static let pageRange = 1...1_000

    /// - Throws: a 400 that names the parameter that has no meaning.
    init(_ items: QueryItems, of kind: ResourceKind, owner: String, at now: Date) throws(PlatformError) {
        self.kind = kind
        self.owner = owner
        self.items = items
        filters = try Self.filters(items, of: kind) + Self.standing(items, of: kind, at: now)
        sorting = try Self.sorting(items, of: kind)
        words = (items["q"] ?? "").lowercased().split(separator: " ").map(String.init)
        perPage = try Self.number(items, "perPage", in: Self.perPageRange) ?? 100
        let number = try Self.number(items, "page", in: Self.pageRange) ?? 1
        switch items["continue"] {
        case nil: page = .number(number)
        case "true"?: page = .after(nil)
        case let text?:
            guard let cursor = PageCursor(text) else {
                throw PlatformError(400, "This is no value of continue.", keys: ["continue"])
            }
            page = .after(cursor)
        }
        fields = items.list("fields").map(Set.init)
        included = try Self.included(items, of: kind)
    }

    /// What the selected resources depend on, so that the pages of one listing share the selection.
    var selectionKey: String {
        items.items.filter { item in
            item.name.hasPrefix("with") || ["sort", "q", "active", "available"].contains(item.name)
        }.map { "\($0.name)=\($0.value)" }.joined(separator: "\n")
    }

    /// Whether the selection changes with the clock: then it must not be kept.
    var dependsOnTime: Bool { items["available"] == "true" }

    private static func filters(
        _ items: QueryItems, of kind: ResourceKind
    ) throws(PlatformError) -> [FieldFilter] {
        var filters: [FieldFilter] = []
        for item in items.items where item.name.hasPrefix("with") {
            guard let field = kind.field(named: String(item.name.dropFirst(4))) else {
                throw PlatformError(400, "There is no filter \(item.name).", keys: [item.name])
            }
            filters.append(try FieldFilter(field, item.value))
        }
        return filters
    }

    /// `active=true` and `available=true`.
    private static func standing(
        _ items: QueryItems, of kind: ResourceKind, at now: Date
    ) throws(PlatformError) -> [FieldFilter] {
        guard kind == .contents else { return [] }
        var filters: [FieldFilter] = []
        if items["active"] == "true" { filters.append(try FieldFilter(("active", .text), "!false")) }
        guard items["available"] == "true" else { return filters }
        let now = Moment.text(now)
        // Outside of what is not yet and what is no more: an open end passes both.
        filters.append(try FieldFilter(("availabilityStartAt", .moment), "/\(now)").orMissing)
        filters.append(try FieldFilter(("availabilityEndAt", .moment), "\(now)/").orMissing)
        return filters
    }

    private static func sorting(
        _ items: QueryItems, of kind: ResourceKind
    ) throws(PlatformError) -> [SortKey] {
        var keys: [SortKey] = []
        for word in items.list("sort") ?? [] {
            let isDescending = word.hasPrefix("-")
            guard let field = kind.field(named: isDescending ? String(word.dropFirst()) : word) else {
                throw PlatformError(400, "Sorting by \(word) is not offered.", keys: ["sort"])
            }
            keys.append(SortKey(field: field.name, isDescending: isDescending))
        }
        return keys
    }

    private static func number(
        _ items: QueryItems, _ name: String, in range: ClosedRange<Int>
    ) throws(PlatformError) -> Int? {
        guard let text = items[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw PlatformError(
                400, "\(name) must be from \(range.lowerBound) to \(range.upperBound).", keys: [name])
        }
        return number
    }

    static func included(_ items: QueryItems, of kind: ResourceKind) throws(PlatformError) -> [Relation] {
        var relations: [Relation] = []
        for word in items.list("include") ?? [] {
            guard let relation = kind.relations.first(where: { $0.name == word }) else {
                throw PlatformError(400, "There is no relationship \(word).", keys: ["include"])
            }
            relations.append(relation)
        }
        return relations
    }
}
