/// A record as the database holds it.
///
/// `info` stands apart, so that a look at the record does not take it along.
struct EncodedRecord: Hashable, Sendable {
    /// As `RecordBytes.swift` lays it out; in a file of an older release JSON. Equal records have equal bytes.
    let record: [UInt8]
    let info: [UInt8]

    /// Tells whether a record differs from the one known without holding or reading that one.
    var checksum: Checksum {
        var checksum = Checksum(record)
        checksum.add(info)
        return checksum
    }

    var size: Int { record.count + info.count }
}

extension EncodedRecord {
    init(_ library: LibraryRecord) {
        let (bare, info) = library.withoutInfo
        self.init(record: bare.bytes, info: info)
    }

    /// - Returns: `nil` when the bytes are not a record of that kind.
    func decoded(as kind: ResourceKey.Kind) -> LibraryRecord? {
        let bare = isOfOldForm ? LibraryRecord(json: record, kind) : LibraryRecord(bytes: record, kind)
        return bare?.with(info: info)
    }

    /// Whether an older release wrote it.
    var isOfOldForm: Bool { record.first == UInt8(ascii: "{") }
}

extension LibraryRecord {
    fileprivate var withoutInfo: (record: LibraryRecord, info: [UInt8]) {
        switch self {
        case .account: return (self, [])
        case .site(var site):
            let info = site.info
            site.info = []
            return (.site(site), info)
        case .package(var package):
            let info = package.info
            package.info = []
            return (.package(package), info)
        case .video(var video):
            let info = video.info
            video.info = []
            return (.video(video), info)
        }
    }

    fileprivate func with(info: [UInt8]) -> LibraryRecord {
        switch self {
        case .account: return self
        case .site(var site):
            site.info = info
            return .site(site)
        case .package(var package):
            package.info = info
            return .package(package)
        case .video(var video):
            video.info = info
            return .video(video)
        }
    }
}
