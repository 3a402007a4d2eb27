internal import Foundation

/// `.vidfs/status.json` as a mount of any version may write it: whatever is missing or new is no error.
struct StatusDocument: Decodable {
    var provider: String?
    var account: String?
    var mountedAt: String?
    var state: String?
    var api: API?
    var catalog: Catalog?
    var memory: Use?
    var streams: [Stream]?
    var totals: Totals?
    var diskCache: Use?

    struct API: Decodable {
        var reachable: Bool?
        /// Requests in ``windowSeconds``.
        var limit: Int?
        var remaining: Int?
        var resetsAt: String?
        /// The time that the limit is about; an hour where it is not said.
        var windowSeconds: Int?
        /// Requests that counted against the limit, and those that did not (304).
        var counted: Int?
        var notModified: Int?
        /// Requests among those remaining that are kept for films.
        var kept: Int?
        /// When names that are not known are asked for again; `nil`: now.
        var browsingReopensAt: String?
        var lastError: String?
        /// What is wrong on this machine.
        var warning: String?
        var session: Session?
    }

    struct Session: Decodable {
        var user: String?
        var expiresAt: String?
        var sites: [String]?
    }

    struct Catalog: Decodable {
        var sites: Int?
        var packages: Int?
        var videos: Int?
        var refreshedAt: String?
        var stale: Bool?
        var staleSince: String?
        var staleReason: String?
    }

    /// Bytes.
    struct Use: Decodable {
        var used: Int?
        var limit: Int?
        var peak: Int?
    }

    /// Of all streams since the mount began.
    struct Totals: Decodable {
        var bytesServed: Int?
        var bytesFetched: Int?
    }

    struct Cursor: Decodable {
        var phase: String?
        var position: Int?
    }

    struct Stream: Decodable {
        var path: String?
        var version: String?
        var size: Int?
        var waitingReads: Int?
        var cursors: [Cursor]?
        /// Offsets of the runs of bytes in memory: the first byte, and one past the last.
        var buffered: [[Int]]?
        var links: Int?
        var readers: Int?
        var position: Int?
        var bufferedBytes: Int?
        var linkAgeSeconds: Double?
        var requests: Int?
        var bytesFetched: Int?
        var bytesServed: Int?
        var lastError: String?
    }

    init(_ bytes: Data) throws(CommandFailure) {
        do {
            self = try JSONDecoder().decode(StatusDocument.self, from: bytes)
        } catch {
            throw CommandFailure("the mount's status cannot be understood; --json shows it", status: .failed)
        }
    }
}
