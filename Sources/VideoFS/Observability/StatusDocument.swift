internal import Foundation

/// `.vidfs/status.json`: what a mount is doing. Sizes in bytes, times in ISO 8601; no secrets, no signed
/// addresses.
struct StatusDocument: Encodable {
    struct API: Encodable {
        var reachable: Bool?
        var limit: Int?
        var remaining: Int?
        var resetsAt: String?
        var counted: Int
        var notModified: Int
        var lastError: String?
    }

    struct CatalogPart: Encodable {
        var sites: Int
        var packages: Int
        var videos: Int
        var refreshedAt: String?
        var stale: Bool
    }

    struct Memory: Encodable {
        var limit: Int
        var used: Int
        var peak: Int
    }

    struct Stream: Encodable {
        var path: String
        var version: String
        var readers: Int
        var position: Int64
        var bufferedBytes: Int64
        var linkAgeSeconds: Double?
        var requests: Int
        var bytesFetched: Int64
        var bytesServed: Int64
        var lastError: String?
    }

    struct DiskCache: Encodable {
        var used: Int64
        var limit: Int64
    }

    var version: String
    var provider: String
    var account: String
    /// The process that serves the mount.
    var pid: Int32
    var mountedAt: String
    /// `serving` or `draining`.
    var state: String
    var api: API
    var catalog: CatalogPart
    var memory: Memory
    var streams: [Stream]
    var diskCache: DiskCache

    /// The document as it is read: pretty-printed, keys sorted, ending in a newline.
    var bytes: [UInt8] { JSONText.bytes(of: self) }
}

/// `.vidfs/limits.json`: how far the service lets this account go.
struct LimitsDocument: Encodable {
    var requestsPerHour: Int?
    var remaining: Int?
    var resetsAt: String?
    var memoryLimit: Int
    var readAhead: Int64

    var bytes: [UInt8] { JSONText.bytes(of: self) }
}

/// How documents of this project's own are written.
enum JSONText {
    static func bytes(of document: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(document) else { return Array("{}\n".utf8) }
        return Array(data) + Array("\n".utf8)
    }
}
