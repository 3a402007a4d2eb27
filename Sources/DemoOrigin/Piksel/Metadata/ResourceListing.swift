/// Answers a question to one kind of resource of one tenant.
struct ResourceListing: Sendable {
    let tenant: TenantIndex
    let question: BrowseQuestion

    private var collection: DocumentCollection { tenant.collection(question.kind) }
    private var path: String { "/data/\(question.kind.rawValue)" }

    /// The resources of these refs, which are separated by commas.
    ///
    /// - Throws: a 404 where there is none of them. Of several, those that exist are enough.
    func read(_ refs: String) throws(PlatformError) -> JSON {
        let places = refs.split(separator: ",").compactMap { place(of: String($0)) }
        guard !places.isEmpty else { throw .noSuchResource }
        return envelope([("perPage", .number(question.perPage))], places)
    }

    /// One page of what the question selects.
    func browse() -> JSON {
        let selection = collection.select(question)
        let range: Range<Int>
        var meta: [(key: String, value: JSON)]
        switch question.page {
        case .number(let number):
            let start = min((number - 1) * question.perPage, selection.count)
            range = start..<min(start + question.perPage, selection.count)
            meta = pageMeta(number, of: selection.count)
        case .after(let cursor):
            let start = cursor.map { place(after: $0, in: selection) } ?? 0
            range = start..<min(start + question.perPage, selection.count)
            meta = [("perPage", .number(question.perPage))]
            if range.upperBound < selection.count, let last = selection[range].last {
                meta.append(("continue", .string(continuation(after: last, at: range.upperBound))))
            }
        }
        meta += counts(selection)
        return envelope(meta, Array(selection[range]))
    }

    private func place(of ref: String) -> Int32? {
        let prefix = question.owner + ":"
        guard ref.hasPrefix(prefix) else { return nil }
        return collection.place(named: String(ref.dropFirst(prefix.count)))
    }

    /// Where the resource after the cursor's is: behind that one, or where that one was.
    private func place(after cursor: PageCursor, in selection: [Int32]) -> Int {
        guard let last = place(of: cursor.lastRef) else {
            return min(max(cursor.place - 1, 0), selection.count)
        }
        if cursor.place > 0, cursor.place <= selection.count, selection[cursor.place - 1] == last {
            return cursor.place
        }
        return selection.firstIndex(of: last).map { $0 + 1 } ?? min(cursor.place, selection.count)
    }

    private func continuation(after last: Int32, at place: Int) -> String {
        let cursor = PageCursor(lastRef: collection.form.ref(collection.name(last)), place: place)
        return link([("perPage", String(question.perPage)), ("continue", cursor.text)])
    }

    private func link(_ others: [(name: String, value: String)]) -> String {
        "\(path)?" + question.items.replacing(["page", "perPage", "continue"], with: others).text
    }

    private func pageMeta(_ number: Int, of total: Int) -> [(key: String, value: JSON)] {
        let last = max(1, (total + question.perPage - 1) / question.perPage)
        let page = { (number: Int) -> JSON in
            .string(link([("page", String(number)), ("perPage", String(question.perPage))]))
        }
        var meta: [(key: String, value: JSON)] = [
            ("page", .number(number)), ("perPage", .number(question.perPage)), ("first", page(1)),
        ]
        if number > 1 { meta.append(("prev", page(number - 1))) }
        if number < last { meta.append(("next", page(number + 1))) }
        if question.items["count"] == "true" { meta.append(("last", page(last))) }
        return meta
    }

    /// `count=true`, or `count=<field>` for how often each value of a field occurs.
    private func counts(_ selection: [Int32]) -> [(key: String, value: JSON)] {
        guard let word = question.items["count"], word != "false" else { return [] }
        let total: (key: String, value: JSON) = ("totalCount", .number(selection.count))
        guard word != "true" else { return [total] }
        var facets: [FieldValue: Int] = [:]
        for place in selection {
            for value in collection.values(of: word, place) { facets[value, default: 0] += 1 }
        }
        let counts = facets.sorted { $0.key < $1.key }.map { value, count in
            let key =
                switch value {
                case .text(let text): text
                case .number(let number): String(number)
                }
            return (key: key, value: JSON.number(count))
        }
        return [total, ("facetCount", .object([(word, .object(counts))]))]
    }

    private func envelope(_ meta: [(key: String, value: JSON)], _ places: [Int32]) -> JSON {
        var meta = meta
        let documents = places.map(collection.document)
        var members: [(key: String, value: JSON)] = []
        if question.items["resources"] != "false" {
            let resources = documents.map { collection.form.json($0, fields: question.fields) }
            members.append((question.kind.rawValue, .array(resources)))
        }
        if !question.included.isEmpty {
            let linked = question.included.map { relation in
                (relation, LinkedResources(tenant, question, relation).answer(for: places))
            }
            meta.append(("linked", .object(linked.map { ($0.name, .array($1.meta)) })))
            members.append(("linked", .object(linked.map { ($0.name, .array($1.resources)) })))
        }
        return .object([("meta", .object(meta))] + members)
    }
}
