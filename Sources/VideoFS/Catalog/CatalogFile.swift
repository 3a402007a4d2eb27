internal import Foundation
internal import GRDB

/// The catalog's database file: its place, its modes, and what to do when it cannot be used.
///
/// The directory is 0700 and the file 0600: what a person watches is nobody else's business.
struct CatalogFile {
    /// Why there is no file to write to. Fit for a person.
    enum Failure: Error, Hashable {
        /// Not a catalog, or one that this program cannot read any more.
        case damaged
        /// A database of something else; it stays untouched.
        case foreign
        /// Written by a newer program; it stays untouched.
        case newer
        case unusable(String)
    }

    let directory: String
    /// The most the file may grow to, in bytes. `nil`: as far as the disk goes.
    let sizeLimit: Int?

    private var path: String { directory + "/catalog.sqlite" }

    /// Left by a run that met damage while it had the file open and could not move it.
    private var suspicion: String { path + ".suspect" }

    /// Opens the file, makes or renews its tables, and reads what a catalog needs in memory.
    ///
    /// - Parameter report: told, in one sentence, that a damaged file was replaced.
    /// - Returns: the open file and its inventory.
    /// - Throws: when there is nothing to write to; whatever was there is left alone.
    func open(report: (String) -> Void) throws(Failure) -> (DatabasePool, Inventory) {
        do throws(Failure) {
            if FileManager.default.fileExists(atPath: suspicion) { throw .damaged }
            return try attempt()
        } catch .damaged {
            moveAside()
            report("The catalog file was damaged. It was moved to \(path).damaged and a new one begun.")
            return try attempt()
        }
    }

    /// Has the next start move the file aside: now it is open.
    func suspectDamage() {
        _ = FileManager.default.createFile(atPath: suspicion, contents: nil)
    }

    private func attempt() throws(Failure) -> (DatabasePool, Inventory) {
        do {
            try prepareDirectory()
            let pool = try DatabasePool(path: path, configuration: configuration)
            try CatalogSchema.migrator.migrate(pool)
            try pool.write { try CatalogSchema.discardForeignRecords(in: $0) }
            return (pool, try pool.read { try Inventory(reading: $0) })
        } catch {
            throw Failure(error)
        }
    }

    private func prepareDirectory() throws {
        let files = FileManager.default
        try files.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory)
        // SQLite gives the files beside it (-wal, -shm) the mode of this one.
        if !files.fileExists(atPath: path) {
            _ = files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    private var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "vidfs.catalog"
        // Another mount of the same account may be writing.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { [sizeLimit] db in
            // Before GRDB turns WAL on: a file that is not ours must not change at all.
            try Self.checkOrigin(of: db)
            // KiB for each connection: what they read is single rows, which the system caches as well.
            try db.execute(sql: "PRAGMA cache_size = -512")
            guard let sizeLimit else { return }
            let pageSize = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 4_096
            try db.execute(sql: "PRAGMA max_page_count = \(Int64(sizeLimit) / max(pageSize, 1))")
        }
        return configuration
    }

    private static func checkOrigin(of db: Database) throws {
        let application = try Int64.fetchOne(db, sql: "PRAGMA application_id")
        guard application == CatalogSchema.applicationID else {
            let tables = try Int64.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master")
            guard application == 0, tables == 0 else { throw Failure.foreign }
            return
        }
        guard try !CatalogSchema.migrator.hasBeenSuperseded(db) else { throw Failure.newer }
    }

    /// Keeps the damaged file for whoever wants to look at it; an older one gives way.
    private func moveAside() {
        let files = FileManager.default
        for suffix in ["", "-wal", "-shm"] {
            try? files.removeItem(atPath: path + ".damaged" + suffix)
            try? files.moveItem(atPath: path + suffix, toPath: path + ".damaged" + suffix)
        }
        try? files.removeItem(atPath: suspicion)
    }
}

extension CatalogFile.Failure {
    init(_ error: any Error) {
        switch error {
        case let failure as CatalogFile.Failure: self = failure
        case let error as DatabaseError: self.init(error)
        default: self = .unusable(error.localizedDescription)
        }
    }

    private init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged
        // Our own mark on the file, but not the tables that belong to it. Without a statement it is
        // GRDB speaking, of a file system that cannot do WAL.
        case .SQLITE_ERROR where error.sql != nil: self = .damaged
        default: self = .unusable(error.message ?? "SQLite error \(error.resultCode.rawValue)")
        }
    }

    var sentence: String {
        switch self {
        case .damaged: "The catalog file is damaged"
        case .foreign: "The catalog file belongs to something else"
        case .newer: "The catalog file was written by a newer version"
        case .unusable(let reason): "The catalog file cannot be used (\(reason))"
        }
    }
}
