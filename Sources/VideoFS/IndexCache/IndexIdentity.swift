/// One file of the library, whatever its version.
struct IndexKey: Hashable, Sendable {
    let video: VideoID
    let file: MediaFileID

    /// The name of what is kept of it: of both identifiers, so that everything of a video is found by its
    /// beginning.
    var name: String { Self.prefix(of: video) + Self.hash(file.rawValue) + Self.suffix }

    /// What the names of everything kept of a video begin with.
    static func prefix(of video: VideoID) -> String { hash(video.rawValue) + "-" }

    static let suffix = ".index"

    private static func hash(_ text: String) -> String {
        String(PieceChecksum.value(of: [UInt8](text.utf8)[...]), radix: 16)
    }
}

/// The version that kept bytes are of: all of it must be as the catalog and the CDN say now, or they are of
/// another file.
struct IndexIdentity: Hashable, Sendable, Codable {
    let video: VideoID
    let file: MediaFileID
    /// The service's word: moves when the service says that the file changed.
    let version: String
    /// Bytes of the whole file, by the CDN's word.
    let size: Int64
    /// The strong validator; `nil` where the CDN gives none.
    let entityTag: String?

    var key: IndexKey { IndexKey(video: video, file: file) }
}
