/// A resource as it goes to disk and comes back.
struct StoredResource: Hashable, Sendable {
    var encoded: EncodedRecord
    var validators: Validators?
    var checkedAt: Timestamp
    var changedAt: Timestamp
    /// What it lists, so that the next start knows without reading records.
    var children: [ResourceKey]
}

/// Changes that have not reached the disk.
///
/// The newest for each thing wins, so a slow disk makes batches longer, never the queue. With no disk
/// at all this *is* the store.
struct Backlog: Sendable {
    enum ResourceChange: Hashable, Sendable {
        case put(StoredResource)
        /// Confirmed as it is.
        case touch(checkedAt: Timestamp, validators: Validators?)
        case removeRecord
    }

    private(set) var resources: [ResourceKey: ResourceChange] = [:]
    /// Left the library with everything they own. Applied before all else.
    private(set) var dropped: Set<ResourceKey> = []
    private(set) var documents: [DocumentKey: [UInt8]] = [:]
    /// Nobody will ask for these any more, in whatever version. Applied before new ones.
    private(set) var removedDocuments: Set<DocumentKey> = []
    private(set) var facts: [VideoID: FileFacts] = [:]

    var isEmpty: Bool {
        resources.isEmpty && dropped.isEmpty && documents.isEmpty && removedDocuments.isEmpty
            && facts.isEmpty
    }

    mutating func put(_ resource: StoredResource, for key: ResourceKey) {
        resources[key] = .put(resource)
    }

    mutating func touch(_ key: ResourceKey, checkedAt: Timestamp, validators: Validators?) {
        guard case .put(var resource) = resources[key] else {
            resources[key] = .touch(checkedAt: checkedAt, validators: validators)
            return
        }
        resource.checkedAt = checkedAt
        resource.validators = validators
        resources[key] = .put(resource)
    }

    mutating func removeRecord(_ key: ResourceKey) {
        resources[key] = .removeRecord
    }

    mutating func drop(_ keys: some Collection<ResourceKey>) {
        guard !keys.isEmpty else { return }
        let gone = Set(keys)
        let owners = Set(keys.map(\.text))
        dropped.formUnion(gone)
        for key in gone { resources[key] = nil }
        documents = documents.filter { !owners.contains($0.key.owner) }
        facts = facts.filter { !gone.contains(.video($0.key)) }
    }

    mutating func put(_ document: [UInt8], for key: DocumentKey) {
        documents[key] = document
    }

    mutating func removeDocuments(_ keys: some Collection<DocumentKey>) {
        for key in keys { documents[key] = nil }
        removedDocuments.formUnion(keys)
    }

    mutating func put(_ fact: FileFact, for key: FileFactKey) {
        facts[key.video, default: FileFacts()].record(fact, for: key)
    }

    /// Documents can be fetched again and may be large: without a disk they are not collected here.
    mutating func forgetDocuments() {
        documents = [:]
    }

    /// What became of `key` here.
    func resource(_ key: ResourceKey) -> ResourceChange? {
        resources[key] ?? (dropped.contains(key) ? .removeRecord : nil)
    }

    /// Adds what was decided after this.
    mutating func append(_ later: Backlog) {
        drop(later.dropped)
        for (key, change) in later.resources {
            switch change {
            case .put, .removeRecord: resources[key] = change
            case .touch(let checkedAt, let validators):
                touch(key, checkedAt: checkedAt, validators: validators)
            }
        }
        removeDocuments(later.removedDocuments)
        documents.merge(later.documents) { $1 }
        for (video, newer) in later.facts { facts[video, default: FileFacts()].merge(newer) }
    }
}
