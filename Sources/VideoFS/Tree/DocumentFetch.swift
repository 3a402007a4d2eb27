/// Fetches the small documents of a library and puts them into the form in which they are shown.
struct DocumentFetch: Sendable {
    let service: any VideoService
    let transport: any HTTPTransport

    /// Bytes. A film's subtitles are some 100 KiB, a poster a few MiB.
    private static let limit = 16 << 20

    /// Bytes. A playlist of a day of two-second segments with long addresses.
    private static let playlistLimit = 8 << 20

    func bytes(of source: Document.Source) async throws(ServiceError) -> [UInt8] {
        switch source {
        case .picture(let address):
            return try await service.document(at: address, limit: Self.limit)
        case .subtitle(let subtitle):
            let bytes = try await service.document(at: subtitle.address, limit: Self.limit)
            guard subtitle.kind == .subRip else { return bytes }
            do throws(SubtitleError) {
                return try webVTT(fromSubRip: bytes)
            } catch {
                throw .unusable("a subtitle is not in the form that it claims")
            }
        case .playlist(let file, let video):
            return try await playlist(file, of: video)
        }
    }

    /// A link that does not work is asked for once more: it may have run out on the way.
    private func playlist(_ file: MediaFile, of video: VideoID) async throws(ServiceError) -> [UInt8] {
        let first = try await service.link(to: file, of: video, insteadOf: nil)
        do throws(ServiceError) {
            return try await playlist(under: first)
        } catch .forbidden {
            return try await playlist(
                under: try await service.link(to: file, of: video, insteadOf: first))
        }
    }

    private func playlist(under link: FreshLink) async throws(ServiceError) -> [UInt8] {
        var request = HTTPRequest(address: link.address)
        if let token = link.authorization {
            request.headers.append(("Authorization", "Bearer \(token.value)"))
        }
        let answer: HTTPAnswer
        do throws(HTTPError) {
            answer = try await transport.answer(
                to: request, bodyLimit: Self.playlistLimit, deadline: .seconds(5))
        } catch {
            throw ServiceError(playlist: error)
        }
        switch answer.head.status {
        case 200: break
        case 401, 403, 404, 410: throw .forbidden
        default: throw .unusable("the CDN answered \(answer.head.status) to a playlist")
        }
        do throws(PlaylistError) {
            return try absolutePlaylist(answer.body, base: link.address.secret)
        } catch {
            throw .unusable("a playlist is not one")
        }
    }
}

extension ServiceError {
    fileprivate init(playlist error: HTTPError) {
        self =
            switch error {
            case .unreachable(let reason), .cut(let reason): .unreachable(reason)
            case .timedOut: .timedOut
            case .bodyTooLarge(let limit): .unusable("a playlist has more than \(limit) bytes")
            case .addressRefused(let reason): .unusable(reason)
            case .cancelled: .timedOut
            }
    }
}
