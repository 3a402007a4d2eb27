internal import Synchronization

extension PikselService {
    /// Asks who is signed in and which tenants that opens; the configured account comes first where it is one of
    /// them, and is taken for the only one where nobody says.
    func readAccount() async throws(ServiceError) -> AccountRecord {
        let verification = try await verified()
        var names = verification?.tenants?.map { PikselTenantName(name: $0, title: nil) } ?? []
        if names.isEmpty { names = try await tenantNames() }
        if names.isEmpty { names = [PikselTenantName(name: account, title: nil)] }
        if let place = names.firstIndex(where: { $0.name == account }) {
            names.insert(names.remove(at: place), at: 0)
        }
        remember(verification, names)
        return AccountRecord(
            name: configuredName ?? verification?.user,
            sites: names.map { SiteSummary(id: SiteID(rawValue: $0.name), title: $0.name, key: $0.name) },
            packages: [])
    }

    private func remember(_ verification: PikselVerification?, _ names: [PikselTenantName]) {
        session.withLock { session in
            session.verification = verification
            session.verification?.tenants = names.map(\.name)
            for name in names { session.titles[name.name] = name.title ?? session.titles[name.name] }
        }
    }

    /// - Returns: `nil` where the identity service does not say.
    private func verified() async throws(ServiceError) -> PikselVerification? {
        guard let json = try await identity("/oauth/token") else { return nil }
        return PikselVerification(json)
    }

    private func tenantNames() async throws(ServiceError) -> [PikselTenantName] {
        let answer = try await identity("/pauth/tenants")
        let tenants = (answer?["tenants"]?.array ?? []).compactMap(PikselTenantName.init)
        var seen: Set<String> = []
        return tenants.filter { seen.insert($0.name).inserted }
    }

    /// Not every deployment has these questions: then there is the configured account.
    private func identity(_ path: String) async throws(ServiceError) -> JSON? {
        do {
            return try await platform.asking("identity", of: account, patience: TenantMetadata.patience) {
                client async throws(ServiceError) in
                switch try await client.get(try client.address(path: path)) {
                case .modified(let json, _): json
                case .notModified: JSON.null
                }
            }
        } catch {
            switch error {
            case .forbidden, .notFound, .refused: return nil
            case .unusable where isRegistered: return nil
            default: throw error
            }
        }
    }

    /// Whether there is an identity service at all: without one there is nothing to fall back on.
    private var isRegistered: Bool { platform.registry.knowsIdentity }
}
