/// What is known of one resource without its record.
struct CatalogEntry: Hashable, Sendable {
    var checkedAt: Timestamp
    var changedAt: Timestamp
    var version: UInt64
    /// Of the encoded record: tells change, and damage on disk.
    var checksum: Checksum
}

/// All that a catalog holds in memory from its start: everything but records, documents and
/// what the CDN said.
struct Inventory: Sendable {
    var resources = KnownResources()
    /// When anything was last asked about.
    var checkedAt: Timestamp?
    var documents = DocumentSizes()
}

/// The sizes of all documents kept, the newest version of each part only.
struct DocumentSizes: Sendable {
    private struct Entry {
        let version: String
        let size: Int
    }

    /// By owner, so that a removed resource's documents are found at once.
    private var entries: [String: [String: Entry]] = [:]

    /// Bytes.
    subscript(key: DocumentKey) -> Int? {
        guard let entry = entries[key.owner]?[key.part], entry.version == key.version else { return nil }
        return entry.size
    }

    mutating func record(_ size: Int, for key: DocumentKey) {
        entries[key.owner, default: [:]][key.part] = Entry(version: key.version, size: size)
    }

    mutating func forget(_ key: DocumentKey) {
        guard self[key] != nil else { return }
        entries[key.owner]?[key.part] = nil
    }

    mutating func drop(owner: String) {
        entries[owner] = nil
    }

    var owners: [String] { Array(entries.keys) }

    /// All documents of one owner.
    func keys(of owner: String) -> [DocumentKey] {
        (entries[owner] ?? [:]).map { DocumentKey(owner: owner, part: $0.key, version: $0.value.version) }
    }
}
