internal import Foundation

/// One `with<Field>=…` of a question.
struct FieldFilter: Sendable {
    let field: String
    let condition: Condition
    /// Whether a resource without the field passes too.
    private var passesMissing = false

    enum Condition: Sendable {
        case exists
        case missing
        /// Any of these, unless negated none of them.
        case anyOf([Alternative], isNegated: Bool)
        /// Bounds as the expression names them; a missing one is open.
        case range(from: FieldValue?, to: FieldValue?, Bounds)
    }

    enum Alternative: Sendable {
        case value(FieldValue)
        case prefix(String)
    }

    enum Bounds: Sendable {
        /// `a/b`, `a/`, `/b`.
        case inclusive
        /// `!/a`: later; `!a/`: earlier; `!a/b`: outside.
        case outside
    }

    /// - Throws: a 400 where the expression has no meaning for a field of this kind.
    init(_ field: (name: String, kind: FieldKind), _ expression: String) throws(PlatformError) {
        self.field = field.name
        let isNegated = expression.hasPrefix("!")
        let rest = isNegated ? String(expression.dropFirst()) : expression
        if rest == "*" {
            condition = isNegated ? .missing : .exists
        } else if field.kind != .text, rest.contains("/") {
            let ends = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            let bounds = try ends.map { (end) throws(PlatformError) in
                end.isEmpty ? nil : try Self.value(String(end), of: field)
            }
            condition = .range(from: bounds[0], to: bounds[1], isNegated ? .outside : .inclusive)
        } else {
            let alternatives = try rest.split(separator: "||").map { (word) throws(PlatformError) in
                if field.kind == .text, word.hasSuffix("*") {
                    return Alternative.prefix(String(word.dropLast()))
                }
                return .value(try Self.value(String(word), of: field))
            }
            condition = .anyOf(alternatives, isNegated: isNegated)
        }
    }

    private static func value(
        _ text: String, of field: (name: String, kind: FieldKind)
    ) throws(PlatformError) -> FieldValue {
        let value: FieldValue? =
            switch field.kind {
            case .text: .text(text)
            case .integer: Int64(text).map { .number($0) }
            case .moment: Moment.milliseconds(of: text).map { .number($0) }
            }
        guard let value else {
            throw PlatformError(400, "\"\(text)\" is no value of \(field.name).", keys: [field.name])
        }
        return value
    }

    /// The filter that lets resources without the field pass as well.
    var orMissing: FieldFilter {
        var filter = self
        filter.passesMissing = true
        return filter
    }

    /// The values that a resource must have one of, where an index can find it.
    var indexable: [FieldValue]? {
        guard case .anyOf(let alternatives, isNegated: false) = condition else { return nil }
        var values: [FieldValue] = []
        for alternative in alternatives {
            guard case .value(let value) = alternative else { return nil }
            values.append(value)
        }
        return values
    }

    /// Whether a resource with these values passes. Of a list, one value is enough.
    func accepts(_ values: [FieldValue]) -> Bool {
        if passesMissing, values.isEmpty { return true }
        switch condition {
        case .exists: return !values.isEmpty
        case .missing: return values.isEmpty
        case .anyOf(let alternatives, let isNegated):
            return values.contains { value in alternatives.contains { $0.matches(value) } } != isNegated
        case .range(let from, let to, .inclusive):
            return values.contains { value in
                from.map { $0 <= value } ?? true && to.map { value <= $0 } ?? true
            }
        case .range(let from, let to, .outside):
            return values.contains { value in
                switch (from, to) {
                case (nil, let to?): value > to
                case (let from?, nil): value < from
                case (let from?, let to?): value < from || value > to
                case (nil, nil): false
                }
            }
        }
    }
}

extension FieldFilter.Alternative {
    fileprivate func matches(_ value: FieldValue) -> Bool {
        switch (self, value) {
        case (.value(let wanted), _): wanted == value
        case (.prefix(let prefix), .text(let text)): text.hasPrefix(prefix)
        case (.prefix, .number): false
        }
    }
}
