/// One question to the service about one resource, with what is known as its condition.
struct Question: Sendable {
    let service: any VideoService
    let store: CatalogStore

    func answer(about key: ResourceKey) async -> Answer {
        let kept = store.resource(key)
        do throws(ServiceError) {
            let fetched = try await fetch(key, ifChangedSince: kept?.validators)
            if let answer = answer(fetched, kept: kept, about: key) { return answer }
            // Confirmed, but what was kept is of no use (written by another version): once more, whole.
            let whole = try await fetch(key, ifChangedSince: nil)
            return answer(whole, kept: nil, about: key)
                ?? .failure(.unusable("the service confirmed what it was not asked about"))
        } catch {
            return .failure(CatalogError(error))
        }
    }

    private func fetch(
        _ key: ResourceKey, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<LibraryRecord> {
        switch key {
        case .account: try await service.account(ifChangedSince: validators).map { .account($0) }
        case .site(let id): try await service.site(id, ifChangedSince: validators).map { .site($0) }
        case .package(let id): try await service.package(id, ifChangedSince: validators).map { .package($0) }
        case .video(let id): try await service.video(id, ifChangedSince: validators).map { .video($0) }
        }
    }

    private func answer(
        _ fetched: Fetched<LibraryRecord>, kept: StoredResource?, about key: ResourceKey
    ) -> Answer? {
        switch fetched {
        case .modified(let record, let validators):
            // The times are set where the answer lands.
            let resource = StoredResource(
                encoded: EncodedRecord(record), validators: validators, checkedAt: .unset,
                changedAt: .unset, children: record.children)
            var former: Checksum?
            // Only the form is another, perhaps: then nothing has changed.
            if let kept, kept.encoded.isOfOldForm, kept.encoded.decoded(as: key.kind) == record {
                former = kept.encoded.checksum
            }
            return .content(record, resource, kept: kept, former: former)
        case .notModified:
            guard let kept, let record = kept.encoded.decoded(as: key.kind) else { return nil }
            var resource = kept
            resource.children = record.children
            guard kept.encoded.isOfOldForm else {
                return .content(record, resource, kept: kept, former: nil)
            }
            resource.encoded = EncodedRecord(record)
            return .content(record, resource, kept: kept, former: kept.encoded.checksum)
        }
    }
}

extension Timestamp {
    fileprivate static let unset = Timestamp(rawValue: 0)
}

extension Fetched {
    fileprivate func map<Other: Sendable>(_ transform: (Value) -> Other) -> Fetched<Other> {
        switch self {
        case .notModified: .notModified
        case .modified(let value, let validators): .modified(transform(value), validators)
        }
    }
}
