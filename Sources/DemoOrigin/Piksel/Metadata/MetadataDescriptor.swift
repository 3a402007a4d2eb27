internal import Foundation

/// The service's description of itself, as far as clients read it.
enum MetadataDescriptor {
    static let document: JSON = [
        "name": "metadata", "urn": "urn:piksel:metadata", "title": "Metadata Service",
        "description": "Contents, assets and categories of the demo.", "features": [],
        "resourcefuls": .object(ResourceKind.allCases.map { ($0.rawValue, resource($0)) }), "routes": [],
    ]

    private static func resource(_ kind: ResourceKind) -> JSON {
        [
            "name": .string(kind.rawValue), "title": .string(kind.rawValue.capitalized),
            "description": .string("The \(kind.rawValue) of a tenant."), "path": "/data",
            "hyphenatedPluralName": .string(kind.rawValue), "pluralName": .string(kind.rawValue),
            "singularName": .string(kind.singular),
            "fields": .object(
                kind.fields.map { field in
                    (field.name, ["name": .string(field.name), "type": .string(typeName(field.kind))])
                }),
            "filters": .object(
                kind.fields.map { field in
                    let name = kind.filterName(field.name)
                    return (name, ["name": .string(name), "fieldNamePath": .string(field.name)])
                }),
            "relationships": .object(kind.relations.map { ($0.name, relationship($0)) }),
            "operations": .object(["browse", "read"].map { ($0, ["name": .string($0)]) }),
            "pagination": [
                "perPage": ["min": 1, "max": 100, "default": 100], "page": ["min": 1, "max": 1_000],
                "continue": true,
            ],
            "restrictions": [], "consistency": "eventual", "retentionPeriod": "P30D",
        ]
    }

    private static func relationship(_ relation: Relation) -> JSON {
        var members: [(key: String, value: JSON)] = [
            ("name", .string(relation.name)), ("resourceType", .string(relation.target.rawValue)),
        ]
        switch relation.link {
        case .parentsField(let field):
            members += [("type", "direct"), ("fieldNamePath", .string(field))]
        case .childsField(let field):
            let filter = relation.target.filterName(field)
            members += [("type", "indirect"), ("filterName", .string(filter)), ("fieldNamePath", "ref")]
        }
        members.append(("fields", .array(relation.target.linkedFields.map { .string($0) })))
        return .object(members)
    }

    private static func typeName(_ kind: FieldKind) -> String {
        switch kind {
        case .text: "string"
        case .integer: "int"
        case .moment: "timestamp"
        }
    }
}
