internal import GRDB

extension FileFacts {
    /// Reads what is known of a video's files. A row that makes no sense is left out.
    init(reading video: VideoID, from db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT file, version, size, etag FROM file_facts WHERE video = ?")
        let rows = try Row.fetchCursor(statement, arguments: [video.rawValue])
        while let row = try rows.next() {
            guard let file: String = row.cell(0), let version: String = row.cell(1),
                let size: Int64 = row.cell(2), size >= 0
            else { continue }
            record(
                FileFact(size: size, entityTag: row.cell(3)),
                for: FileFactKey(video: video, file: MediaFileID(rawValue: file), version: version))
        }
    }
}
