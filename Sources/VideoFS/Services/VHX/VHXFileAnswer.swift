/// What `GET /videos/:id/files` answered, in any of the forms that are known of this service.
///
/// Documented and recorded: a list of files, filtered or not; one file; a list inside `_embedded.files`; an
/// object from delivery names to addresses. The signed address is a file's `_links.source.href`, or where
/// an address stands that is not of the API.
struct VHXFileAnswer {
    let json: JSON
    /// Whether an address leads back to the API, and so is not signed.
    let isOfAPI: (String) -> Bool

    /// A signed address and what came with it.
    struct Source: Hashable {
        var address: String
        var size: Int64?
    }

    /// Finds the file that was asked for.
    ///
    /// - Throws: ``ServiceError/forbidden`` where nothing is signed, which is how this service says "not
    ///   yours" (and "protected"); ``ServiceError/unusable(_:)`` where only other files are.
    func source(of file: MediaFile) throws(ServiceError) -> Source {
        if let address = json.string, !isOfAPI(address) { return Source(address: address) }
        if let elements = files {
            return try pick(elements, file)
        }
        guard let members = json.object else { throw .unusable("the service's answer names no file") }
        if let address = deliveries(members, file) { return Source(address: address) }
        throw .forbidden
    }

    private var files: [VHXResource]? {
        if let elements = json.array { return elements.map(VHXResource.init) }
        let object = VHXResource(json)
        if let elements = object.children("files") ?? object.children("items") { return elements }
        let isFile = ["_links", "quality", "format", "uri", "url", "href", "source"].contains {
            json[$0] != nil
        }
        return isFile ? [object] : nil
    }

    private func pick(_ elements: [VHXResource], _ file: MediaFile) throws(ServiceError) -> Source {
        guard !elements.isEmpty else { throw .forbidden }
        let matching = elements.filter {
            fits($0["quality"], file.quality) && fits($0["format"], file.format)
        }
        guard !matching.isEmpty else {
            throw .unusable("the service gave no link for \(file.quality ?? "?").\(file.format ?? "?")")
        }
        // Of several with these words the one that also agrees in codec and method.
        let best =
            matching.filter { fits($0["codec"], file.codec) && fits($0["method"], file.method) }
            + matching.filter { fits($0["method"], file.method) } + matching
        for element in best {
            guard let address = signedAddress(in: element) else { continue }
            return Source(address: address, size: VHXResource.isPlaylist(file.format) ? nil : element.size)
        }
        throw .forbidden
    }

    /// A word that the answer leaves out contradicts nothing.
    private func fits(_ said: JSON?, _ wanted: String?) -> Bool {
        guard let said = said?.text, let wanted else { return true }
        return said.lowercased() == wanted.lowercased()
    }

    private func signedAddress(in element: VHXResource) -> String? {
        if let address = element.link("source") { return address }
        let places = [
            element["source"]?["href"], element["source"], element["url"], element["uri"], element["href"],
        ]
        return places.lazy.compactMap { $0?.string }.first { !isOfAPI($0) }
    }

    /// The form of 2014's player: `{"hls": "https://…", "mp4": "https://…", "rtmp_540": …}`.
    private func deliveries(_ members: [String: JSON], _ file: MediaFile) -> String? {
        let format = file.format?.lowercased() ?? ""
        let kinds =
            switch format {
            case "m3u8": [file.method, "hls", "m3u8"]
            case "mpd": [file.method, "dash", "mpd"]
            default: [format, file.method]
            }
        let quality = file.quality?.lowercased() ?? ""
        let digits = String(quality.prefix { $0.isNumber })
        var names: [String] = []
        for kind in kinds.compactMap({ $0?.lowercased() }) where !kind.isEmpty {
            for words in [quality, digits] where !words.isEmpty {
                names += ["\(kind)_\(words)", "\(kind)-\(words)", "\(words)_\(kind)", "\(words).\(kind)"]
            }
        }
        if !quality.isEmpty { names.append(quality) }
        names += kinds.compactMap { $0?.lowercased() }
        let addresses = Dictionary(members.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        return names.lazy
            .compactMap { addresses[$0]?.string ?? addresses[$0]?["href"]?.string }
            .first { $0.contains("://") && !isOfAPI($0) }
    }
}
