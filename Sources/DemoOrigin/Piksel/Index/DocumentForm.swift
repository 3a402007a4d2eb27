internal import Crypto
internal import Foundation

/// Writes a tenant's documents as the metadata service sends them.
struct DocumentForm: Sendable {
    let owner: String
    let kind: ResourceKind
    /// Base of addresses on the CDN, ending before the slash.
    let cdn: String

    func ref(_ name: String) -> String {
        "\(owner):\(name)"
    }

    /// - Parameters:
    ///   - document: one of the tenant's.
    ///   - fields: the fields to send; `nil` for all.
    /// - Returns: a JSON object.
    func json(_ document: DemoPikselDocument, fields: Set<String>?) -> JSON {
        var members: [(key: String, value: JSON)] = [
            ("ref", .string(ref(document.name))), ("owner", .string(owner)), ("name", .string(document.name)),
        ]
        let content = content(of: document)
        members += content
        if fields?.contains("version") ?? true {
            members.append(("version", .string(version(of: document))))
        }
        members += [
            ("createdAt", .string(Moment.text(document.createdAt))), ("createdBy", "root:demo"),
            ("updatedAt", .string(Moment.text(document.updatedAt))), ("updatedBy", "root:demo"),
        ]
        let overridden = Set(content.map(\.key))
        var seen: Set<String> = []
        return .object(
            members.reversed().filter { member in
                // The document's own word wins over what is added, wherever it stands.
                guard fields?.contains(member.key) ?? true else { return false }
                guard Self.added.contains(member.key), overridden.contains(member.key) else { return true }
                return seen.insert(member.key).inserted
            }.reversed())
    }

    private static let added: Set<String> = [
        "ref", "owner", "name", "version", "createdAt", "createdBy", "updatedAt", "updatedBy",
    ]

    private func content(of document: DemoPikselDocument) -> [(key: String, value: JSON)] {
        var members = document.fields.members.map { (key: $0.name, value: json($0.value)) }
        if document.media != nil, document.fields["url"] == nil {
            members.append(("url", .string(cdn + documentPath(document))))
        }
        return members
    }

    private func documentPath(_ document: DemoPikselDocument) -> String {
        "/documents/\(owner)/\(document.name)/\(document.fileName)".percentEncodedPath
    }

    private func json(_ value: DemoValue) -> JSON {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .decimal(let value): .decimal(value)
        case .text(let value): .string(value)
        case .list(let values): .array(values.map(json))
        case .object(let fields): .object(fields.members.map { ($0.name, json($0.value)) })
        case .reference(let name): .string(ref(name))
        case .cdn(let path): .string(cdn + path.percentEncodedPath)
        }
    }

    /// SHA-1 of the content without dates: equal in every run, and another when the media's bytes are.
    func version(of document: DemoPikselDocument) -> String {
        let fixed = DocumentForm(owner: owner, kind: kind, cdn: "")
        let media = (document.media ?? document.source).flatMap { try? MediaBytes($0) }
        let text = JSON.object(fixed.content(of: document)).text + "\n" + (media?.version ?? "")
        return Insecure.SHA1.hash(data: Array("\(ref(document.name))\n\(text)".utf8)).hexadecimal
    }
}
