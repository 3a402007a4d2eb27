extension PikselService {
    /// The asset's own address, at no request. Where it was refused, the token is tried if the bytes are
    /// the platform's own, else the asset is read again: its address may have been changed.
    func link(
        to file: MediaFile, of video: VideoID, insteadOf refused: FreshLink?
    ) async throws(ServiceError) -> FreshLink {
        guard let refused else { return try plain(file.address) }
        let address = try links.link(refused.address.secret)
        if refused.authorization == nil, platform.registry.mayReceiveToken(address) {
            return FreshLink(
                address: refused.address, life: nil, size: nil,
                authorization: try await platform.tokens.token())
        }
        let now = try await reread(file, of: video)
        let isSame = now.address == refused.address
        guard let authorization = refused.authorization, isSame, platform.registry.mayReceiveToken(address)
        else { return now }
        // The token itself may be what was refused.
        return FreshLink(
            address: now.address, life: nil, size: nil,
            authorization: try await platform.tokens.token(insteadOf: authorization))
    }

    private func plain(_ address: String) throws(ServiceError) -> FreshLink {
        FreshLink(address: SignedAddress(try links.link(address).text), life: nil, size: nil)
    }

    private func reread(_ file: MediaFile, of video: VideoID) async throws(ServiceError) -> FreshLink {
        let ref = file.id.rawValue
        let library = try library(of: Self.owner(of: video.rawValue))
        let asset = try await library.document(.assets, ref)
        guard let address = asset["url"]?.string else { throw .notFound }
        return try plain(address)
    }

    func document(at address: String, limit: Int) async throws(ServiceError) -> [UInt8] {
        do {
            return try await documents.fetch(address, limit: limit)
        } catch {
            // 401 and 403 of somebody else mean what they say.
            guard case .forbidden = error, let link = try? links.link(address),
                let location = platform.registry.location(holding: link)
            else { throw error }
            let client = try platform.client(at: location)
            let answer = try await client.answer(to: try client.own(link.text))
            guard answer.head.status == 200 else {
                throw .unusable("\(client.host) answered a document with status \(answer.head.status)")
            }
            guard answer.body.count <= limit else {
                throw .unusable("\(client.host) sent more than \(limit) bytes")
            }
            return answer.body
        }
    }
}

extension PikselRegistry {
    /// Whether the token may be sent along: only to an origin of the registry's services.
    func mayReceiveToken(_ address: WebAddress) -> Bool {
        location(holding: address) != nil
    }

    /// Whether the account's directory, where it is known, names the service that signs in.
    var knowsIdentity: Bool { knows("identity") }
}
