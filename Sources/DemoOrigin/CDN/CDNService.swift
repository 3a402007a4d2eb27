internal import Foundation

/// The CDN: media behind signed links; subtitles, pictures and the parts of playlists for everybody.
struct CDNService: OriginService {
    let name = DemoService.cdn
    let state: OriginState

    func answer(_ request: IncomingRequest, faults: [DemoFault.Action]) -> Answer {
        guard request.method == "GET" || request.method == "HEAD" else { return Self.refusal(405) }
        if let status = faults.lazy.compactMap(\.refusedLink).first { return Self.refusal(status) }
        guard let file = file(at: "/" + request.components.joined(separator: "/")) else {
            return Self.refusal(404)
        }
        if file.isSigned {
            // Once, now: a body that is on its way outlives its link.
            guard state.signer.accepts(file.path, parameters: request.parameters, at: state.now()) else {
                return Self.refusal(403)
            }
        }
        guard let bytes = try? MediaBytes(file.media) else { return Self.refusal(500) }
        return answer(
            request, with: faults.contains(.changeVersion) ? bytes.replaced : bytes, of: file, faults: faults)
    }

    private struct File {
        let path: String
        let media: DemoMedia
        let isSigned: Bool
        let modified: Date
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
        let words = [403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 410: "Gone"]
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
