internal import Foundation

/// The fields of a form or a query, percent-decoded.
struct FormFields: Sendable {
    private let fields: [String: String]

    /// Of two fields of one name the first counts.
    init(_ text: String) {
        fields = text.split(separator: "&").reduce(into: [:]) { fields, pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decode(parts[0])
            guard fields[name] == nil else { return }
            fields[name] = parts.count > 1 ? Self.decode(parts[1]) : ""
        }
    }

    /// The value; `nil` where the field is missing or empty.
    subscript(_ name: String) -> String? {
        fields[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    static func decode(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? String(spaced)
    }
}
