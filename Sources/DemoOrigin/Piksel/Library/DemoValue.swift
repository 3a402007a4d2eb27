/// A value in a document: JSON's own kinds, and two that only a running origin can complete.
public enum DemoValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal(Double)
    case text(String)
    case list([DemoValue])
    case object(DemoFields)
    /// The `ref` of a document of the same tenant, by its name: sent as `OWNER:NAME`.
    case reference(String)
    /// An address on the origin's CDN, by its path below ``DemoLibrary/openFolder``.
    case cdn(String)
}

/// The members of a JSON object in their order.
public struct DemoFields: Sendable, Hashable {
    private(set) var members: [Member] = []

    struct Member: Sendable, Hashable {
        let name: String
        var value: DemoValue
    }

    /// The value; setting `nil` removes the member, `.null` sends `null`.
    public subscript(_ name: String) -> DemoValue? {
        get { members.first { $0.name == name }?.value }
        set {
            let place = members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The members of both; where both have one, the other's counts.
    public func merging(_ other: DemoFields) -> DemoFields {
        other.members.reduce(into: self) { $0[$1.name] = $1.value }
    }
}

extension DemoFields: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, DemoValue)...) {
        for (name, value) in elements { self[name] = value }
    }
}

extension DemoValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
    public init(dictionaryLiteral elements: (String, DemoValue)...) {
        var fields = DemoFields()
        for (name, value) in elements { fields[name] = value }
        self = .object(fields)
    }

    public init(arrayLiteral elements: DemoValue...) {
        self = .list(elements)
    }

    public init(stringLiteral value: String) {
        self = .text(value)
    }

    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    public init(floatLiteral value: Double) {
        self = .decimal(value)
    }

    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}
