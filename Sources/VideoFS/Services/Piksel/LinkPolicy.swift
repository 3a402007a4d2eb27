/// Which addresses of media may be asked.
///
/// Media lie with others, and the platform's own documents give many of them as plain http. Nothing secret
/// goes there, but what comes could have been changed on the way, so a person has to allow it: for
/// everything, or for single origins.
struct LinkPolicy: Sendable {
    let policy: AddressPolicy

    init(policy: AddressPolicy, allowInsecureHTTP: Bool, origins: [String]) {
        var policy = policy
        policy.opensPlainLinks = allowInsecureHTTP
        policy.trusted = Set(origins.compactMap { try? WebAddress($0).origin })
        self.policy = policy
    }

    /// - Throws: ``ServiceError/unusable(_:)`` with what to change.
    func link(_ address: String) throws(ServiceError) -> WebAddress {
        // Relative ones would be taken for the registry's, which keeps no media.
        guard address.contains("://") else { throw .unusable("the file's address leads nowhere") }
        do { return try policy.link(address) } catch {
            throw .unusable("the file's address is not followed: \(error)")
        }
    }
}
