/// What the service answered, ready to be known.
enum Answer: Sendable {
    /// The content, new or confirmed. `kept`: the record of the store, where it has one. `former`: that one's
    /// checksum, where it says the same in a form of before.
    case content(LibraryRecord, StoredResource, kept: StoredResource?, former: Checksum?)
    case failure(CatalogError)
}

/// What an answer changed.
struct Landing: Sendable {
    enum Write: Sendable {
        case put(StoredResource)
        case touch(checkedAt: Timestamp, validators: Validators?)
        case removeRecord
    }

    let outcome: Result<Known<LibraryRecord>, CatalogError>
    /// Something else is known now.
    var change: CatalogChange?
    var write: Write?
    /// Left the library with everything they own.
    var dropped: [ResourceKey] = []
    /// To be asked now: they list what the service does not know.
    var asks: [ResourceKey] = []
}

extension CatalogState {
    /// A parent that was asked this recently, in seconds, is not asked again because of a child that
    /// is gone: a package with a hundred dead videos would otherwise be asked for a hundred times.
    private static var parentPatience: Int64 { 60 }

    mutating func land(_ answer: Answer, for key: ResourceKey, at now: Timestamp) -> Landing {
        switch answer {
        case .content(let record, let resource, let kept, let former):
            failures.clear(key)
            fill.answered()
            refreshedAt = max(refreshedAt ?? now, now)
            return land(record, resource, isKept: kept != nil, former: former, for: key, at: now)
        case .failure(.noSuchResource) where key != .account:
            return landAbsence(of: key, at: now)
        case .failure(let error):
            failures.record(error, for: key, at: now) { [resources] in resources[$0] != nil }
            if resources[key] != nil, error.isPassing { fill.retry(key) }
            return Landing(outcome: .failure(error))
        }
    }

    private mutating func land(
        _ record: LibraryRecord, _ resource: StoredResource, isKept: Bool, former: Checksum?,
        for key: ResourceKey, at now: Timestamp
    ) -> Landing {
        let previous = resources[key]
        let checksum = resource.encoded.checksum
        let isWrittenAnew = former != nil && previous?.checksum == former
        let isSame = previous?.checksum == checksum || isWrittenAnew
        let entry = CatalogEntry(
            checkedAt: now,
            changedAt: isSame ? previous?.changedAt ?? now : now,
            version: isSame ? previous?.version ?? 0 : nextVersion(),
            checksum: checksum)
        resources[key] = entry
        var landing = Landing(outcome: .success(entry.known(as: record)))
        if !isSame {
            landing.change = CatalogChange(
                key: key, kind: previous == nil ? .firstSight : .content,
                previous: previous == nil ? nil : self.record(for: key))
            if key.kind == .package { fill.changed(key) }
        }
        // What nobody has asked for yet is on disk when somebody does.
        if key.kind != .video || peopleWaiting > 0 || self.record(for: key) != nil {
            hold(record, size: resource.encoded.size, for: key)
        }
        keepUntilStored(record, for: key)
        if isSame, isKept, !isWrittenAnew {
            landing.write = .touch(checkedAt: now, validators: resource.validators)
        } else {
            var resource = resource
            resource.checkedAt = now
            resource.changedAt = entry.changedAt
            landing.write = .put(resource)
        }
        landing.dropped = drop(resources.list(resource.children, under: key))
        return landing
    }

    /// The service does not know it. Its record goes; whether its name stays is for its parents to say.
    private mutating func landAbsence(of key: ResourceKey, at now: Timestamp) -> Landing {
        var landing = Landing(outcome: .failure(.noSuchResource))
        if resources[key] != nil {
            landing.change = CatalogChange(key: key, kind: .gone, previous: record(for: key))
            fill.changed(key)
        }
        remove(key)
        failures.record(.noSuchResource, for: key, at: now)
        landing.dropped = drop(resources.list([], under: key))
        guard resources.isListed(key) else {
            if landing.change != nil { landing.dropped.append(key) }
            return landing
        }
        landing.write = .removeRecord
        landing.asks = resources.parents(of: key).filter { parent in
            let age = resources[parent].flatMap { now.elapsed(since: $0.checkedAt) }
            return age.map { $0 >= Self.parentPatience } ?? true && refreshes.join(parent)
        }
        return landing
    }

    /// Ends the question about `key`, whose answer the store has: from here on a new one may start.
    ///
    /// - Returns: those to tell, and what leaves the library only now that nobody asks for it.
    mutating func close(
        _ key: ResourceKey
    ) -> (waiters: [Waiter<Known<LibraryRecord>>], dropped: [ResourceKey]) {
        noteStored(key)
        let waiters = refreshes.land(key)
        return (waiters, doomed.remove(key) == nil ? [] : drop([key]))
    }

    /// Drops those of `candidates` that nobody lists, with all that only they listed.
    private mutating func drop(_ candidates: [ResourceKey]) -> [ResourceKey] {
        var open = candidates
        var dropped: [ResourceKey] = []
        while let key = open.popLast() {
            guard !resources.isListed(key) else { continue }
            // Whoever waits for it gets it once more; it leaves after that.
            guard !refreshes.isInFlight(key) else {
                doomed.insert(key)
                continue
            }
            remove(key)
            failures.clear(key)
            fill.drop(key)
            dropped.append(key)
            open += resources.list([], under: key)
        }
        return dropped
    }
}
