internal import Synchronization

/// A tenant's resources of one kind in the order of their names, and what was found in them.
///
/// Selections, sortings and indices are made when first asked for and kept: the pages of a listing cost
/// what they send. A collection never changes; an edit makes a new one.
final class DocumentCollection: Sendable {
    let form: DocumentForm
    private let listed: [DemoPikselDocument]
    private let bulk: DemoPikselBulk?
    /// In the order of names: a number of ``listed``, or below zero the complement of one of the bulk's.
    private let places: [Int32]
    private let found = Mutex(Found())

    private struct Found {
        var selections: [String: [Int32]] = [:]
        var indices: [String: [FieldValue: [Int32]]] = [:]

        /// A client that asks for changes by date asks something new each time.
        static let selectionLimit = 256
    }

    init(_ form: DocumentForm, _ documents: [DemoPikselDocument], bulk: DemoPikselBulk?) {
        self.form = form
        self.bulk = bulk
        var seen: Set<String> = []
        listed = documents.filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }
        places = Self.merge(listed, bulk, form.kind, without: seen)
    }

    private static func merge(
        _ listed: [DemoPikselDocument], _ bulk: DemoPikselBulk?, _ kind: ResourceKind,
        without taken: Set<String>
    ) -> [Int32] {
        guard let bulk else { return listed.indices.map(Int32.init) }
        var places: [Int32] = []
        places.reserveCapacity(listed.count + bulk.count(of: kind))
        var next = 0
        for number in 0..<bulk.count(of: kind) {
            guard next < listed.count || !taken.isEmpty || !bulk.removed.isEmpty else {
                places.append(~Int32(number))
                continue
            }
            let name = bulk.name(number, of: kind)
            while next < listed.count, listed[next].name < name {
                places.append(Int32(next))
                next += 1
            }
            if !taken.contains(name), !bulk.removed.contains(name) { places.append(~Int32(number)) }
        }
        return places + (next..<listed.count).map(Int32.init)
    }

    var count: Int { places.count }

    func document(_ place: Int32) -> DemoPikselDocument {
        let source = places[Int(place)]
        guard source < 0, let bulk else { return listed[Int(source)] }
        return bulk.document(Int(~source), of: form.kind)
    }

    func name(_ place: Int32) -> String {
        let source = places[Int(place)]
        guard source < 0, let bulk else { return listed[Int(source)].name }
        return bulk.name(Int(~source), of: form.kind)
    }

    /// Where the document of that name is.
    func place(named name: String) -> Int32? {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if self.name(Int32(middle)) < name { low = middle + 1 } else { high = middle }
        }
        return low < places.count && self.name(Int32(low)) == name ? Int32(low) : nil
    }

    func values(of field: String, _ place: Int32) -> [FieldValue] {
        let source = places[Int(place)]
        guard source < 0, let bulk else { return form.values(of: field, in: listed[Int(source)]) }
        return bulk.values(of: field, number: Int(~source), form)
            ?? form.values(of: field, in: bulk.document(Int(~source), of: form.kind))
    }

    /// The places of the resources that a question selects, in the order that it asks for.
    func select(_ question: BrowseQuestion) -> [Int32] {
        let key = question.selectionKey
        if !question.dependsOnTime, let known = found.withLock({ $0.selections[key] }) { return known }
        let selection = sorted(filtered(question), by: question.sorting)
        guard !question.dependsOnTime else { return selection }
        found.withLock { found in
            if found.selections.count >= Found.selectionLimit { found.selections = [:] }
            found.selections[key] = selection
        }
        return selection
    }

    private func filtered(_ question: BrowseQuestion) -> [Int32] {
        var filters = question.filters
        var candidates: [Int32]
        if let first = filters.firstIndex(where: { $0.indexable != nil }),
            let values = filters[first].indexable
        {
            let index = index(of: filters[first].field)
            candidates = Array(Set(values.flatMap { index[$0] ?? [] })).sorted()
            filters.remove(at: first)
        } else {
            candidates = Array(0..<Int32(places.count))
        }
        for filter in filters { candidates.removeAll { !filter.accepts(values(of: filter.field, $0)) } }
        guard !question.words.isEmpty else { return candidates }
        return candidates.filter { place in
            let texts = ["title", "longSynopsis"].flatMap { values(of: $0, place) }
            return question.words.allSatisfy { word in
                texts.contains {
                    if case .text(let text) = $0 { text.lowercased().contains(word) } else { false }
                }
            }
        }
    }

    private func index(of field: String) -> [FieldValue: [Int32]] {
        if let known = found.withLock({ $0.indices[field] }) { return known }
        var index: [FieldValue: [Int32]] = [:]
        for place in 0..<Int32(places.count) {
            for value in values(of: field, place) { index[value, default: []].append(place) }
        }
        found.withLock { $0.indices[field] = index }
        return index
    }

    /// Resources without a value come last; equal ones stay in the order of their names.
    private func sorted(_ places: [Int32], by keys: [BrowseQuestion.SortKey]) -> [Int32] {
        keys.reversed().reduce(places) { places, key in
            let valued = places.map { (place: $0, value: values(of: key.field, $0).first) }
            let ordered = valued.sorted { one, other in
                switch (one.value, other.value) {
                case (let one?, let other?): key.isDescending ? one > other : one < other
                case (.some, nil): true
                case (nil, _): false
                }
            }
            return ordered.map(\.place)
        }
    }
}
