internal import Foundation

extension DemoVideo {
    /// Files, subtitles and pictures as assets, each under a name of its own.
    var assetDocuments: [DemoPikselDocument] {
        let documents =
            zip(files, filePaths).map { document(of: $0, at: $1) }
            + subtitles.indices.compactMap(subtitleDocument)
            + (thumbnail?.documents(under: "/assets/videos/\(id)", of: "v\(id)") ?? [])
        var taken: Set<String> = []
        return documents.map { document in
            var document = document.dated(createdAt, updatedAt)
            let name = document.name
            var number = 2
            while !taken.insert(document.name).inserted {
                document.name = "\(name)-\(number)"
                number += 1
            }
            return document
        }
    }

    private func document(of file: DemoFile, at path: String?) -> DemoPikselDocument {
        var document = DemoPikselDocument.asset(
            "v\(id)-\(file.quality)-\(file.format)".assetName, of: "v\(id)", format: file.fileFormat)
        document.fields["url"] = path.map { .cdn($0) } ?? .text("rtmp://127.0.0.1/demo/\(id)")
        document.fields["fullMediaType"] = MediaType.of(suffix: file.format).map { .text($0) }
        document.fields["fileSize"] = file.claimedSize.map { .integer($0) }
        document.fields["mediaInfo"] = file.mediaInfo.map { .object($0) }
        document.source = file.media
        return document
    }

    private func subtitleDocument(_ number: Int) -> DemoPikselDocument? {
        let subtitle = subtitles[number]
        guard let (path, media) = subtitle.file(under: "/assets/videos/\(id)", number: number) else {
            return nil
        }
        var document = DemoPikselDocument.asset(
            "v\(id)-\(subtitle.language.lowercased())-\(subtitle.kind)".assetName, of: "v\(id)", type: "text",
            format: nil, ["title": .text(subtitle.language), "url": .cdn(path)])
        // The service's list of formats has no srt: such a file is known by its address alone.
        if case .webvtt = subtitle.source { document.fields["fileFormat"] = "webvtt" }
        if let code = LanguageCode.of(subtitle.language) { document.fields["languages"] = [.text(code)] }
        document.source = media
        return document
    }
}

extension DemoFile {
    /// The service's word for the format; `nil` for those that it has none for, which their address tells.
    fileprivate var fileFormat: String? {
        ["mp4", "m3u8", "flv", "mkv", "mpd", "avi", "wmv"].contains(format) ? format : nil
    }

    fileprivate var claimedSize: Int64? {
        switch sizeClaim {
        case .bytes(let claim): claim
        case .unknown: nil
        case .actual: (try? MediaBytes(media))?.length
        }
    }

    /// What the quality tells: resolution, a picture of 16 to 9, a bit rate in kbit/s that suits it.
    fileprivate var mediaInfo: DemoFields? {
        guard let match = quality.prefixMatch(of: /([0-9]{3,4})p/), let height = Int64(match.1) else {
            return nil
        }
        var info: DemoFields = [
            "resolution": .text("\(height)p"), "width": .integer(height * 16 / 9 / 2 * 2),
            "height": .integer(height), "bitrate": .integer(height * 4),
        ]
        info["codec"] = codec.map { .text($0) }
        return info
    }
}

extension DemoThumbnail {
    /// The three sizes as assets of a content.
    func documents(under folder: String, of content: String) -> [DemoPikselDocument] {
        [("small", 240, 135, small), ("medium", 640, 360, medium), ("large", 1_280, 720, large)].map {
            size, width, height, media in
            var document = DemoPikselDocument.asset(
                "\(content)-\(size)", of: content, type: "image", format: format,
                [
                    "url": .cdn("\(folder)/\(size).\(format)"), "tags": ["landscape", .text(size)],
                    "mediaInfo": ["width": .integer(Int64(width)), "height": .integer(Int64(height))],
                ])
            document.source = media
            return document
        }
    }
}

extension String {
    /// The text with everything replaced that a resource's name cannot hold.
    fileprivate var assetName: String {
        map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" }.reduce(into: "") {
            $0.append($1)
        }
    }
}
