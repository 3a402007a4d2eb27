/// How a stream may use memory and connections.
struct StreamSettings: Hashable, Sendable {
    /// The most that may be fetched ahead of one reader, in bytes.
    var readAhead: Int64 = 64 << 20

    /// Time without a new byte after which a waiting read fails.
    var deadline = Duration.seconds(30)

    /// Whether the file should be an MP4, whose index may lie at its end.
    var isMovie = false

    /// Places of one file read at the same time that are remembered.
    static let cursors = 6

    /// Requests of one file at the same time. More than cursors, so that random reads need not wait.
    static let fetches = 8
}

/// What a stream wants done, in order, once its lock is free.
enum StreamEffect: Sendable {
    case answer(ReadCompletion, Result<FileBytes, OperationError>)
    /// Start (or start again) a fetch.
    case begin(number: Int, attempt: Int, request: RangeRequest, after: Duration, renewsLink: Bool)
    case resume(number: Int)
    case cancel(number: Int)
    /// The CDN's word on size and version differs from what was believed, or confirms it.
    case learned(FileVersionFacts, sizeChanged: Bool)
    /// The file was replaced: new opens need another stream.
    case replaced
    /// The service's listing is out of date.
    case listingIsStale
    /// Memory is short. `isForReader`: a reader is blocked by it, and others should give some back.
    case needsMemory(isForReader: Bool)

    /// Whether it sends a fetch on its way.
    func tries(_ fetch: Int) -> Bool {
        if case .begin(fetch, _, _, _, _) = self { true } else { false }
    }
}

/// What the CDN says of a file.
struct FileVersionFacts: Hashable, Sendable {
    var size: Int64
    /// A strong validator.
    var entityTag: String?
}
