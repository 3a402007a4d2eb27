extension PikselService {
    /// - Parameters:
    ///   - method: an HTTP method.
    ///   - path: of the metadata service, or of another one of the registry's as `identity:/oauth/token`, or an
    ///     address of one of them.
    ///   - fields: sent in the query of a `GET` or `HEAD`, as a form otherwise.
    /// - Returns: status and body, whatever the status is.
    /// - Throws: ``ServiceError`` where there is no answer, or for an address that is not the service's.
    func raw(
        method: String, path: String, fields: [(String, String)]
    ) async throws(ServiceError) -> (status: Int, body: [UInt8]) {
        let (client, path) = try await target(of: path)
        let owned = try withOwner(path, fields)
        return try await client.raw(
            method: method, path: owned, form: fields.map { (name: $0.0, value: $0.1) })
    }

    private func target(of path: String) async throws(ServiceError) -> (APIClient, String) {
        let directory = try await platform.directory(of: account)
        if path.contains("://"), !path.hasPrefix("/") {
            guard let address = try? WebAddress(path),
                let location = platform.registry.location(holding: address)
            else {
                throw .misdirected(
                    "\(SignedAddress(path)) is not an address of the service; the registry names \(names(directory))"
                )
            }
            return (try platform.client(at: location), path)
        }
        if let colon = path.firstIndex(of: ":"), PikselConfiguration.isName(path[..<colon]) {
            let service = String(path[..<colon])
            let rest = String(path[path.index(after: colon)...])
            guard directory.locations[service] != nil else {
                throw .misdirected("there is no service \(service); the registry names \(names(directory))")
            }
            return (try platform.client(at: try directory.location(of: service)), rest)
        }
        return (try platform.client(at: try directory.location(of: "metadata")), path)
    }

    private func names(_ directory: PikselDirectory) -> String {
        directory.locations.keys.sorted().prefix(20).joined(separator: ", ")
    }

    /// Every question about resources names the owner.
    private func withOwner(
        _ path: String, _ fields: [(String, String)]
    ) throws(ServiceError) -> String {
        let isResource = path.contains("/data/") || path.hasPrefix("data/")
        let isNamed = path.contains("owner=") || fields.contains { $0.0 == "owner" }
        guard isResource, !isNamed else { return path }
        return path + (path.contains("?") ? "&" : "?") + Form.encode([("owner", account)])
    }
}
