internal import Foundation

/// Writes the library's things as the API words them, in one of its two generations.
///
/// Blank fields are `null`, never missing; the order of the members is that of the documentation.
struct ResourceForm: Sendable {
    let shape: AnswerShape
    /// Base of every `_links` address.
    let api: String
    /// Base of pictures and subtitles.
    let cdn: String
    /// How many videos the sites have, by number, where that is counted: it stands in every answer.
    var videoCounts: [Int: Int] = [:]

    func videosCount(of site: DemoSite) -> JSON {
        .number(videoCounts[site.id] ?? site.videos.count)
    }

    func link(_ path: String) -> JSON {
        ["href": .string(api + path)]
    }

    func thumbnail(_ thumbnail: DemoThumbnail?, under folder: String) -> JSON {
        guard let thumbnail else { return nil }
        return .object(
            ["small", "medium", "large"].map { size in
                (size, .string("\(cdn)\(folder)/\(size).\(thumbnail.format)"))
            })
    }

    func dates(_ created: Date, _ updated: Date) -> JSON {
        ["created_at": .string(created.iso8601Text), "updated_at": .string(updated.iso8601Text)]
    }

    func size(of file: DemoFile) -> JSON {
        let bytes: Int64?
        switch file.sizeClaim {
        case .bytes(let claim): bytes = claim
        case .unknown: bytes = nil
        case .actual: bytes = (try? MediaBytes(file.media))?.length
        }
        guard let bytes else { return nil }
        return ["bytes": .integer(bytes), "formatted": .string(bytes.sizeText)]
    }

    /// The addresses of a video's files in the API, in their order.
    ///
    /// Two files of one quality and format would share theirs: the later is told apart by its method.
    func fileAddresses(of video: DemoVideo) -> [String] {
        var seen: Set<String> = []
        return video.files.map { file in
            let pair = "quality=\(file.quality.formEncoded)&format=\(file.format.formEncoded)"
            let method = seen.insert(pair).inserted ? nil : file.method
            return "\(api)/videos/\(video.id)/files?\(pair)"
                + (method.map { "&method=\($0.formEncoded)" } ?? "")
        }
    }

    func subtitleAddress(_ subtitle: DemoSubtitle, number: Int, of video: DemoVideo) -> String {
        if case .video(let id) = subtitle.source { return "\(api)/videos/\(id)" }
        let path = subtitle.file(under: "/assets/videos/\(video.id)", number: number)?.path ?? ""
        return cdn + path
    }
}

extension DemoSubtitle {
    /// The service's word for the kind.
    var kind: String {
        switch source {
        case .srt: "srt"
        case .webvtt: "webvtt"
        case .video: "video"
        }
    }
}

extension DemoSite {
    /// The videos that the site's own resource shows. The documentation sets no limit and shows two; nobody
    /// would send megabytes of them.
    var shownVideos: ArraySlice<DemoVideo> { videos.prefix(500) }

    /// Each video of the site once, in the order of its packages.
    var videos: [DemoVideo] {
        var seen: Set<Int> = []
        return packages.flatMap(\.videos).filter { seen.insert($0.id).inserted }
    }
}

extension Int64 {
    /// The length as the service writes it: `443 Bytes`, `628 KB`, `1 GB`.
    fileprivate var sizeText: String {
        var value = Double(self)
        for unit in ["Bytes", "KB", "MB"] {
            if value.rounded() < 1_024 { return "\(Int64(value.rounded())) \(unit)" }
            value /= 1_024
        }
        return "\(Int64(value.rounded())) GB"
    }
}

extension String {
    /// The text as a value in a query.
    var formEncoded: String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        return addingPercentEncoding(withAllowedCharacters: allowed) ?? self
    }
}
