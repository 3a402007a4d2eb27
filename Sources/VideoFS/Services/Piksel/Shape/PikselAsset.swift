/// An asset of the metadata service: a file, a picture, a text, or a pointer to one.
struct PikselAsset: Sendable, Hashable {
    /// `owner:name`.
    let ref: String
    let name: String
    let contentRef: String?
    /// As sent: anything at all.
    let url: String?
    let version: String?
    let title: String?
    let type: String?
    /// As sent, in small letters.
    let fileFormat: String?
    let mediaType: String?
    /// Bytes, by the service's word.
    let fileSize: Int64?
    let languages: [String]
    /// Without blanks around them, in small letters.
    let tags: [String]
    let isProtected: Bool
    let picture: PictureFacts
    let availability: Availability
    let updatedAt: Timestamp?
    /// The document as text, as the service sent it.
    let raw: [UInt8]

    /// - Returns: `nil` without a ref: nothing could name it.
    init?(_ json: JSON) {
        guard let ref = json["ref"]?.string else { return nil }
        self.ref = ref
        name = json["name"]?.string ?? String(ref.drop { $0 != ":" }.dropFirst())
        contentRef = json["contentRef"]?.string
        url = json["url"]?.string?.trimming()
        version = json["version"]?.string
        title = json["title"]?.string
        // Its older name, still found beside or in place of it.
        type = (json["type"] ?? json["mediaType"])?.string?.trimming().lowercased()
        fileFormat = json["fileFormat"]?.string?.trimming().lowercased()
        mediaType = json["fullMediaType"]?.string?.trimming().lowercased()
        fileSize = json["fileSize"]?.integer.flatMap(Self.credible)
        languages = json.strings("languages")
        tags = json.strings("tags").map { $0.trimming().lowercased() }
        isProtected = json["protection"].map { !$0.isEmpty } ?? false
        picture = PictureFacts(json["mediaInfo"] ?? .null)
        availability = Availability(json)
        updatedAt = json.timestamp("updatedAt")
        raw = json.pretty
    }

    /// 1024 is the number of the schema's own example, copied into whole libraries: it says nothing.
    private static func credible(_ size: Int64) -> Int64? {
        size > 0 && size != 1_024 ? size : nil
    }

    /// Whether bytes can be asked for at its address: `s3://`, relative and missing ones have none.
    var isFetchable: Bool {
        url.flatMap { try? WebAddress($0) } != nil
    }
}

/// What `mediaInfo` says of a picture.
struct PictureFacts: Sendable, Hashable {
    /// Such as `720p`.
    let resolution: String?
    let width: Int64?
    let height: Int64?
    /// In kbit/s.
    let bitrate: Int64?
    /// `SD`, `HD`, `UHD`.
    let definition: String?

    init(_ info: JSON) {
        let track = info["videoTracks"]?.array?.first ?? .null
        let positive = { (value: JSON?) in value?.integer.flatMap { 1...1_000_000_000 ~= $0 ? $0 : nil } }
        let word = { (value: JSON?) in value?.string.flatMap { $0.lowercased() == "other" ? nil : $0 } }
        resolution = word(info["resolution"]) ?? word(track["resolution"])
        width = positive(info["width"]) ?? positive(track["width"])
        height = positive(info["height"]) ?? positive(track["height"])
        bitrate = positive(info["bitrate"]) ?? positive(track["bitrate"])
        definition = info["definition"]?.string
    }
}

extension JSON {
    /// Whether there is nothing in it.
    fileprivate var isEmpty: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .bool(let value): !value
        case .number, .string: false
        }
    }
}
