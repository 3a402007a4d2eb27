/// A resource made fit for `info.json`: the service's own words, less all that grants access.
enum VHXInfo {
    static func text(_ json: JSON) -> [UInt8] {
        clean(json).pretty
    }

    static func clean(_ json: JSON) -> JSON {
        PublicJSON.clean(withoutSources(json))
    }

    /// Without the place where signed addresses are kept.
    private static func withoutSources(_ json: JSON) -> JSON {
        switch json {
        case .null, .bool, .number, .string: return json
        case .array(let elements): return .array(elements.map(withoutSources))
        case .object(var members):
            if case .object(var links)? = members["_links"] {
                links["source"] = nil
                members["_links"] = .object(links)
            }
            return .object(members.mapValues(withoutSources))
        }
    }
}
