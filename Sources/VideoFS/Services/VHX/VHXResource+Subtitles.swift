extension VHXResource {
    /// The subtitles of a video: the list of 2014 and 2015, then tracks of later years that it lacks.
    var subtitles: [Subtitle] {
        let listed = (children("subtitles") ?? []).compactMap(\.subtitle)
        let tracks = (json["tracks"]?["subtitles"]?.array ?? []).compactMap { VHXResource($0).track }
        var addresses = Set(listed.map(\.address))
        return listed + tracks.filter { addresses.insert($0.address).inserted }
    }

    private var subtitle: Subtitle? {
        guard let address else { return nil }
        let language = json["language"]?.text ?? json["srclang"]?.text ?? json["label"]?.text
        switch json["type"]?.string?.lowercased() {
        case "webvtt", "vtt": return Subtitle(language: language, kind: .webVTT, address: address)
        case "srt", "subrip": return Subtitle(language: language, kind: .subRip, address: address)
        case "video":
            // Drawn into another video, which is what the address leads to.
            guard let id = Self.id(in: address, of: "videos") else { return nil }
            return Subtitle(language: language, kind: .burnedIn(VideoID(rawValue: id)), address: "")
        default:
            return Self.kind(byNameIn: address).map {
                Subtitle(language: language, kind: $0, address: address)
            }
        }
    }

    private var track: Subtitle? {
        guard json["failed"]?.bool != true else { return nil }
        let language = json["srclang"]?.text ?? json["label"]?.text ?? json["language"]?.text
        if let address = link("vtt") { return Subtitle(language: language, kind: .webVTT, address: address) }
        if let address = link("srt") { return Subtitle(language: language, kind: .subRip, address: address) }
        return nil
    }

    private static func kind(byNameIn address: String) -> Subtitle.Kind? {
        let path = address.prefix { $0 != "?" && $0 != "#" }.lowercased()
        if path.hasSuffix(".vtt") { return .webVTT }
        if path.hasSuffix(".srt") { return .subRip }
        return nil
    }
}
