/// Media types by the suffix of a path.
enum MediaType {
    private static let types = [
        "mp4": "video/mp4", "webm": "video/webm", "ogg": "video/ogg", "flv": "video/x-flv",
        "m3u8": "application/x-mpegURL", "ts": "video/mp2t", "mpd": "application/dash+xml",
        "srt": "application/x-subrip", "vtt": "text/vtt; charset=utf-8",
        "jpg": "image/jpeg", "png": "image/png",
    ]

    /// `nil` for a suffix that the demo has no use for.
    static func of(suffix: String) -> String? {
        types[suffix]
    }

    static func of(path: String) -> String {
        path.split(separator: ".").last.flatMap { types[String($0)] } ?? "application/octet-stream"
    }
}
