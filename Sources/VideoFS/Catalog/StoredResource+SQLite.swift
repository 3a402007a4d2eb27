internal import Foundation
internal import GRDB

extension StoredResource {
    /// - Returns: `nil` when there is none, or its bytes do not match their checksum.
    init?(reading key: ResourceKey, from db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                SELECT record, info, checksum, etag, last_modified, checked_at, changed_at
                FROM resources JOIN records USING (kind, id) WHERE kind = ? AND id = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [key.kind.rawValue, key.id]),
            let record: Data = row.cell(0), let info: Data = row.cell(1), let checksum: Int64 = row.cell(2),
            let checkedAt: Int64 = row.cell(5), let changedAt: Int64 = row.cell(6)
        else { return nil }
        encoded = EncodedRecord(record: [UInt8](record), info: [UInt8](info))
        guard encoded.checksum.value == UInt64(bitPattern: checksum) else { return nil }
        let validators = Validators(entityTag: row.cell(3), lastModified: row.cell(4))
        self.validators = validators == Validators() ? nil : validators
        self.checkedAt = Timestamp(rawValue: checkedAt)
        self.changedAt = Timestamp(rawValue: changedAt)
        children = []
    }
}

extension DocumentKey {
    /// As ``CatalogStore/eachDocument(of:_:)``.
    static func forEach(
        of word: String, in db: Database, _ body: (DocumentKey, [UInt8]) -> Bool
    ) throws {
        let prefix = word + " "
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT owner, part, version, checksum, body
                FROM documents JOIN document_bodies USING (owner, part) WHERE substr(part, 1, ?) = ?
                """, arguments: [prefix.count, prefix])
        while let row = try rows.next() {
            guard let owner = row[0] as String?, let part = row[1] as String?,
                let version = row[2] as String?, let checksum = row[3] as Int64?
            else { continue }
            let bytes = try row.withUnsafeData(atIndex: 4) { $0.map { [UInt8]($0) } }
            guard let bytes, Checksum(bytes).value == UInt64(bitPattern: checksum) else { continue }
            guard body(DocumentKey(owner: owner, part: part, version: version), bytes) else { return }
        }
    }
}

extension [UInt8] {
    /// - Returns: `nil` when there is none of that version, or its bytes do not match their checksum.
    init?(reading key: DocumentKey, from db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                SELECT body, checksum FROM documents JOIN document_bodies USING (owner, part)
                WHERE owner = ? AND part = ? AND version = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [key.owner, key.part, key.version]),
            let body: Data = row.cell(0), let checksum: Int64 = row.cell(1)
        else { return nil }
        self.init(body)
        guard Checksum(self).value == UInt64(bitPattern: checksum) else { return nil }
    }
}

extension Row {
    /// A column's value; `nil` where there is none, or one of another kind. SQLite keeps any in any column;
    /// GRDB's own subscripts make a zero of it, or trap.
    func cell<Value: DatabaseValueConvertible>(_ index: Int) -> Value? {
        let value: DatabaseValue = self[index]
        // No column holds fractions, and the conversion would round them.
        if case .double = value.storage { return nil }
        return Value.fromDatabaseValue(value)
    }
}
