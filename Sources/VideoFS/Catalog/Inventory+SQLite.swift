internal import Foundation
internal import GRDB

extension Inventory {
    /// Reads everything that a catalog keeps in memory.
    ///
    /// A row that makes no sense is left out: it will be asked for again.
    init(reading db: Database) throws {
        try readResources(from: db)
        try readDocuments(from: db)
    }

    private mutating func readResources(from db: Database) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT kind, id, checksum, checked_at, changed_at, children FROM resources")
        while let row = try rows.next() {
            guard let kind = (row[0] as String?).flatMap(ResourceKey.Kind.init), let id = row[1] as String?,
                let checksum = row[2] as Int64?, let checkedAt = row[3] as Int64?,
                let changedAt = row[4] as Int64?
            else { continue }
            let entry = CatalogEntry(
                checkedAt: Timestamp(rawValue: checkedAt), changedAt: Timestamp(rawValue: changedAt),
                version: 1, checksum: Checksum(rawValue: UInt64(bitPattern: checksum)))
            resources.know(kind.word(of: id), entry)
            self.checkedAt = max(self.checkedAt ?? entry.checkedAt, entry.checkedAt)
            guard let children = Self.children(in: row, at: 5) else { continue }
            _ = resources.list(children, under: ResourceKey(kind: kind, id: id))
        }
    }

    private static func children(in row: Row, at column: Int) -> ChildNames? {
        switch (row[column] as DatabaseValue).storage {
        case .blob(let bytes): ChildNames(bytes: [UInt8](bytes))
        case .string(let json): ChildNames(json: json)
        case .null, .int64, .double: nil
        }
    }

    private mutating func readDocuments(from db: Database) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT owner, part, version, size FROM documents")
        while let row = try rows.next() {
            guard let owner: String = row.cell(0), let part: String = row.cell(1),
                let version: String = row.cell(2), let size: Int = row.cell(3), size >= 0
            else { continue }
            documents.record(size, for: DocumentKey(owner: owner, part: part, version: version))
        }
    }
}
