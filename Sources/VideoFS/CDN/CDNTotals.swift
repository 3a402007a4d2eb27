/// What the CDN was asked for, and what it sent, since the mount began: never falls when a file is closed.
final class CDNTotals: Sendable {
    /// Range requests sent.
    let requests = Tally()
    /// Bytes of bodies that arrived, also those that nobody wanted any more.
    let bytes = Tally()
    /// Links that the service was asked for.
    let links = Tally()
    /// Those of them that took the place of one that was refused or had become too old.
    let renewals = Tally()
    /// Those of them that the service did not give.
    let failures = Tally()
}
