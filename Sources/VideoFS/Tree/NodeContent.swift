/// What stands behind a node, once its records are known.
enum NodeContent: Sendable {
    case directory(modified: Timestamp)
    /// Bytes that are part of a record: `info.json`.
    case bytes([UInt8], modified: Timestamp)
    /// A small text or picture, fetched once for each version and kept.
    case document(Document, modified: Timestamp)
    /// A film.
    case media(MediaPlace, modified: Timestamp)
    case link(String, modified: Timestamp)
    /// Written anew for every reader.
    case live(ControlFile)
}

/// A small document and how to get it.
struct Document: Sendable {
    enum Source: Sendable {
        case subtitle(Subtitle)
        case picture(address: String)
        case playlist(MediaFile, of: VideoID)
    }

    let key: DocumentKey
    let source: Source
}

/// A film's file and what is claimed of it.
struct MediaPlace: Sendable {
    let place: VideoPlace
    let file: MediaFile

    var node: NodeID { .file(place, file.id) }

    /// Names this version of the file by the service's claims.
    var version: String { Self.version(of: file) }

    static func version(of file: MediaFile) -> String {
        if let version = file.version { return version }
        return "\(file.size ?? -1):\(file.updatedAt?.rawValue ?? 0)"
    }

    var streamKey: StreamKey { StreamKey(video: place.video, file: file.id, version: version) }

    var factKey: FileFactKey { FileFactKey(video: place.video, file: file.id, version: version) }
}
