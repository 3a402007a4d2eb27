internal import Synchronization

/// The links that are dead before their time.
final class RevokedLinks: Sendable {
    private let links = Mutex<Set<Link>>([])

    private struct Link: Hashable {
        let path: String
        let expires: Int
    }

    func insert(_ path: String, _ expires: Int) {
        links.withLock { _ = $0.insert(Link(path: path, expires: expires)) }
    }

    func contains(_ path: String, _ expires: Int) -> Bool {
        links.withLock { $0.contains(Link(path: path, expires: expires)) }
    }
}
