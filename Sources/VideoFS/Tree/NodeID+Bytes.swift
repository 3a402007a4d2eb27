/// Nodes as bytes, for tables that hold a hundred thousand of them: 15 bytes for a video of a service that
/// counts, where the value takes a hundred.
extension NodeID {
    /// A letter for the kind, then the identifiers with their lengths, from the site down.
    var bytes: [UInt8] {
        let (kind, words) = code
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.reduce(1) { $0 + $1.utf8.count + 2 })
        bytes.append(kind.rawValue)
        for word in words { Self.write(word, to: &bytes) }
        return bytes
    }

    /// - Parameter bytes: as ``bytes`` gives them; anything else stands for the root.
    init(bytes: [UInt8]) {
        var words: [String] = []
        var place = 1
        while place < bytes.count { words.append(Self.word(in: bytes, at: &place)) }
        let kind = bytes.first.flatMap(Kind.init) ?? .root
        self = Self.node(kind, words) ?? .root
    }

    /// Whether an identifier is one of those in a node's bytes. Much faster than making the node.
    static func names(_ id: [UInt8], in bytes: [UInt8]) -> Bool {
        var place = 1
        while place < bytes.count {
            let (length, start) = WordTable.length(in: bytes, at: place)
            if length == id.count, bytes[start..<start + length].elementsEqual(id) { return true }
            place = start + length
        }
        return false
    }

    // MARK: - Inside a directory

    /// Writes the node without the identifiers that it shares with its directory.
    func write(in directory: [String], to bytes: inout [UInt8]) {
        let (kind, words) = code
        var shared = 0
        while shared < min(words.count, directory.count), words[shared] == directory[shared] { shared += 1 }
        bytes.append(kind.rawValue)
        bytes.append(UInt8(shared))
        bytes.append(UInt8(words.count - shared))
        for word in words[shared...] { Self.write(word, to: &bytes) }
    }

    /// Reads what ``write(in:to:)`` wrote for the same directory.
    init(in directory: [String], from bytes: [UInt8], at start: Int) {
        var words = Array(directory.prefix(Int(bytes[start + 1])))
        var place = start + 3
        for _ in 0..<bytes[start + 2] { words.append(Self.word(in: bytes, at: &place)) }
        self = Kind(rawValue: bytes[start]).flatMap { Self.node($0, words) } ?? .root
    }

    /// Whether what follows is a node that ``init(in:from:at:)`` can read. Reads past it.
    static func isWritten(in directory: [String], to reader: inout ByteReader) -> Bool {
        guard let kind = reader.byte().flatMap(Kind.init(rawValue:)), let shared = reader.byte(),
            let own = reader.byte(), Int(shared) <= directory.count, Int(shared) + Int(own) == kind.wordCount
        else { return false }
        for _ in 0..<own where reader.range() == nil { return false }
        return true
    }

    /// The service's identifiers that the node names, from the site down.
    var words: [String] { code.words }

    private static func write(_ word: String, to bytes: inout [UInt8]) {
        WordTable.write(word.utf8.count, to: &bytes)
        bytes.append(contentsOf: word.utf8)
    }

    private static func word(in bytes: [UInt8], at place: inout Int) -> String {
        let (length, start) = WordTable.length(in: bytes, at: place)
        place = start + length
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }
}

extension NodeID {
    private enum Kind: UInt8 {
        case root, control, controlFile, sites, site, siteInfo, package, packageInfo, packageThumbnail
        case video, videoLink, videoInfo, videoThumbnail, subtitles, subtitle, files, file

        var wordCount: Int {
            switch self {
            case .root, .control, .sites: 0
            case .controlFile, .site, .siteInfo: 1
            case .package, .packageInfo, .packageThumbnail: 2
            case .video, .videoInfo, .videoThumbnail, .subtitles, .files: 3
            case .videoLink, .subtitle, .file: 4
            }
        }
    }

    private var code: (kind: Kind, words: [String]) {
        switch self {
        case .root: (.root, [])
        case .control: (.control, [])
        case .controlFile(let file): (.controlFile, [file.rawValue])
        case .sites: (.sites, [])
        case .site(let site): (.site, [site.rawValue])
        case .siteInfo(let site): (.siteInfo, [site.rawValue])
        case .package(let site, let package): (.package, [site.rawValue, package.rawValue])
        case .packageInfo(let site, let package): (.packageInfo, [site.rawValue, package.rawValue])
        case .packageThumbnail(let site, let package):
            (.packageThumbnail, [site.rawValue, package.rawValue])
        case .video(let place): (.video, place.words)
        case .videoLink(let place, let home): (.videoLink, place.words + [home.rawValue])
        case .videoInfo(let place): (.videoInfo, place.words)
        case .videoThumbnail(let place): (.videoThumbnail, place.words)
        case .subtitles(let place): (.subtitles, place.words)
        case .subtitle(let place, let subtitle): (.subtitle, place.words + [subtitle.rawValue])
        case .files(let place): (.files, place.words)
        case .file(let place, let file): (.file, place.words + [file.rawValue])
        }
    }

    private static func node(_ kind: Kind, _ words: [String]) -> NodeID? {
        switch (kind, words.count) {
        case (.root, 0): .root
        case (.control, 0): .control
        case (.controlFile, 1): ControlFile(rawValue: words[0]).map { .controlFile($0) }
        case (.sites, 0): .sites
        case (.site, 1): .site(SiteID(rawValue: words[0]))
        case (.siteInfo, 1): .siteInfo(SiteID(rawValue: words[0]))
        case (.package, 2): .package(SiteID(rawValue: words[0]), PackageID(rawValue: words[1]))
        case (.packageInfo, 2): .packageInfo(SiteID(rawValue: words[0]), PackageID(rawValue: words[1]))
        case (.packageThumbnail, 2):
            .packageThumbnail(SiteID(rawValue: words[0]), PackageID(rawValue: words[1]))
        case (.video, 3): .video(VideoPlace(words))
        case (.videoLink, 4): .videoLink(VideoPlace(words), home: PackageID(rawValue: words[3]))
        case (.videoInfo, 3): .videoInfo(VideoPlace(words))
        case (.videoThumbnail, 3): .videoThumbnail(VideoPlace(words))
        case (.subtitles, 3): .subtitles(VideoPlace(words))
        case (.subtitle, 4): .subtitle(VideoPlace(words), SubtitleID(rawValue: words[3]))
        case (.files, 3): .files(VideoPlace(words))
        case (.file, 4): .file(VideoPlace(words), MediaFileID(rawValue: words[3]))
        default: nil
        }
    }
}

extension VideoPlace {
    fileprivate var words: [String] { [site.rawValue, package.rawValue, video.rawValue] }

    /// - Parameter words: three at least.
    fileprivate init(_ words: [String]) {
        site = SiteID(rawValue: words[0])
        package = PackageID(rawValue: words[1])
        video = VideoID(rawValue: words[2])
    }
}
