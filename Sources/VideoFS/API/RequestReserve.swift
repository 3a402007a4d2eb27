/// What the less urgent requests leave for the more urgent.
///
/// Counted from what people do in an hour, so that the numbers mean something: with the usual limit of 250 it is
/// 20 for films that play, 10 for films that are opened, and 60 for names while time is left. A limit that is
/// smaller is divided so that each purpose keeps a part of it; one below five is not divided at all.
struct RequestReserve: Hashable, Sendable {
    var playing = 0
    var opening = 0
    var browsing = 0

    /// Links an hour for a film that is watched: one link lasts a film that is played on end, and a jump to
    /// another place needs a new one once the link is older than its life of 30 seconds. A jump every three
    /// minutes is a restless viewer.
    private static let linksWatched: Int64 = 20
    /// Links an hour for films that are only begun: another one every six minutes.
    private static let linksOpened: Int64 = 10
    /// Names an hour that somebody waits for: a directory never seen every minute.
    private static let namesLookedAt: Int64 = 60

    /// - Parameters:
    ///   - limit: requests per window; `nil` for any number, of which nothing need be kept.
    ///   - window: seconds that the limit is about.
    ///   - rest: seconds of the window that are left, if the service says when it ends. Names that nobody has
    ///     asked for by then are paid for by the next.
    init(limit: Int?, window: Int64, rest: Int64?) {
        guard let limit, limit > 0 else { return }
        // Of small limits at most a fifth, a tenth and a quarter: with 20 requests in an hour that leaves 14
        // for names, and 9 of them for what nobody waits for.
        playing = min(Self.share(of: Self.linksWatched, in: window), limit / 5)
        opening = min(Self.share(of: Self.linksOpened, in: window), limit / 10)
        let rest = min(max(rest ?? window, 0), window)
        browsing = min(Self.share(of: Self.namesLookedAt, in: rest), limit / 4)
    }

    /// What a request of that purpose must leave.
    func kept(from purpose: RequestPurpose) -> Int {
        switch purpose {
        case .playing: 0
        case .opening: playing
        case .browsing: playing + opening
        case .background: playing + opening + browsing
        }
    }

    /// Rounded up: a service that counts by the minute grants what a minute needs.
    private static func share(of perHour: Int64, in seconds: Int64) -> Int {
        let (product, overflow) = perHour.multipliedReportingOverflow(by: seconds)
        return overflow ? .max : Int(clamping: (product + 3_599) / 3_600)
    }
}
