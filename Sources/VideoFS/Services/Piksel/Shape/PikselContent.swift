/// A content of the metadata service: a film, an episode, or something that holds such.
///
/// Only the ref is needed; everything else is taken as far as it can be understood.
struct PikselContent: Sendable, Hashable {
    /// `owner:name`.
    let ref: String
    let name: String
    let kind: Kind
    let title: String?
    let parentRef: String?
    let memberRefs: [String]
    let categoryRefs: [String]
    /// Place among its siblings; `nil` for one that no list has.
    let order: Int64?
    let releaseYear: Int64?
    /// Seconds.
    let duration: Int64?
    let availability: Availability
    let createdAt: Timestamp?
    let updatedAt: Timestamp?
    /// `updatedAt` as sent.
    let updatedText: String?
    /// The document as text, as the service sent it.
    let raw: [UInt8]

    /// What a content is in the tree.
    enum Kind: Sendable, Hashable {
        /// `show`, `brand`, `folder`: a package.
        case container
        /// A package by its members.
        case collection
        /// Folds into its show.
        case season
        case episode
        /// `movie`, `clip`, `other` and whatever later releases add.
        case video
        /// Another cut of its parent.
        case version
        /// Has no place in a library: `station`.
        case none

        init(_ word: String?) {
            self =
                switch word {
                case "show", "brand", "folder": .container
                case "collection": .collection
                case "season": .season
                case "episode": .episode
                case "version": .version
                case "station": .none
                default: .video
                }
        }

        var isVideo: Bool { self == .video || self == .episode }
        var isContainer: Bool { self == .container || self == .collection }
    }

    /// - Returns: `nil` without a ref: nothing could name it.
    init?(_ json: JSON) {
        guard let ref = json["ref"]?.string else { return nil }
        self.ref = ref
        name = json["name"]?.string ?? String(ref.drop { $0 != ":" }.dropFirst())
        kind = Kind((json["type"] ?? json["mediaType"])?.string?.trimming().lowercased())
        title = json["title"]?.string.flatMap { $0.trimming().isEmpty ? nil : $0 }
        parentRef = json["parentRef"]?.string
        memberRefs = json.strings("memberRefs")
        categoryRefs = json.strings("categoryRefs")
        order = json["order"]?.integer.flatMap { 0...99_999 ~= $0 ? $0 : nil }
        releaseYear = json["releaseYear"]?.integer.flatMap { 1_000...9_999 ~= $0 ? $0 : nil }
        duration = json["duration"]?.string.flatMap(ISODuration.seconds)
        availability = Availability(json)
        createdAt = json.timestamp("createdAt")
        updatedAt = json.timestamp("updatedAt")
        updatedText = json["updatedAt"]?.string
        raw = json.pretty
    }

    /// What the tree calls it: the title, else the resource's own name.
    var label: String { title ?? name }
}

/// A category of the metadata service, such as a genre.
struct PikselCategory: Sendable, Hashable {
    let ref: String
    let name: String
    let title: String?
    let availability: Availability
    let createdAt: Timestamp?
    let updatedAt: Timestamp?
    let updatedText: String?
    let raw: [UInt8]

    init?(_ json: JSON) {
        guard let ref = json["ref"]?.string else { return nil }
        self.ref = ref
        name = json["name"]?.string ?? String(ref.drop { $0 != ":" }.dropFirst())
        title = json["title"]?.string ?? json["value"]?.string
        availability = Availability(json)
        createdAt = json.timestamp("createdAt")
        updatedAt = json.timestamp("updatedAt")
        updatedText = json["updatedAt"]?.string
        raw = json.pretty
    }
}

extension JSON {
    /// The texts of a list; none where there is no list.
    func strings(_ key: String) -> [String] {
        (self[key]?.array ?? []).compactMap(\.string)
    }

    func timestamp(_ key: String) -> Timestamp? {
        self[key]?.string.flatMap { Timestamp(iso8601: $0) }
    }
}
