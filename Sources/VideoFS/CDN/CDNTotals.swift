/// What the CDN was asked for, and what it sent, since the mount began: never falls when a file is closed.
final class CDNTotals: Sendable {
    /// Range requests sent.
    let requests = Counter()
    /// Bytes of bodies that arrived, also those that nobody wanted any more.
    let bytes = Counter()
    /// Links that the service was asked for.
    let links = Counter()
    /// Those of them that took the place of one that was refused or had become too old.
    let renewals = Counter()
    /// Those of them that the service did not give.
    let failures = Counter()
}
