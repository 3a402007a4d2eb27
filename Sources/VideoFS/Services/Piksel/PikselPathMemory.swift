internal import Synchronization

/// The descriptors that were read, as long as the process runs: they change with releases of the platform.
final class PikselPathMemory: Sendable {
    private let known = Mutex<[Key: PikselPaths]>([:])
    private let flights = Flights<Key, PikselPaths>()

    private struct Key: Hashable, Sendable {
        var location: WebAddress
        var tenant: SiteID
    }

    /// - Returns: where the tenant's resources are; the documented places where the service does not say.
    /// - Throws: ``ServiceError/signedOut(_:)`` and ``ServiceError/budgetSpent(until:)``: the next question would
    ///   have no other answer.
    func paths(of tenant: SiteID, _ client: APIClient) async throws(ServiceError) -> PikselPaths {
        let key = Key(location: client.policy.service, tenant: tenant)
        if let known = known.withLock({ $0[key] }) { return known }
        return try await flights.value(of: key) { () async throws(ServiceError) in
            do throws(ServiceError) {
                let query = Form.encode([("owner", tenant.rawValue)])
                let address = try client.address(path: "/descriptor/raw?" + query)
                guard case .modified(let json, _) = try await client.get(address) else {
                    return PikselPaths()
                }
                return self.keep(PikselPaths(json), key)
            } catch {
                switch error {
                case .signedOut, .misconfigured, .misdirected, .budgetSpent: throw error
                // May be otherwise in a moment.
                case .unreachable, .timedOut: return PikselPaths()
                case .notPaid, .forbidden, .notFound, .refused, .unusable:
                    return self.keep(PikselPaths(), key)
                }
            }
        }
    }

    private func keep(_ paths: PikselPaths, _ key: Key) -> PikselPaths {
        known.withLock { known in
            known[key] = paths
            return paths
        }
    }
}
