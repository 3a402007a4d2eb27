/// Questions to the metadata service about one tenant.
struct TenantMetadata: Sendable {
    let platform: PikselPlatform
    let tenant: SiteID
    let paths: PikselPathMemory

    typealias Field = (name: String, value: String)

    /// A list was longer than anything real.
    private static let mostPages = 3_000
    /// Pages without anything on them, in a row.
    private static let mostEmptyPages = 5
    /// "perPage 1–100".
    private static let perPage = 100
    /// What the reading of a whole tenant waits for a spent limit: its minute, and the clocks' difference.
    /// Nobody could ever list a tenant of more pages than a minute allows otherwise.
    static let longPatience = Duration.seconds(75)
    /// What everything else waits: as long as a call may take.
    static let patience = Duration.seconds(5)

    /// Reads a whole list.
    ///
    /// - Parameters:
    ///   - resource: of which kind.
    ///   - fields: filters.
    ///   - patience: how long to wait for a spent limit.
    /// - Returns: every element, in the service's order.
    /// - Throws: ``ServiceError``; a list that cannot be read to its end is none.
    func all(
        _ resource: PikselResource, _ fields: [Field] = [], patience: Duration = TenantMetadata.patience
    ) async throws(ServiceError) -> [JSON] {
        try await asking(patience) { client, paths async throws(ServiceError) in
            let first = try address(
                paths.path(of: resource),
                fields + [("continue", "true"), ("perPage", String(Self.perPage))], client)
            return try await pages(of: resource, from: first, client, paths)
        }
    }

    /// Reads single documents by their refs, in one request. Those that the service does not know are missing.
    func read(_ resource: PikselResource, _ refs: [String]) async throws(ServiceError) -> [JSON] {
        let names = refs.filter(Self.isRef).map { PercentEncoding.encode($0) }
        guard !names.isEmpty else { throw .notFound }
        return try await asking(Self.patience, noticesAbsence: false) {
            client, paths async throws(ServiceError) in
            let path = paths.path(of: resource) + "/" + names.joined(separator: ",")
            let answer = try await json(at: try address(path, [], client), client)
            guard let list = paths.list(of: resource, in: answer) else {
                throw .unusable("\(client.host) sent no list of \(resource.rawValue)")
            }
            return list
        }
    }

    /// Asks for the state of a list: how much it holds, and what changed last.
    ///
    /// - Returns: `nil` where the service does not count or sort.
    func mark(_ resource: PikselResource) async throws(ServiceError) -> ListMark? {
        do {
            return try await asking(Self.patience) { client, paths async throws(ServiceError) in
                let fields: [Field] = [
                    ("sort", "-updatedAt"), ("perPage", "1"), ("count", "true"),
                    ("fields", "ref,version,updatedAt"),
                ]
                let answer = try await json(
                    at: try address(paths.path(of: resource), fields, client), client)
                return ListMark(answer, paths.list(of: resource, in: answer))
            }
        } catch {
            guard case .refused = error else { throw error }
            return nil
        }
    }

    /// Whether a text can be a ref (`owner:name`): it becomes part of paths and of filters, where `|`, `*`
    /// and `,` have a meaning.
    static func isRef(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { PikselConfiguration.isName($0) }
    }

    // MARK: - Requests

    private func asking<Value>(
        _ patience: Duration, noticesAbsence: Bool = true,
        _ work: (APIClient, PikselPaths) async throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Value {
        try await platform.asking(
            "metadata", of: tenant.rawValue, patience: patience, noticesAbsence: noticesAbsence
        ) { client async throws(ServiceError) in
            try await work(client, try await paths.paths(of: tenant, client))
        }
    }

    private func address(
        _ path: String, _ fields: [Field], _ client: APIClient
    ) throws(ServiceError) -> WebAddress {
        try client.address(path: path + "?" + Form.encode([("owner", tenant.rawValue)] + fields))
    }

    private func json(at address: WebAddress, _ client: APIClient) async throws(ServiceError) -> JSON {
        switch try await client.get(address) {
        case .modified(let json, _): return json
        case .notModified: throw .unusable("\(client.host) answered \"not changed\" to a first question")
        }
    }

    private func pages(
        of resource: PikselResource, from first: WebAddress, _ client: APIClient, _ paths: PikselPaths
    ) async throws(ServiceError) -> [JSON] {
        var list: [JSON] = []
        var next: WebAddress? = first
        var seen: Set<WebAddress> = []
        var empty = 0
        while let address = next {
            guard seen.insert(address).inserted, seen.count <= Self.mostPages, empty < Self.mostEmptyPages
            else { throw .unusable("\(client.host) gives the list of \(resource.rawValue) no end") }
            let answer = try await json(at: address, client)
            guard let elements = paths.list(of: resource, in: answer) else {
                throw .unusable("\(client.host) sent no list of \(resource.rawValue)")
            }
            list += elements
            empty = elements.isEmpty ? empty + 1 : 0
            let link = answer["meta"].flatMap { ($0["continue"] ?? $0["next"])?.string }
            next = try link.map { link throws(ServiceError) in
                try following(link, client)
            }
        }
        return list
    }

    /// The next page's address: relative to the service, or one of its own.
    private func following(_ link: String, _ client: APIClient) throws(ServiceError) -> WebAddress {
        let base = client.policy.service.path
        let isBelowBase = base != "/" && link.hasPrefix(base.hasSuffix("/") ? String(base) : base + "/")
        var address =
            link.hasPrefix("/") && !link.hasPrefix("//") && !isBelowBase
            ? try client.address(path: link) : try client.own(link)
        if !address.target.contains("owner=") {
            let mark = address.target.contains("?") ? "&" : "?"
            address = try client.own(
                address.text + mark + Form.encode([("owner", tenant.rawValue)]))
        }
        return address
    }
}
