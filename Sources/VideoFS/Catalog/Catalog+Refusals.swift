internal import Synchronization

/// What the account may not look at, remembered over restarts: a listing that does without it must not become
/// unknown because the service is away.
extension Catalog {
    /// Whether the service said, when it last answered, that it does not show this to the account. Asks anew in
    /// the background where that is long ago.
    func isRefused(_ key: ResourceKey) -> Bool {
        guard documents.size(.refusal(of: key)) != nil else { return false }
        let now = now()
        if state.withLock({ $0.asksAgain(key, timeToLive: timeToLive, at: now) }) { askInBackground(key) }
        return true
    }

    /// Remembers a refusal, or that there is none any more. Of sites only: the account lists those from which
    /// it bought, and may look at none but those where it sells.
    func noteRefusal(_ answer: Answer, of key: ResourceKey) {
        guard key.kind == .site else { return }
        switch answer {
        case .content: documents.forget(.refusal(of: key))
        case .failure(.notEntitled), .failure(.noSuchResource): documents.keep([], for: .refusal(of: key))
        case .failure: break
        }
    }
}

extension CatalogState {
    /// Whether the caller must ask about something that was refused: it has been counted as doing so.
    fileprivate mutating func asksAgain(
        _ key: ResourceKey, timeToLive: Duration, at now: Timestamp
    ) -> Bool {
        if let failure = failures[key] {
            let age = now.elapsed(since: failure.at) ?? .max
            guard !failure.holdsBackRefresh(at: now),
                !failure.error.isRefusal || age >= timeToLive.components.seconds
            else { return false }
        }
        return refreshes.join(key)
    }
}

extension CatalogError {
    fileprivate var isRefusal: Bool {
        switch self {
        case .notEntitled, .noSuchResource: true
        case .signedOut, .misconfigured, .budgetSpent, .unreachable, .timedOut, .unusable: false
        }
    }
}

extension DocumentKey {
    /// Stands among the documents of a resource, empty, for as long as it is refused.
    fileprivate static func refusal(of key: ResourceKey) -> DocumentKey {
        DocumentKey(owner: key.text, part: "refusal", version: "1")
    }
}
