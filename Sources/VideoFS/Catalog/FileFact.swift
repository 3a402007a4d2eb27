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

/// The facts known of one video's files, the newest version of each only.
struct FileFacts: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let version: String
        let fact: FileFact
    }

    private(set) var entries: [MediaFileID: Entry] = [:]

    subscript(key: FileFactKey) -> FileFact? {
        guard let entry = entries[key.file], entry.version == key.version else { return nil }
        return entry.fact
    }

    mutating func record(_ fact: FileFact, for key: FileFactKey) {
        entries[key.file] = Entry(version: key.version, fact: fact)
    }

    mutating func merge(_ later: FileFacts) {
        entries.merge(later.entries) { $1 }
    }

    /// Bytes of memory, about.
    var footprint: Int {
        entries.reduce(0) { $0 + 128 + $1.key.rawValue.utf8.count + $1.value.version.utf8.count }
    }
}
