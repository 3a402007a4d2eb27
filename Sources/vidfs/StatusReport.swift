internal import Foundation
internal import VideoFS

/// A mount's status for a person: one aligned line per topic, one per stream.
struct StatusReport {
    let mountPoint: String
    let document: StatusDocument
    /// What "ago" is counted from.
    let now: Date

    var text: String {
        (topics + streams).joined(separator: "\n")
    }

    /// All but the streams.
    var topics: [String] {
        let rows = [
            ("Mount", mountPoint), ("State", state), ("Account", account), ("Service", service),
            ("Signed in", session),
            ("Requests", requests), ("Library", library), ("Memory", use(document.memory)),
            ("Disk cache", use(document.diskCache)), ("Streams", streamCount),
            ("Last error", document.api?.lastError ?? ""), ("Warning", document.api?.warning ?? ""),
        ]
        return rows.filter { !$0.1.isEmpty }.map { title, text in
            title.padding(to: 12) + text.printable
        }
    }

    private var state: String {
        joined([document.state, age(of: document.mountedAt).map { "mounted \($0) ago" }])
    }

    private var account: String {
        [document.provider, document.account].compactMap(\.self).joined(separator: ":")
    }

    private var service: String {
        switch document.api?.reachable {
        case true: "reachable"
        case false: "not reachable; what is known is still served"
        case nil: ""
        }
    }

    private var session: String {
        guard let session = document.api?.session else { return "" }
        return joined([
            session.user.map { "as \($0)" }, age(until: session.expiresAt).map { "for another \($0)" },
            session.sites.map { "may read \($0.isEmpty ? "nothing" : $0.joined(separator: ", "))" },
        ])
    }

    private var requests: String {
        guard let api = document.api else { return "" }
        let window = api.windowSeconds == 60 ? "minute" : "hour"
        let left = api.remaining.map { left in
            api.limit.map { "\(left) of \($0) left this \(window)" } ?? "\(left) left this \(window)"
        }
        return joined([
            left, kept(of: api), api.counted.map { "\($0) spent by this mount" },
            api.notModified.map { "\($0) answered for free" },
            age(until: api.browsingReopensAt).map { "new names again in \($0)" },
            age(until: api.resetsAt).map { "full again in \($0)" },
        ])
    }

    /// Only where it matters: nothing is left for anything else.
    private func kept(of api: StatusDocument.API) -> String? {
        guard let kept = api.kept, let left = api.remaining, left > 0, left <= kept else { return nil }
        return "kept for films"
    }

    private var library: String {
        guard let catalog = document.catalog else { return "" }
        return joined([
            catalog.sites.map { counted($0, "site") }, catalog.packages.map { counted($0, "package") },
            catalog.videos.map { counted($0, "video") },
            age(of: catalog.refreshedAt).map { "looked at \($0) ago" },
            catalog.stale == true ? staleness(catalog) : nil,
        ])
    }

    private func staleness(_ catalog: StatusDocument.Catalog) -> String {
        let since = age(of: catalog.staleSince).map { " for \($0)" } ?? ""
        let reason = catalog.staleReason.map { " (\($0))" } ?? ""
        return "may be out of date\(since)\(reason)"
    }

    private var streamCount: String {
        let all = document.streams ?? []
        let open = all.filter { $0.readers != 0 }.count
        return joined(["\(open) open", all.count > open ? "\(all.count - open) kept for a while" : nil])
    }

    /// Streams that somebody has open.
    var openStreams: [StatusDocument.Stream] {
        (document.streams ?? []).filter { $0.readers != 0 }
    }

    private var streams: [String] {
        openStreams.flatMap { stream in
            let facts = joined([
                stream.readers.map { counted($0, "reader") }, stream.position.map { "at \(size($0))" },
                stream.bufferedBytes.map { "\(size($0)) buffered" },
                stream.bytesFetched.map { "\(size($0)) fetched" },
                stream.bytesServed.map { "\(size($0)) served" },
                stream.requests.map { counted($0, "request") },
                stream.linkAgeSeconds.map { "link \(Int(clamping: $0)) s old" }, stream.lastError,
            ])
            return ["  " + (stream.path ?? "?").printable, "    " + facts.printable]
        }
    }

    private func use(_ use: StatusDocument.Use?) -> String {
        guard let use, let used = use.used else { return "" }
        return joined([
            // No limit is told as 0.
            use.limit.flatMap { $0 > 0 ? "\(size(used)) of \(size($0))" : nil } ?? size(used),
            use.peak.map { "\(size($0)) at most so far" },
        ])
    }

    func size(_ bytes: Int) -> String { ByteSize(bytes: bytes).rounded }

    func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    func joined(_ parts: [String?]) -> String {
        parts.compactMap(\.self).joined(separator: ", ")
    }

    private func age(of moment: String?) -> String? {
        date(moment).map { elapsed(now.timeIntervalSince($0)) }
    }

    private func age(until moment: String?) -> String? {
        date(moment).flatMap { $0 > now ? elapsed($0.timeIntervalSince(now)) : nil }
    }

    /// Whole seconds, or minutes where seconds no longer matter.
    private func elapsed(_ interval: TimeInterval) -> String {
        let seconds = Int64(max(0, interval).rounded())
        return DurationText.format(.seconds(seconds < 600 ? seconds : seconds / 60 * 60))
    }

    private func date(_ text: String?) -> Date? {
        guard let text else { return nil }
        return (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
