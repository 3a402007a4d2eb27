/// `info.json`: the service's own document, with what belongs to it.
enum ShapeInfo {
    static func text(_ members: [String: JSON]) -> [UInt8] {
        PublicJSON.clean(.object(members)).pretty
    }

    /// - Parameters:
    ///   - raw: a document as text.
    ///   - members: what is added to it, where it has no member of that name.
    /// - Returns: the text to read.
    static func text(_ raw: [UInt8], adding members: [String: JSON]) -> [UInt8] {
        let own = (try? JSONParser.parse(raw))?.object ?? [:]
        return text(own.merging(members) { own, _ in own })
    }

    /// A video's document with its assets, its categories, and the titles of what it belongs to.
    static func video(_ content: PikselContent, in shape: TenantShape, assets: [PikselAsset]) -> [UInt8] {
        let family = Family(shape.contents, showsHidden: true, at: Timestamp(rawValue: 0))
        let parents = family.ancestors(of: content.ref).map { parent in
            JSON.object(["ref": .string(parent.ref), "title": .string(parent.label)])
        }
        let categories = content.categoryRefs.compactMap { shape.categories[$0]?.raw }
        return text(
            content.raw,
            adding: [
                "assets": list(assets), "categories": list(categories), "parents": .array(parents),
            ])
    }

    /// Assets' documents; their addresses may be relative, and signed all the same.
    static func list(_ assets: [PikselAsset]) -> JSON {
        guard case .array(let documents) = list(assets.map(\.raw)) else { return .array([]) }
        return .array(
            documents.map { document in
                guard var members = document.object, let url = members["url"]?.string else { return document }
                members["url"] = .string(PublicJSON.clean(relative: url))
                return .object(members)
            })
    }

    static func list(_ documents: [[UInt8]]) -> JSON {
        .array(documents.compactMap { try? JSONParser.parse($0) })
    }
}
