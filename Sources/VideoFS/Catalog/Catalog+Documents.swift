internal import Synchronization

/// Small derived contents, and what the CDN said of large ones.
extension Catalog {
    /// Gives a document that is kept, from memory or by one read of the local file.
    func knownDocument(_ key: DocumentKey) -> [UInt8]? {
        documents.body(key)
    }

    /// The document's size in bytes, if it is kept. From memory.
    func knownDocumentSize(_ key: DocumentKey) -> Int? {
        documents.size(key)
    }

    /// Gives a document that is kept, else fetches and keeps it. Callers share one fetch; a failure is
    /// remembered as briefly as a resource's.
    ///
    /// - Parameters:
    ///   - key: which one.
    ///   - deadline: how long to wait for it. The fetch goes on after that.
    ///   - fetch: gets it from where it is. Runs in a task of its own.
    /// - Returns: its bytes.
    /// - Throws: what `fetch` throws, now or a moment ago; ``CatalogError/timedOut``.
    func document(
        _ key: DocumentKey, within deadline: Duration = Catalog.deadline,
        fetch: @escaping @Sendable () async throws(CatalogError) -> [UInt8]
    ) async throws(CatalogError) -> [UInt8] {
        try await documents.body(key, within: deadline, on: clock, fetch: fetch)
    }

    /// Removes documents of resources that are not in the library, such as those whose fetch landed after they had
    /// left it. To be called at leisure: it goes through all documents.
    ///
    /// - Parameter most: how many owners at most; the next start has the rest.
    func removeOrphans(most: Int = 10_000) {
        var found = 0
        for owner in documents.owners where found < most {
            guard let key = ResourceKey(text: owner), isOrphan(key) else { continue }
            documents.remove(of: key)
            found += 1
        }
    }

    /// Of an account that is not known nobody can say what belongs to it.
    private func isOrphan(_ key: ResourceKey) -> Bool {
        state.withLock { state in
            state.resources[.account] != nil && state.resources[key] == nil && !state.resources.isListed(key)
        }
    }

    /// Removes those documents of a video that its record does not name any more.
    func keepDocuments(_ parts: Set<String>, of video: VideoID) {
        documents.remove(of: .video(video), except: parts)
    }

    /// What the CDN said of this version of the file, if it was ever asked.
    func fileFact(_ key: FileFactKey) -> FileFact? {
        facts[key]
    }

    /// Remembers what the CDN said. Facts of the file's other versions are forgotten.
    func record(_ fact: FileFact, for key: FileFactKey) {
        facts.record(fact, for: key)
    }
}
