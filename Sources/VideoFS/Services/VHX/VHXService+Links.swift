extension VHXService {
    /// Seconds that a read waits for a spent limit to open: a person takes that for a slow network, and it is
    /// far within the time after which a read fails.
    private static let patience = Duration.seconds(5)

    /// Asks for a signed link. The call right before the bytes are fetched: it lives half a minute.
    func link(
        to file: MediaFile, of video: VideoID, insteadOf refused: FreshLink?
    ) async throws(ServiceError) -> FreshLink {
        var client = client
        // Whoever only looks at a size is told at once.
        if RequestPurpose.current >= .opening { client.retry.patience = Self.patience }
        let answer = try await client.answer(to: try address(of: file, video), kind: .link)
        let source = try source(in: answer, file)
        let address: WebAddress
        do throws(HTTPError) {
            address = try client.policy.link(source.address)
        } catch {
            throw .unusable("\(client.host) gave a link that is not followed: \(error)")
        }
        // The signer's clock, where the answer shows it: ours may be wrong by more than a link's life.
        let given = answer.head["Date"].flatMap { Timestamp(httpDate: $0) } ?? client.time.now()
        return FreshLink(
            address: SignedAddress(address.text), life: SignedLife.life(of: address.text, at: given),
            size: source.size)
    }

    /// Where the service signs the file: its own address for that, else the documented one.
    private func address(of file: MediaFile, _ video: VideoID) throws(ServiceError) -> WebAddress {
        if !file.address.isEmpty, let address = try? client.own(file.address) { return address }
        let query = VHXResource.query(quality: file.quality, format: file.format)
        return try client.address(path: try VHXEndpoints.files(of: video, query))
    }

    private func source(
        in answer: HTTPAnswer, _ file: MediaFile
    ) throws(ServiceError) -> VHXFileAnswer.Source {
        switch answer.head.status {
        case 301, 302, 303, 307, 308:
            // The signed address itself. It is for the CDN, which must not see our token.
            guard let location = answer.head["Location"] else {
                throw .unusable("\(client.host) redirects to nowhere")
            }
            return VHXFileAnswer.Source(address: location)
        case 204: throw .forbidden
        default:
            let json = try client.json(in: answer)
            return try VHXFileAnswer(json: json, isOfAPI: isOfAPI).source(of: file)
        }
    }

    private func isOfAPI(_ address: String) -> Bool {
        (try? client.own(address)) != nil
    }
}
