internal import Foundation

/// The CDN: media behind signed links; subtitles, pictures and the parts of playlists for everybody.
///
/// Where the platform is served, everything is below ``DemoLibrary/openFolder`` too, without signatures.
struct CDNService: OriginService {
    let name = DemoService.cdn
    let state: OriginState

    func answer(_ request: IncomingRequest, faults: [DemoFault.Action]) -> Answer {
        guard request.method == "GET" || request.method == "HEAD" else { return Self.refusal(405) }
        if let status = faults.lazy.compactMap(\.refusedLink).first { return Self.refusal(status) }
        let path = "/" + request.components.joined(separator: "/")
        guard let file = openFile(at: path) ?? file(at: path) else { return Self.refusal(404) }
        if file.isOpen, state.mediaNeedsToken {
            guard let token = request.bearerToken, state.tokens.holding(of: token, at: state.now()) != nil
            else { return Self.refusal(401) }
        }
        if let status = file.refusal { return Self.refusal(status) }
        if file.isSigned {
            // Once, now: a body that is on its way outlives its link.
            guard state.signer.accepts(file.path, parameters: request.parameters, at: state.now()) else {
                return Self.refusal(403)
            }
            if faults.contains(.revokeLink) { state.signer.revoke(file.path, parameters: request.parameters) }
        }
        guard let bytes = try? MediaBytes(file.media) else { return Self.refusal(500) }
        return answer(
            request, with: faults.contains(.changeVersion) ? bytes.replaced : bytes, of: file, faults: faults)
    }

    private struct File {
        let path: String
        let media: DemoMedia
        var isSigned: Bool
        let modified: Date
        /// Whether it was asked for without signature, by right.
        var isOpen = false
        /// The status that it is refused with.
        var refusal: Int?
    }

    /// A file below the folder of those without signature.
    private func openFile(at path: String) -> File? {
        guard let folder = state.openFolder, path.hasPrefix("/\(folder)/") else { return nil }
        let rest = String(path.dropFirst(folder.count + 1))
        let components = rest.split(separator: "/").map(String.init)
        guard components.first != "documents" else { return documentFile(components, at: path) }
        guard var file = file(at: rest) else { return nil }
        file.isSigned = false
        file.isOpen = true
        if ["media", "hls"].contains(components[0]), let id = Int(components[1]),
            let (_, _, entitlement) = state.index.video(id), entitlement != .owned
        {
            file.refusal = 403
        }
        return file
    }

    /// `documents/OWNER/NAME/FILE`: what an asset of the platform holds.
    private func documentFile(_ components: [String], at path: String) -> File? {
        guard components.count == 4, let assets = state.pikselIndex.tenant(components[1])?.assets,
            let place = assets.place(named: components[2])
        else { return nil }
        let document = assets.document(place)
        guard let media = document.media, document.fileName == components[3] else { return nil }
        return File(
            path: path, media: media, isSigned: false, modified: document.updatedAt, isOpen: true,
            refusal: document.refusal)
    }

    private func file(at path: String) -> File? {
        let components = path.split(separator: "/").map(String.init)
        let index = state.index
        if components.first == "assets", components.count == 4, let id = Int(components[2]) {
            if components[1] == "packages", let (package, _) = index.package(id) {
                return package.publicFiles[path].map {
                    File(path: path, media: $0, isSigned: false, modified: package.updatedAt)
                }
            }
            guard components[1] == "videos", let (video, _, _) = index.video(id) else { return nil }
            return video.publicFiles[path].map {
                File(path: path, media: $0, isSigned: false, modified: video.updatedAt)
            }
        }
        guard ["media", "hls"].contains(components.first), components.count > 2, let id = Int(components[1]),
            let (video, _, _) = index.video(id)
        else { return nil }
        if let number = video.filePaths.firstIndex(of: path) {
            return File(
                path: path, media: video.files[number].media, isSigned: true, modified: video.updatedAt)
        }
        return video.publicFiles[path].map {
            File(path: path, media: $0, isSigned: false, modified: video.updatedAt)
        }
    }

    private func answer(
        _ request: IncomingRequest, with bytes: MediaBytes, of file: File, faults: [DemoFault.Action]
    ) -> Answer {
        let validators = Validators(entityTag: "\"\(bytes.version)\"", modified: file.modified)
        if let tags = request.header("If-Match"), !Validators.list(tags, contains: validators.entityTag) {
            return Self.refusal(412)
        }
        var answer = validators.isNotModified(request) ? Answer(304) : Answer(200, content: bytes)
        validators.mark(&answer)
        answer["Accept-Ranges"] = "bytes"
        guard answer.status == 200 else { return answer }
        answer["Content-Type"] = MediaType.of(path: file.path)
        // RFC 9110, section 14.2: ranges have a meaning for GET only.
        guard request.method == "GET", !faults.contains(.ignoreRange), request.mayUseRange(of: validators)
        else {
            return answer
        }
        switch ByteRange(header: request.header("Range"), length: bytes.length) {
        case .whole:
            return answer
        case .unsatisfiable:
            var refusal = Self.refusal(416)
            refusal["Content-Range"] = "bytes */\(bytes.length)"
            refusal["Accept-Ranges"] = "bytes"
            validators.mark(&refusal)
            return refusal
        case .part(let range):
            let shift: Int64 = faults.contains(.wrongContentRange) ? 1 : 0
            let total = bytes.length + (faults.contains(.wrongTotal) ? 1 : 0)
            answer.status = 206
            answer.range = range
            answer["Content-Range"] =
                "bytes \(range.lowerBound + shift)-\(range.upperBound - 1 + shift)/\(total)"
            return answer
        }
    }

    private static func refusal(_ status: Int) -> Answer {
        let words = [
            401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 410: "Gone",
        ]
        return Answer(status, type: "text/plain; charset=utf-8", text: (words[status] ?? "Refused") + "\n")
    }
}

extension IncomingRequest {
    /// Whether `If-Range` is missing or names exactly this version: a weak tag never does.
    fileprivate func mayUseRange(of validators: Validators) -> Bool {
        guard let condition = header("If-Range") else { return true }
        return condition == validators.entityTag || condition == validators.modified.httpText
    }
}

extension DemoFault.Action {
    fileprivate var refusedLink: Int? {
        if case .expireNow(let status) = self { status } else { nil }
    }
}
