/// Which addresses may be asked.
///
/// A person chooses the service's address, and is trusted with it. Every other address is the service's
/// word, and a service (or whoever answers in its name) must not be able to make this machine talk to its
/// owner's network, nor to send a signed address over a readable line.
struct AddressPolicy: Sendable {
    /// The service's own address, as a person set it.
    let service: WebAddress
    /// Whether links may lead over plain http although the service itself does not.
    var opensPlainLinks = false
    /// Origins that a person trusts for links, wherever they are and however they are reached.
    var trusted: Set<WebAddress.Origin> = []

    /// - Parameters:
    ///   - address: the setting's text.
    ///   - allowInsecureHTTP: whether plain http may leave this machine.
    /// - Throws: ``HTTPError/addressRefused(_:)``.
    init(service address: String, allowInsecureHTTP: Bool) throws(HTTPError) {
        let service = try WebAddress(address)
        guard service.scheme == .https || service.host.reach == .loopback || allowInsecureHTTP else {
            throw .addressRefused("plain http is readable by everyone on the way")
        }
        self.service = service
    }

    /// Checks an address that the service gave for bytes: a film, a subtitle, a picture.
    ///
    /// - Returns: the address, taken apart.
    /// - Throws: ``HTTPError/addressRefused(_:)`` unless it is https (http where the service itself is,
    ///   or where a person allowed it) and leads to the public network, or to the kind of place where the service itself is.
    func link(_ address: String) throws(HTTPError) -> WebAddress {
        let link = try service.resolve(address)
        guard !trusted.contains(link.origin) else { return link }
        guard link.scheme == .https || service.scheme == .http || opensPlainLinks else {
            throw .addressRefused("a link over plain http from a service that speaks https")
        }
        guard link.host.reach == .everyone || link.host.reach == service.host.reach else {
            throw .addressRefused("a link into \(link.host.reach.place)")
        }
        return link
    }

    /// Whether the service's credentials may go to this address.
    func isOwn(_ address: WebAddress) -> Bool {
        address.origin == service.origin
    }
}

extension Host.Reach {
    /// For sentences.
    fileprivate var place: String {
        switch self {
        case .everyone: "the public network"
        case .loopback: "this machine"
        case .privateNetwork: "a private network"
        case .linkLocal: "the local link"
        case .carrier: "a provider's inner network"
        case .reserved: "a reserved range"
        }
    }
}
