public import Foundation

/// Something that can be watched, with its files, subtitles and pictures.
public struct DemoVideo: Sendable, Hashable {
    public var id: Int
    /// `nil` is sent as `null`.
    public var title: String?
    public var description: String?
    /// Playing time in seconds; `nil` is sent as `null`.
    public var duration: Int?
    public var thumbnail: DemoThumbnail?
    public var subtitles: [DemoSubtitle]
    public var files: [DemoFile]
    /// What an adaptive playlist refers to, by path relative to it: variant playlists and segments.
    public var playlistParts: [String: DemoMedia]
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: Int, title: String?, description: String? = nil, duration: Int? = 6,
        thumbnail: DemoThumbnail? = nil, subtitles: [DemoSubtitle] = [], files: [DemoFile] = [],
        playlistParts: [String: DemoMedia] = [:],
        createdAt: Date = DemoLibrary.epoch, updatedAt: Date = DemoLibrary.epoch
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.duration = duration
        self.thumbnail = thumbnail
        self.subtitles = subtitles
        self.files = files
        self.playlistParts = playlistParts
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One form in which a video can be had.
public struct DemoFile: Sendable, Hashable {
    /// For example `1080p-51`, `720p`, `adaptive`.
    public var quality: String
    /// For example `mp4`, `webm`, `m3u8`: also the suffix of its path on the CDN.
    public var format: String
    /// `progressive`, `dash`, `hls` or `rtmp`; `nil` is sent as `null`, as was seen of old files.
    public var method: String?
    /// Sent, and usable as a filter, only where it is not `nil`: 2014 knew no such field.
    public var codec: String?
    public var sizeClaim: SizeClaim
    /// What the CDN serves. Ignored where ``method`` is `rtmp`: those have no bytes over HTTP.
    public var media: DemoMedia

    /// What the API says about the length of a file. The CDN always tells the truth.
    public enum SizeClaim: Sendable, Hashable {
        /// The length of the media.
        case actual
        /// This many bytes, true or not.
        case bytes(Int64)
        /// `"size": null`.
        case unknown
    }

    public init(
        quality: String, format: String, method: String? = "progressive", codec: String? = nil,
        sizeClaim: SizeClaim = .actual, media: DemoMedia
    ) {
        self.quality = quality
        self.format = format
        self.method = method
        self.codec = codec
        self.sizeClaim = sizeClaim
        self.media = media
    }
}

/// Subtitles of a video in one language.
public struct DemoSubtitle: Sendable, Hashable {
    /// The service's word for the language, such as `Spanish`.
    public var language: String
    public var source: Source

    /// Where the words are.
    public enum Source: Sendable, Hashable {
        case srt(DemoMedia)
        case webvtt(DemoMedia)
        /// Burned into the picture of another video.
        case video(id: Int)
    }

    public init(language: String, source: Source) {
        self.language = language
        self.source = source
    }
}

/// A picture in the three sizes of the service.
public struct DemoThumbnail: Sendable, Hashable {
    /// 240 × 135.
    public var small: DemoMedia
    /// 640 × 360.
    public var medium: DemoMedia
    /// 1280 × 720.
    public var large: DemoMedia
    /// `jpg` or `png`: the suffix of its paths.
    public var format: String

    public init(small: DemoMedia, medium: DemoMedia, large: DemoMedia, format: String = "jpg") {
        self.small = small
        self.medium = medium
        self.large = large
        self.format = format
    }
}
