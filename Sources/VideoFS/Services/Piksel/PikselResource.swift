/// A kind of document in the metadata service.
enum PikselResource: String, CaseIterable, Sendable {
    case contents
    case categories
    case assets
}

/// Where resources are, below the metadata service's base address.
///
/// The service describes itself. Where it does not, or in a way that is not understood, the documented
/// places hold.
struct PikselPaths: Sendable, Hashable {
    private var places: [PikselResource: Place] = [:]

    private struct Place: Sendable, Hashable {
        var path: String
        /// The member of an answer that holds the list.
        var key: String
    }

    /// The documented places.
    init() {}

    /// - Parameter descriptor: what `/descriptor/raw` says.
    init(_ descriptor: JSON) {
        for resource in PikselResource.allCases {
            guard let description = descriptor["resourcefuls"]?[resource.rawValue] else { continue }
            let path = description["path"]?.string ?? "/data"
            let name = description["hyphenatedPluralName"]?.string ?? resource.rawValue
            guard Self.isPath(path), PikselConfiguration.isName(name) else { continue }
            let base = path.hasSuffix("/") ? String(path.dropLast()) : path
            places[resource] = Place(
                path: "\(base)/\(name)", key: description["pluralName"]?.string ?? resource.rawValue)
        }
    }

    /// Below the base address; starts with `/`.
    func path(of resource: PikselResource) -> String {
        places[resource]?.path ?? "/data/\(resource.rawValue)"
    }

    /// The list in an answer.
    ///
    /// - Returns: `nil` where there is none under any name that fits.
    func list(of resource: PikselResource, in answer: JSON) -> [JSON]? {
        let key = places[resource]?.key ?? resource.rawValue
        return (answer[key] ?? answer[resource.rawValue])?.array
    }

    /// Nothing that leads out of the service: `//host`, dots, a query.
    private static func isPath(_ path: String) -> Bool {
        path.hasPrefix("/") && !path.contains("//")
            && path.split(separator: "/").allSatisfy { PikselConfiguration.isName($0) }
    }
}
