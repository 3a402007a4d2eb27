internal import Synchronization

/// What asking the service anew brought.
struct RefreshReport: Hashable, Sendable {
    /// Questions about sites, packages and videos.
    var asked = 0
    /// Those that were answered with something else than was known.
    var changed = 0
}

/// Asking now, because somebody said so.
extension Catalog {
    /// Questions at a time. "Not changed" is answered in milliseconds, and a library may have a thousand
    /// packages.
    private static let refreshWidth = 4

    /// Asks about a resource, and then about what is known of what it lists: of a package its videos, of a site
    /// its packages, of the account its sites and all packages.
    ///
    /// - Throws: why a question failed that may be answered another time. Then some were not asked. What the
    ///   service does not have any more, or does not let the account have, is an answer.
    func refreshAll(under key: ResourceKey) async throws(CatalogError) -> RefreshReport {
        var report = RefreshReport()
        report.asked += 1
        if try await refresh(key) { report.changed += 1 }
        switch key {
        case .account:
            let listed = known(.account, listing: [.site, .package])
            // First the sites: what they list, they may not any more.
            try await refreshAll(listed.filter { $0.kind == .site }, into: &report)
            let sites = listed.filter { $0.kind == .site }
            let offered = sites.flatMap { known($0, listing: [.package]) }
            let packages = known(.account, listing: [.package]) + offered
            var seen = Set<ResourceKey>()
            try await refreshAll(packages.filter { seen.insert($0).inserted }, into: &report)
        case .site: try await refreshAll(known(key, listing: [.package]), into: &report)
        case .package: try await refreshAll(known(key, listing: [.video]), into: &report)
        case .video: break
        }
        return report
    }

    /// Those listed by a resource whose own record is known.
    private func known(_ parent: ResourceKey, listing kinds: Set<ResourceKey.Kind>) -> [ResourceKey] {
        state.withLock { state in
            state.resources.children(of: parent).filter {
                kinds.contains($0.kind) && state.resources[$0] != nil
            }
        }
    }

    private func refreshAll(
        _ keys: [ResourceKey], into report: inout RefreshReport
    ) async throws(CatalogError) {
        var rest = keys[...]
        var failure: CatalogError?
        var outcomes: [Result<Bool, CatalogError>] = []
        await withTaskGroup(of: Result<Bool, CatalogError>.self) { group in
            func askNext() {
                guard let key = rest.popFirst() else { return }
                group.addTask {
                    await Result.catching { () async throws(CatalogError) in try await self.refresh(key) }
                }
            }
            for _ in 0..<Self.refreshWidth { askNext() }
            for await outcome in group {
                outcomes.append(outcome)
                if case .failure(let error) = outcome, error.isPassing { failure = failure ?? error }
                if failure == nil { askNext() }
            }
        }
        report.asked += outcomes.count
        report.changed += outcomes.count { (try? $0.get()) == true }
        if let failure { throw failure }
    }
}
