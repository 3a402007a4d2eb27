/// The parameters of a query in their order; one name may stand several times.
struct QueryItems: Sendable {
    private(set) var items: [(name: String, value: String)]

    init(_ items: [(name: String, value: String)] = []) {
        self.items = items
    }

    init(query: String) {
        items = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (FormFields.decode(parts[0]), parts.count > 1 ? FormFields.decode(parts[1]) : "")
        }
    }

    /// The first value of a name that is not empty.
    subscript(_ name: String) -> String? {
        items.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// The words of a value that is a list with commas.
    func list(_ name: String) -> [String]? {
        self[name].map { $0.split(separator: ",").map(String.init) }
    }

    /// Without these, and with others at the end.
    func replacing(_ names: Set<String>, with others: [(name: String, value: String)]) -> QueryItems {
        QueryItems(items.filter { !names.contains($0.name) } + others)
    }

    var text: String {
        items.map { "\($0.name.formEncoded)=\($0.value.formEncoded)" }.joined(separator: "&")
    }
}
