internal import Foundation
internal import GRDB

/// The tables of the catalog's file, and how older ones become today's.
///
/// Small columns and large ones live apart: a start reads every row of `resources` and `documents`, and
/// must not pull the records and bodies off the disk between them.
enum CatalogSchema {
    /// Marks the file as ours (`PRAGMA application_id`): "VFSC".
    static let applicationID: Int64 = 0x5646_5343

    /// How records are written (`PRAGMA user_version`). Moves when today's program would make another
    /// record of the same answer: old ones would otherwise be confirmed by "not changed" for ever.
    static let recordFormat: Int64 = 1

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("catalog 1") { db in
            try db.execute(
                sql: """
                    PRAGMA application_id = \(applicationID);
                    PRAGMA user_version = \(recordFormat);
                    CREATE TABLE resources(
                        kind TEXT NOT NULL, id TEXT NOT NULL,
                        checksum INTEGER NOT NULL,
                        checked_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
                        children TEXT, etag TEXT, last_modified TEXT,
                        PRIMARY KEY(kind, id)
                    ) WITHOUT ROWID;
                    CREATE TABLE records(
                        kind TEXT NOT NULL, id TEXT NOT NULL, record BLOB NOT NULL, info BLOB NOT NULL,
                        PRIMARY KEY(kind, id)
                    );
                    CREATE TABLE documents(
                        owner TEXT NOT NULL, part TEXT NOT NULL, version TEXT NOT NULL,
                        size INTEGER NOT NULL, checksum INTEGER NOT NULL,
                        PRIMARY KEY(owner, part)
                    ) WITHOUT ROWID;
                    CREATE TABLE document_bodies(
                        owner TEXT NOT NULL, part TEXT NOT NULL, body BLOB NOT NULL,
                        PRIMARY KEY(owner, part)
                    );
                    CREATE TABLE file_facts(
                        video TEXT NOT NULL, file TEXT NOT NULL, version TEXT NOT NULL,
                        size INTEGER NOT NULL, etag TEXT,
                        PRIMARY KEY(video, file)
                    ) WITHOUT ROWID;
                    """)
        }
        return migrator
    }

    /// Drops records of another format; documents and facts do not depend on it.
    static func discardForeignRecords(in db: Database) throws {
        guard try Int64.fetchOne(db, sql: "PRAGMA user_version") != recordFormat else { return }
        try db.execute(
            sql: """
                DELETE FROM resources;
                DELETE FROM records;
                PRAGMA user_version = \(recordFormat);
                """)
    }
}

/// A listed resource in the `children` column: `["video:12", …]`.
struct ChildName: Codable {
    let key: ResourceKey

    init(_ key: ResourceKey) {
        self.key = key
    }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let key = ResourceKey(text: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no resource"))
        }
        self.key = key
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(key.text)
    }

    /// The resources that a `children` column names; `nil` where it makes no sense.
    ///
    /// A start reads all of them, a hundred thousand in a large library: where nothing is escaped, and so in
    /// nearly all, the names are what stands between quotation marks.
    static func keys(in json: String) -> [ResourceKey]? {
        guard json.hasPrefix("[\""), json.hasSuffix("\"]"), !json.utf8.contains(UInt8(ascii: "\\")) else {
            return (try? JSONDecoder().decode([ChildName].self, from: Data(json.utf8)))?.map(\.key)
        }
        var keys: [ResourceKey] = []
        // Names at odd places, commas between them.
        for (place, part) in json.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
            .dropLast().enumerated()
        where !place.isMultiple(of: 2) {
            guard let key = ResourceKey(text: String(part) ?? "") else { return nil }
            keys.append(key)
        }
        return keys
    }
}
