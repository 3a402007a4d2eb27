internal import Foundation

extension DocumentForm {
    /// The values that a document has in a field, for filters and sorting: none, one, or those of a list.
    func values(of field: String, in document: DemoPikselDocument) -> [FieldValue] {
        switch field {
        case "ref": return [.text(ref(document.name))]
        case "owner": return [.text(owner)]
        case "name": return [.text(document.name)]
        case "createdAt": return [.number(Moment.milliseconds(document.createdAt))]
        case "updatedAt": return [.number(Moment.milliseconds(document.updatedAt))]
        default:
            guard let value = document.fields[field] else { return [] }
            let isMoment = kind.field(named: field)?.kind == .moment
            if case .list(let values) = value {
                return values.compactMap { self.value($0, isMoment: isMoment) }
            }
            return self.value(value, isMoment: isMoment).map { [$0] } ?? []
        }
    }

    private func value(_ value: DemoValue, isMoment: Bool) -> FieldValue? {
        switch value {
        case .text(let text) where isMoment: Moment.milliseconds(of: text).map { .number($0) }
        case .text(let text): .text(text)
        case .integer(let number): .number(number)
        case .bool(let value): .text(value ? "true" : "false")
        case .reference(let name): .text(ref(name))
        case .cdn(let path): .text(cdn + path.percentEncodedPath)
        case .decimal(let value): Int64(exactly: value.rounded()).map { .number($0) }
        case .null, .list, .object: nil
        }
    }
}

extension DemoPikselBulk {
    /// The same for a document that is computed, without computing the whole of it; `nil` where that must be.
    func values(of field: String, number: Int, _ form: DocumentForm) -> [FieldValue]? {
        let isAsset = form.kind == .assets
        let content = isAsset ? number / assetsPerContent : number
        switch field {
        case "updatedAt": return [.number(Moment.milliseconds(updatedAt(content: content)))]
        case "contentRef" where isAsset: return [.text(form.ref(Self.contentName(content)))]
        case "name": return [.text(name(number, of: form.kind))]
        case "ref": return [.text(form.ref(name(number, of: form.kind)))]
        case "owner": return [.text(form.owner)]
        default: return nil
        }
    }

    func name(_ number: Int, of kind: ResourceKind) -> String {
        kind == .assets ? assetName(number) : Self.contentName(number)
    }

    func count(of kind: ResourceKind) -> Int {
        switch kind {
        case .contents: contents
        case .assets: assets
        case .categories: 0
        }
    }

    func document(_ number: Int, of kind: ResourceKind) -> DemoPikselDocument {
        kind == .assets ? asset(number) : content(number)
    }
}
