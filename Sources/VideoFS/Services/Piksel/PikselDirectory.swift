/// Where the services of one account are, by the registry's word.
struct PikselDirectory: Sendable, Hashable {
    /// The account that was asked about.
    let account: String
    /// The registry's host, for sentences.
    let registry: String
    private(set) var locations: [String: WebAddress] = [:]
    /// Why an address is not used, by service.
    private(set) var refused: [String: String] = [:]

    /// - Throws: ``ServiceError/unusable(_:)`` for a document that is no list of services.
    init(
        _ json: JSON, account: String, policy: AddressPolicy, allowInsecureHTTP: Bool
    ) throws(ServiceError) {
        self.account = account
        registry = policy.service.host.text
        guard let services = json["services"]?.array else {
            throw .unusable(
                "\(registry) (setting registry-url) is no registry: its answer holds no list of services")
        }
        // More than real registries name by far; a hostile one may name any number.
        for service in services.prefix(500) {
            guard let name = service["name"]?.string, let location = service["location"]?.string,
                locations[name] == nil
            else { continue }
            do throws(HTTPError) {
                let address = try policy.link(location)
                locations[name] =
                    try AddressPolicy(service: address.text, allowInsecureHTTP: allowInsecureHTTP).service
                refused[name] = nil
            } catch { refused[name] = "\(error)" }
        }
    }

    /// - Returns: the base address of a service.
    /// - Throws: ``ServiceError/unusable(_:)`` where there is none that may be asked.
    func location(of service: String) throws(ServiceError) -> WebAddress {
        if let location = locations[service] { return location }
        if let reason = refused[service] {
            throw .unusable("the address that \(registry) gives for \(service) is not used: \(reason)")
        }
        throw .unusable(
            "\(registry) names no \(service) service for '\(account)' (settings account and registry-url)")
    }
}
