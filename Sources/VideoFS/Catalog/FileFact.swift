/// One version of one file, as the service describes it.
struct FileFactKey: Hashable, Sendable {
    let video: VideoID
    let file: MediaFileID
    /// Moves when the service says that the file changed: its claimed size and `updated_at`.
    let version: String
}

/// What the CDN said of a file.
struct FileFact: Hashable, Sendable, Codable {
    /// Bytes, exact.
    var size: Int64
    /// The strong validator (RFC 9110, section 8.8.3) as sent; `nil` where the CDN gives none.
    var entityTag: String?
}

/// The facts known, the newest version of each file only.
struct FileFacts: Sendable {
    private struct Entry {
        let version: String
        let fact: FileFact
    }

    /// By video, so that a removed video's facts are found at once.
    private var entries: [VideoID: [MediaFileID: Entry]] = [:]

    subscript(key: FileFactKey) -> FileFact? {
        guard let entry = entries[key.video]?[key.file], entry.version == key.version else { return nil }
        return entry.fact
    }

    /// - Returns: false if that was known already.
    mutating func record(_ fact: FileFact, for key: FileFactKey) -> Bool {
        guard self[key] != fact else { return false }
        entries[key.video, default: [:]][key.file] = Entry(version: key.version, fact: fact)
        return true
    }

    mutating func drop(_ video: VideoID) {
        entries[video] = nil
    }
}
