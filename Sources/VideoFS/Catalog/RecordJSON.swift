internal import Foundation

extension LibraryRecord {
    /// Reads a record as releases up to 0.1 wrote it: what they knew must stay known where the service is not
    /// there to be asked.
    ///
    /// - Returns: `nil` when the bytes are not a record of that kind.
    init?(json bytes: [UInt8], _ kind: ResourceKey.Kind) {
        let decoder = JSONDecoder()
        let json = Data(bytes)
        let record: LibraryRecord? =
            switch kind {
            case .account: (try? decoder.decode(AccountRecord.self, from: json)).map { .account($0) }
            case .site: (try? decoder.decode(SiteRecord.self, from: json)).map { .site($0) }
            case .package: (try? decoder.decode(PackageRecord.self, from: json)).map { .package($0) }
            case .video: (try? decoder.decode(VideoRecord.self, from: json)).map { .video($0) }
            }
        guard let record else { return nil }
        self = record
    }
}
