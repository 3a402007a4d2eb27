/// A value as a service sent it.
///
/// Numbers keep their text, so that nothing is lost between the service and `info.json`.
enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// As written: `-12`, `0.10`, `12345678901234567890`.
    case number(String)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

/// Services change their types between releases: each reading takes what can be understood, and is `nil`
/// for anything else.
extension JSON {
    subscript(_ key: String) -> JSON? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    /// A text that is not empty; a number as its text.
    var text: String? {
        switch self {
        case .string(let text) where !text.isEmpty: text
        case .number(let text): text
        default: nil
        }
    }

    /// A text that is not empty. A number is none.
    var string: String? {
        guard case .string(let text) = self, !text.isEmpty else { return nil }
        return text
    }

    /// A whole number, also one written as a text or with a fraction, which is dropped.
    var integer: Int64? {
        guard let text = text else { return nil }
        if let integer = Int64(text) { return integer }
        guard let value = Double(text), value.isFinite else { return nil }
        return Int64(exactly: value.rounded(.towardZero))
    }

    var bool: Bool? {
        switch self {
        case .bool(let value): value
        case .string("true"), .number("1"): true
        case .string("false"), .number("0"): false
        default: nil
        }
    }

    var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    var object: [String: JSON]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}
