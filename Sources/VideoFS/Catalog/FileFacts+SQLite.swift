internal import GRDB

extension FileFacts {
    /// Reads what is known of a video's files. A row that makes no sense is left out.
    init(reading video: VideoID, from db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT file, version, size, etag FROM file_facts WHERE video = ?")
        let rows = try Row.fetchCursor(statement, arguments: [video.rawValue])
        while let row = try rows.next() {
            guard let file = row[0] as String?, let version = row[1] as String?, let size = row[2] as Int64?
            else { continue }
            record(
                FileFact(size: size, entityTag: row[3]),
                for: FileFactKey(video: video, file: MediaFileID(rawValue: file), version: version))
        }
    }
}
