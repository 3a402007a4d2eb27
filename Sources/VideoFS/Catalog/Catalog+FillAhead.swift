internal import Synchronization

/// Asking for what will be needed, with requests that nobody else needs.
extension Catalog {
    /// Somebody has looked into a package: its videos are likely to be looked at next.
    func looked(at package: PackageID) {
        let now = now()
        if state.withLock({ $0.fill.looked(at: .package(package), now: now) }) { signalFilling() }
    }

    /// Asks for what will be needed until the calling task is cancelled. To be called once.
    ///
    /// - Parameter allowance: what the budget says now.
    func fillAhead(_ allowance: @escaping @Sendable () -> FillAhead.Allowance) async {
        await RequestPurpose.$current.withValue(.background) {
            await withDiscardingTaskGroup { group in
                var alarm: Task<Void, Never>?
                signalFilling()
                for await _ in filling.stream {
                    alarm?.cancel()
                    alarm = nil
                    steps: while !Task.isCancelled {
                        switch nextToFill(allowance()) {
                        case .ask(let key): group.addTask { await self.fillIn(key) }
                        case .wait(let until):
                            alarm = until.map { self.alarm(at: $0) }
                            break steps
                        }
                    }
                }
                alarm?.cancel()
                group.cancelAll()
            }
        }
    }

    func signalFilling() {
        filling.continuation.yield()
    }

    private func nextToFill(_ allowance: FillAhead.Allowance) -> FillAhead.Step {
        let now = now()
        return state.withLock { $0.nextToFill(allowance, timeToLive: timeToLive, at: now) }
    }

    private func fillIn(_ key: ResourceKey) async {
        let ending: FillAhead.Ending
        do throws(CatalogError) {
            _ = try await refresh(key)
            ending = .answered
        } catch {
            ending = FillAhead.Ending(error)
        }
        let now = now()
        state.withLock { $0.fill.ended(key, ending, at: now) }
        signalFilling()
    }

    /// Signals at a time of day, and at the latest after a minute: the time may have been set meanwhile.
    private func alarm(at moment: Timestamp) -> Task<Void, Never> {
        let wait = min(max(moment.elapsed(since: now()) ?? 0, 1), 60)
        return Task {
            // Thrown only when it is not waited for any more.
            guard (try? await clock.sleep(for: .seconds(wait))) != nil else { return }
            signalFilling()
        }
    }
}

extension FillAhead.Ending {
    init(_ error: CatalogError) {
        self =
            switch error {
            case .noSuchResource, .notEntitled: .refused
            case .unusable: .unusable
            case .unreachable, .timedOut, .signedOut, .misconfigured: .failed
            case .budgetSpent(let until): .spent(until: until)
            }
    }
}

extension CatalogState {
    mutating func nextToFill(
        _ allowance: FillAhead.Allowance, timeToLive: Duration, at now: Timestamp
    ) -> FillAhead.Step {
        let view = FillView(
            resources: resources, refreshes: refreshes, failures: failures,
            timeToLive: timeToLive, now: now)
        return fill.next(at: now, allowance: allowance, isBusy: peopleWaiting > 0, view: view)
    }
}

/// The catalog as ``FillAhead`` looks at it.
private struct FillView: FillAhead.View {
    let resources: KnownResources
    let refreshes: Refreshes<ResourceKey, Known<LibraryRecord>>
    let failures: FailureMemory<ResourceKey>
    let timeToLive: Duration
    let now: Timestamp

    func standing(of key: ResourceKey) -> FillAhead.Standing {
        if refreshes.isInFlight(key) { return .underway }
        if let entry = resources[key] {
            let freshness = Freshness(
                checkedAt: entry.checkedAt, timeToLive: timeToLive, now: now, failure: nil)
            return freshness == .fresh ? .fresh : .old
        }
        switch failures.remembered(key, at: now) {
        case .noSuchResource, .notEntitled, .unusable: return .refused
        default: return .unknown
        }
    }

    func videos(of key: ResourceKey) -> [ResourceKey] {
        resources.children(of: key)
    }
}
