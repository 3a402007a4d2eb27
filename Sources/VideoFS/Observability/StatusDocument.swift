internal import Foundation

/// `.vidfs/status.json`: what a mount is doing. Sizes in bytes, times in ISO 8601; no secrets, no signed
/// addresses.
struct StatusDocument: Encodable {
    struct API: Encodable {
        @OrNull var reachable: Bool?
        @OrNull var limit: Int?
        @OrNull var remaining: Int?
        @OrNull var resetsAt: String?
        /// The time that the limit is about.
        var windowSeconds: Int64
        /// Requests among those remaining that are kept for films.
        var kept: Int
        /// When names that are not known are asked for again, and when what nobody waits for; `null`: now.
        @OrNull var browsingReopensAt: String?
        @OrNull var backgroundReopensAt: String?
        /// Whether the service counts links, and answers "not changed"; `null`: not learnt.
        @OrNull var linkCounts: Bool?
        @OrNull var notModifiedCounts: Bool?
        var counted: Int
        var notModified: Int
        @OrNull var lastError: String?
        /// What is wrong on this machine with tokens or the count of requests.
        @OrNull var warning: String?
        /// Only of services that tell.
        @OrNull var session: Session?
    }

    struct Session: Encodable, Sendable {
        @OrNull var user: String?
        @OrNull var expiresAt: String?
        var sites: [String]
    }

    struct CatalogPart: Encodable {
        var sites: Int
        var packages: Int
        var videos: Int
        @OrNull var refreshedAt: String?
        /// Something is shown that is older than it should be, because asking for it failed.
        var stale: Bool
        /// When that began.
        @OrNull var staleSince: String?
        /// A sentence, without secrets.
        @OrNull var staleReason: String?
    }

    struct Memory: Encodable {
        var limit: Int
        var used: Int
        var peak: Int
    }

    /// One place at which somebody reads.
    struct Cursor: Encodable, Sendable {
        var phase: String
        var position: Int64
        /// Bytes ahead of the position that should be there.
        var window: Int64
    }

    struct Stream: Encodable, Sendable {
        var path: String
        var version: String
        var size: Int64
        var readers: Int
        /// Reads that wait for bytes.
        var waitingReads: Int
        var position: Int64
        /// The one used last comes first.
        var cursors: [Cursor]
        var bufferedBytes: Int64
        /// Offsets of the runs of bytes in memory, each from its first to one past its last byte.
        var buffered: [[Int64]]
        /// Links that the service was asked for.
        var links: Int
        @OrNull var linkAgeSeconds: Double?
        var requests: Int
        var bytesFetched: Int64
        var bytesServed: Int64
        @OrNull var lastError: String?
    }

    /// Of all streams since the mount began; never falls.
    struct Totals: Encodable {
        var bytesServed: Int64
        var bytesFetched: Int64
        var requests: Int64
        var links: Int64
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
    var totals: Totals
    var diskCache: DiskCache

    /// The document as it is read: pretty-printed, keys sorted, ending in a newline.
    var bytes: [UInt8] { JSONText.bytes(of: self) }
}

/// `.vidfs/limits.json`: how far the service lets this account go.
struct LimitsDocument: Encodable {
    @OrNull var requestsPerHour: Int?
    @OrNull var remaining: Int?
    @OrNull var resetsAt: String?
    var memoryLimit: Int
    var readAhead: Int64

    var bytes: [UInt8] { JSONText.bytes(of: self) }
}

/// A value that is written as `null` where there is none, so that every field is always there.
@propertyWrapper
struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
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
