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
        // Children may be written as bytes since then, and records in a form that programs before would take for
        // damage: they must leave the file alone.
        migrator.registerMigration("catalog 2") { _ in }
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
