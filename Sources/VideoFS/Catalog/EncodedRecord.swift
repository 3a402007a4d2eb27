internal import Foundation

/// A record as the database holds it.
///
/// `info` stands apart: as part of the JSON its bytes would become an array of decimal numbers, four
/// times as long and most of the time of every decoding.
struct EncodedRecord: Hashable, Sendable {
    /// JSON with sorted keys, so that equal records have equal bytes.
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
    /// - Returns: `nil` for a record that JSON cannot hold.
    init?(_ library: LibraryRecord) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let (bare, info) = library.withoutInfo
        let json: Data? =
            switch bare {
            case .account(let record): try? encoder.encode(record)
            case .site(let record): try? encoder.encode(record)
            case .package(let record): try? encoder.encode(record)
            case .video(let record): try? encoder.encode(record)
            }
        guard let json else { return nil }
        self.init(record: [UInt8](json), info: info)
    }

    /// - Returns: `nil` when the bytes are not a record of that kind, as today's program writes it.
    func decoded(as kind: ResourceKey.Kind) -> LibraryRecord? {
        let decoder = JSONDecoder()
        let json = Data(record)
        switch kind {
        case .account:
            return (try? decoder.decode(AccountRecord.self, from: json)).map { .account($0) }
        case .site:
            guard var site = try? decoder.decode(SiteRecord.self, from: json) else { return nil }
            site.info = info
            return .site(site)
        case .package:
            guard var package = try? decoder.decode(PackageRecord.self, from: json) else { return nil }
            package.info = info
            return .package(package)
        case .video:
            guard var video = try? decoder.decode(VideoRecord.self, from: json) else { return nil }
            video.info = info
            return .video(video)
        }
    }
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
}
