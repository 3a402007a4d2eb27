extension DemoVideo {
    /// Where each of the ``files`` lies on the CDN, in their order and not percent-encoded.
    ///
    /// `nil` stands for a file without bytes over HTTP (`rtmp`). Of two files of one quality and format
    /// the later gets its method, then a number, into its name.
    public var filePaths: [String?] {
        var taken: Set<String> = []
        return files.map { file in
            guard file.method != "rtmp" else { return nil }
            let isPlaylist = file.format == "m3u8"
            let folder = isPlaylist ? "/hls/\(id)/" : "/media/\(id)/"
            let stem = isPlaylist && file.quality == "adaptive" ? "master" : file.quality
            var name = "\(stem).\(file.format)"
            if taken.contains(folder + name), let method = file.method {
                name = "\(stem)-\(method).\(file.format)"
            }
            var number = 2
            while !taken.insert(folder + name).inserted {
                name = "\(stem)-\(number).\(file.format)"
                number += 1
            }
            return folder + name
        }
    }

    /// The files that anybody may read, by their path on the CDN: subtitles, pictures, playlist parts.
    var publicFiles: [String: DemoMedia] {
        var files: [String: DemoMedia] = thumbnail?.files(under: "/assets/videos/\(id)") ?? [:]
        for (number, subtitle) in subtitles.enumerated() {
            guard let (path, media) = subtitle.file(under: "/assets/videos/\(id)", number: number) else {
                continue
            }
            files[path] = media
        }
        for (path, media) in playlistParts {
            files["/hls/\(id)/\(path)"] = media
        }
        return files
    }
}

extension DemoSubtitle {
    /// The path and bytes of a subtitle that is a file.
    ///
    /// The number keeps two subtitles of one language apart.
    func file(under folder: String, number: Int) -> (path: String, media: DemoMedia)? {
        let stem = language.lowercased().map { $0.isASCII && $0.isLetter ? String($0) : "-" }.joined()
        switch source {
        case .srt(let media): return ("\(folder)/\(number)-\(stem).srt", media)
        case .webvtt(let media): return ("\(folder)/\(number)-\(stem).vtt", media)
        case .video: return nil
        }
    }
}

extension DemoThumbnail {
    func files(under folder: String) -> [String: DemoMedia] {
        [
            "\(folder)/small.\(format)": small,
            "\(folder)/medium.\(format)": medium,
            "\(folder)/large.\(format)": large,
        ]
    }
}

extension DemoPackage {
    var publicFiles: [String: DemoMedia] {
        thumbnail?.files(under: "/assets/packages/\(id)") ?? [:]
    }
}
