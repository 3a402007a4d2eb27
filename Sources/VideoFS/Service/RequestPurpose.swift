/// What a request to the service is for, from the least to the most urgent.
///
/// The hour's requests are few, so the less urgent leave what the more urgent will need
/// (``RequestReserve``). The purpose is the caller's, handed down with the task and not with every call: see
/// decision 12. A task that is started for others inherits that of whoever started it; who joins a shared
/// flight and is refused for its purpose alone asks again with his own.
enum RequestPurpose: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// Nobody waits: what is known is looked at anew, or is filled in ahead.
    case background
    /// Somebody waits for names, sizes or a small document.
    case browsing
    /// Somebody begins to read a film.
    case opening
    /// A film that is being read needs another link.
    case playing

    /// Of the running task.
    @TaskLocal static var current = RequestPurpose.browsing

    static func < (one: RequestPurpose, other: RequestPurpose) -> Bool {
        one.rawValue < other.rawValue
    }
}
