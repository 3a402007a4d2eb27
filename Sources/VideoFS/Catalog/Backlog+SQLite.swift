internal import Foundation
internal import GRDB

extension Backlog {
    /// Writes everything, inside the transaction of the caller.
    func write(to db: Database) throws {
        for key in dropped { try drop(key, from: db) }
        for (key, change) in resources {
            switch change {
            case .put(let resource): try write(resource, for: key, to: db)
            case .touch(let checkedAt, let validators):
                try db.run(
                    """
                    UPDATE resources SET checked_at = ?, etag = ?, last_modified = ?
                    WHERE kind = ? AND id = ?
                    """,
                    [
                        checkedAt.rawValue, validators?.entityTag, validators?.lastModified,
                        key.kind.rawValue, key.id,
                    ])
            case .removeRecord: try removeRecord(key, from: db)
            }
        }
        for key in removedDocuments {
            for table in ["documents", "document_bodies"] {
                try db.run("DELETE FROM \(table) WHERE owner = ? AND part = ?", [key.owner, key.part])
            }
        }
        for (key, body) in documents { try write(body, for: key, to: db) }
        for (video, facts) in facts { try write(facts, of: video, to: db) }
    }

    private func write(_ facts: FileFacts, of video: VideoID, to db: Database) throws {
        for (file, entry) in facts.entries {
            try db.run(
                "INSERT OR REPLACE INTO file_facts(video, file, version, size, etag) VALUES (?, ?, ?, ?, ?)",
                [video.rawValue, file.rawValue, entry.version, entry.fact.size, entry.fact.entityTag])
        }
    }

    private func write(_ resource: StoredResource, for key: ResourceKey, to db: Database) throws {
        let children = ChildNames(resource.children)
        try db.run(
            """
            INSERT OR REPLACE INTO resources
            (kind, id, checksum, etag, last_modified, checked_at, changed_at, children)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                key.kind.rawValue, key.id, Int64(bitPattern: resource.encoded.checksum.value),
                resource.validators?.entityTag, resource.validators?.lastModified,
                resource.checkedAt.rawValue, resource.changedAt.rawValue,
                resource.children.isEmpty ? nil : Data(children.bytes),
            ])
        try db.run(
            "INSERT OR REPLACE INTO records(kind, id, record, info) VALUES (?, ?, ?, ?)",
            [key.kind.rawValue, key.id, Data(resource.encoded.record), Data(resource.encoded.info)])
    }

    private func write(_ body: [UInt8], for key: DocumentKey, to db: Database) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO documents(owner, part, version, size, checksum) VALUES (?, ?, ?, ?, ?)
            """,
            [key.owner, key.part, key.version, body.count, Int64(bitPattern: Checksum(body).value)])
        try db.run(
            "INSERT OR REPLACE INTO document_bodies(owner, part, body) VALUES (?, ?, ?)",
            [key.owner, key.part, Data(body)])
    }

    private func removeRecord(_ key: ResourceKey, from db: Database) throws {
        for table in ["resources", "records"] {
            try db.run("DELETE FROM \(table) WHERE kind = ? AND id = ?", [key.kind.rawValue, key.id])
        }
    }

    private func drop(_ key: ResourceKey, from db: Database) throws {
        try removeRecord(key, from: db)
        for table in ["documents", "document_bodies"] {
            try db.run("DELETE FROM \(table) WHERE owner = ?", [key.text])
        }
        guard case .video(let video) = key else { return }
        try db.run("DELETE FROM file_facts WHERE video = ?", [video.rawValue])
    }
}

extension Database {
    /// Runs one statement, compiled once per connection.
    fileprivate func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
