extension PikselAsset {
    /// Formats that name other files: they are shown, but are not the film.
    private static let manifests: Set<String> = ["m3u8", "mpd", "ism", "isma", "ismv"]
    /// What an address may end in when the type says nothing.
    private static let films: Set<String> = [
        "mp4", "m4v", "mov", "mkv", "webm", "avi", "wmv", "flv", "ts", "mpg", "mp3", "aac", "m4a",
    ]

    /// Whether it is a file of its video: something to play that has bytes and is not protected.
    var isFile: Bool {
        guard isFetchable, !isProtected else { return false }
        switch type {
        case "video", "audio": return true
        case "text", "image": return false
        default: return format.map { Self.manifests.contains($0) || Self.films.contains($0) } ?? false
        }
    }

    /// Whether it names other files: the size that the service gives may be the film's.
    private var isList: Bool { ["m3u8", "mpd", "ism"].contains(format) }

    /// The suffix of its name: by the service's word, else by the address, else by the kind of media.
    var format: String? {
        if let fileFormat, fileFormat != "other" { return Self.suffixes[fileFormat] ?? fileFormat }
        return addressSuffix ?? mediaType.flatMap { Self.suffixesOfMedia[$0] }
    }

    /// What the service calls otherwise than files do.
    private static let suffixes = [
        "mpeg-ts": "ts", "mpeg-ps": "mpg", "dfxp": "ttml", "webvtt": "vtt", "jpeg": "jpg",
    ]

    private static let suffixesOfMedia = [
        "video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov", "video/x-matroska": "mkv",
        "video/mp2t": "ts", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/aac": "aac",
        "application/vnd.apple.mpegurl": "m3u8", "application/x-mpegurl": "m3u8",
        "application/dash+xml": "mpd", "text/vtt": "vtt", "application/ttml+xml": "ttml",
        "application/x-subrip": "srt", "image/jpeg": "jpg", "image/png": "png",
    ]

    /// `srt` of `https://host/a/film.en.SRT?x=y`.
    private var addressSuffix: String? {
        guard let url else { return nil }
        let path = url.prefix { $0 != "?" && $0 != "#" }
        guard let last = path.split(separator: "/").last, let dot = last.lastIndex(of: "."),
            dot > last.startIndex
        else { return nil }
        let suffix = last[last.index(after: dot)...].lowercased()
        let isSuffix =
            1...5 ~= suffix.count && suffix.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return isSuffix ? Self.suffixes[suffix] ?? suffix : nil
    }

    /// How good it is, in the first of the service's words that says so.
    var quality: String {
        if let resolution = picture.resolution { return resolution }
        if let height = picture.height { return "\(height)p" }
        if let bitrate = picture.bitrate { return "\(bitrate)k" }
        if let definition = picture.definition { return definition }
        return tags.first { tag in Self.knownTags.contains { tag.hasPrefix($0) } } ?? "source"
    }

    private static let knownTags = ["trailer", "teaser", "preview", "promo", "clip"]

    /// The file that the tree shows.
    ///
    /// - Parameter cut: the name of the version that it belongs to, if that is not the video itself.
    /// - Returns: `nil` where it is no file.
    func mediaFile(ofCut cut: String?) -> MediaFile? {
        guard isFile, let url else { return nil }
        return MediaFile(
            id: MediaFileID(rawValue: ref), quality: cut.map { "\(quality)-\($0)" } ?? quality,
            format: format,
            address: url, size: isList ? nil : fileSize, updatedAt: updatedAt, distinction: name,
            version: version)
    }
}

extension PikselAsset {
    /// The subtitle that the tree shows; `nil` for anything else.
    var subtitle: Subtitle? {
        guard isFetchable, !isProtected, let url, type == "text" || type == nil || type == "other" else {
            return nil
        }
        let kind: Subtitle.Kind
        switch format {
        case "vtt": kind = .webVTT
        case "srt": kind = .subRip
        case "ttml": kind = .verbatim(suffix: "ttml")
        case "sami", "smi": kind = .verbatim(suffix: "sami")
        default: return nil
        }
        return Subtitle(language: language, kind: kind, address: url, distinction: name)
    }

    /// Its own word, else one of its tags, else a part of its name that is a language's code.
    private var language: String? {
        languages.first ?? tags.first { LanguageCodes.contains($0) } ?? LanguageCodes.last(in: name)
    }

    /// How well it stands for its content: what is meant for it goes before what is large.
    var pictureRank: (isMeant: Bool, pixels: Int64)? {
        guard type == "image", isFetchable, !isProtected else { return nil }
        let isMeant = tags.contains { tag in
            ["landscape", "poster", "thumbnail", "cover"].contains { tag.hasPrefix($0) }
        }
        let (pixels, isTooMany) = (picture.width ?? 0).multipliedReportingOverflow(by: picture.height ?? 0)
        return (isMeant, isTooMany ? 0 : pixels)
    }
}

/// The two-letter codes of languages (ISO 639-1), without `sd`, which is said of pictures.
enum LanguageCodes {
    private static let all = Set(
        """
        aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el \
        en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it \
        iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt \
        my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc se sg si sk sl \
        sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo \
        za zh zu
        """.split(separator: " ").map(String.init))

    /// Whether a word is one, alone or with a region: `pt`, `pt-br`, `es_419`.
    static func contains(_ word: String) -> Bool {
        let parts = word.split(omittingEmptySubsequences: false) { "-_".contains($0) }
        guard let first = parts.first, all.contains(first.lowercased()) else { return false }
        return parts.count == 1 || parts.count == 2 && isRegion(parts[1].uppercased()[...])
    }

    /// The last one among the parts of a name, with the region behind it: `pt-BR` of `film_pt-BR`.
    static func last(in name: String) -> String? {
        let parts = name.split { "-_".contains($0) }
        guard let position = parts.lastIndex(where: { all.contains($0.lowercased()) }) else { return nil }
        let code = parts[position].lowercased()
        if position > 0, isRegion(parts[position]), all.contains(parts[position - 1].lowercased()) {
            return "\(parts[position - 1].lowercased())-\(parts[position])"
        }
        guard position + 1 < parts.count, isRegion(parts[position + 1]) else { return code }
        return "\(code)-\(parts[position + 1])"
    }

    /// Two capitals or three digits (ISO 3166-1, UN M.49), less the word for pictures.
    private static func isRegion(_ part: Substring) -> Bool {
        part != "HD" && part != "SD"
            && (part.utf8.count == 2 && part.utf8.allSatisfy { 0x41...0x5a ~= $0 }
                || part.utf8.count == 3 && part.utf8.allSatisfy { 0x30...0x39 ~= $0 })
    }
}
