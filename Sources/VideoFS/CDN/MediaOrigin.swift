internal import Dispatch
internal import Synchronization

/// Where films came from last, kept over restarts: while a new mount asks for its first link, it can already open
/// the connection that the link will be used on, which over TLS takes longer than the link.
///
/// Only scheme, host and port: neither a path nor a signature is kept.
final class MediaOrigin: Sendable {
    private struct State {
        var latest: SignedAddress?
        /// What the file says.
        var kept: SignedAddress?
        /// Whether this mount had its turn to write.
        var isWritten = false
    }

    /// Longer than any origin: a host name has 253 characters at most (RFC 1035, section 2.3.4).
    private static let limit = 512

    private let path: String?
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "vidfs.media-origin", qos: .utility)

    /// - Parameter path: of the file, for its owner only, made when there is something to write. `nil`:
    ///   nothing is kept. Whatever cannot be read or written changes nothing but the time of a first read.
    init(path: String?) {
        self.path = path
        let kept = path.flatMap(Self.read)
        state = Mutex(State(latest: kept, kept: kept))
    }

    /// Of the link seen last, of this mount or an earlier one.
    var address: SignedAddress? {
        state.withLock { $0.latest }
    }

    /// Hears of a link that the service gave. The first of a mount is written down where it leads elsewhere than
    /// those of earlier mounts; a service with many hosts is not followed from one to the next.
    func note(_ link: SignedAddress) {
        guard let origin = Self.origin(of: link.secret) else { return }
        let isNews = state.withLock { state in
            state.latest = origin
            guard !state.isWritten else { return false }
            state.isWritten = true
            return state.kept != origin
        }
        guard isNews, let path else { return }
        queue.async { try? PrivateFile.replace(path, with: Array(origin.secret.utf8)) }
    }

    /// Returns when what was noted so far is on disk, or never will be.
    func flush() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    private static func read(_ path: String) -> SignedAddress? {
        guard let bytes = try? PrivateFile.read(path, limit: limit) else { return nil }
        return origin(of: String(decoding: bytes, as: UTF8.self))
    }

    private static func origin(of text: String) -> SignedAddress? {
        (try? WebAddress(text)).map { SignedAddress($0.originText + "/") }
    }
}
