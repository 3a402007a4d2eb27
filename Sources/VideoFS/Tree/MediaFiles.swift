internal import Synchronization

/// The films behind the tree: their sizes, links and streams.
final class MediaFiles: Sendable {
    private let service: any VideoService
    private let transport: any HTTPTransport
    private let catalog: Catalog
    private let settings: StreamSettings
    private let index: IndexCache
    private let origin: MediaOrigin
    private let habits = ReaderHabits()
    private let now: @Sendable () -> ContinuousClock.Instant
    private let leases = Mutex<[StreamKey: LinkLeases]>([:])
    private let paths = Mutex<[StreamKey: MediaPlace]>([:])
    let streams: Streams
    /// Told when the CDN's word changes what the kernel was told. Set once, before the mount serves.
    private let onChange = Mutex<@Sendable (MediaPlace, _ contents: Bool) -> Void>({ _, _ in })

    /// How often files were found to be replaced under the same claims of the service.
    private let replacements = Mutex<[StreamKey: Int]>([:])

    /// Sizes seen so far, for `statfs`.
    private let seen = Mutex(SeenSizes())

    init(
        service: any VideoService, transport: any HTTPTransport, catalog: Catalog, pool: BlockPool,
        settings: StreamSettings, index: IndexCache, origin: MediaOrigin,
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.service = service
        self.transport = transport
        self.catalog = catalog
        self.settings = settings
        self.index = index
        self.origin = origin
        self.now = now
        streams = Streams(pool: pool, now: now)
    }

    /// Sets who is told of a size that differs (`contents` false) and of a file that was replaced (true).
    func whenChanged(_ body: @escaping @Sendable (MediaPlace, _ contents: Bool) -> Void) {
        onChange.withLock { $0 = body }
    }

    /// The size by the CDN's word, else by the service's claim; `nil` where neither is known.
    func knownSize(of place: MediaPlace) -> Int64? {
        let size = catalog.fileFact(place.factKey)?.size ?? place.file.size
        if let size { seen.withLock { $0.note(size, of: place.streamKey) } }
        return size
    }

    /// Bytes of all files whose size was looked at.
    var knownBytes: Int64 {
        seen.withLock { $0.total }
    }

    /// Finds a size out from the CDN and remembers it.
    ///
    /// - Throws: ``OperationError``, within five seconds.
    func size(of place: MediaPlace) async throws(OperationError) -> Int64 {
        if let size = knownSize(of: place) { return size }
        let probe = SizeProbe(
            leases: leases(of: place), transport: transport, totals: streams.totals.cdn)
        let facts: FileVersionFacts
        do throws(CDNError) { facts = try await probe.facts() } catch { throw OperationError(error) }
        catalog.record(FileFact(size: facts.size, entityTag: facts.entityTag), for: place.factKey)
        return facts.size
    }

    /// Opens a file whose size is known, for the program of that name. Costs no request.
    func open(_ place: MediaPlace, for process: String?) -> OpenedFile {
        let key = place.streamKey
        paths.withLock { $0[key] = place }
        let stream = streams.acquire(key) { makeStream(of: place) }
        let file = StreamFile(
            stream, of: key, in: streams, reader: Reader(process, habits: habits))
        let version = Checksum([UInt8]("\(stream.replacements) \(key.version)".utf8))
        return OpenedFile(file: file, version: version.value)
    }

    /// To be called about twice a second: deadlines, and what nobody needs any more.
    func tick() {
        streams.tick()
        for (_, stream, _) in streams.all { stream.save(ifCalm: true) }
        let condition = service.condition
        if let limit = condition.limit, let remaining = condition.remaining, limit > 0 {
            let left = Double(remaining) / Double(limit)
            for (_, stream, _) in streams.all { stream.note(budgetLeft: left) }
        }
        let living = Set(streams.all.map(\.key))
        let moment = now()
        leases.withLock { leases in
            leases = leases.filter {
                living.contains($0.key) || $0.value.current?.isUsable(at: moment) == true
            }
        }
        paths.withLock { paths in paths = paths.filter { living.contains($0.key) } }
    }

    /// Where the file of a stream stands, for status.
    func place(of key: StreamKey) -> MediaPlace? {
        paths.withLock { $0[key] }
    }

    private func leases(of place: MediaPlace) -> LinkLeases {
        leases.withLock { leases in
            if let known = leases[place.streamKey] { return known }
            let service = service
            let made = LinkLeases(
                source: { refused async throws(ServiceError) in
                    try await service.link(to: place.file, of: place.place.video, insteadOf: refused)
                }, origin: origin, totals: streams.totals.cdn, now: now)
            leases[place.streamKey] = made
            return made
        }
    }

    private func makeStream(of place: MediaPlace) -> FileStream {
        let fact = catalog.fileFact(place.factKey)
        let facts = FileVersionFacts(size: fact?.size ?? place.file.size ?? 0, entityTag: fact?.entityTag)
        let kept = KeptIndex(
            in: index, of: IndexKey(video: place.place.video, file: place.file.id), version: place.version,
            size: fact?.size, entityTag: fact?.entityTag)
        let listener = FileStream.Listener(
            learned: { [weak self] facts, sizeChanged in
                kept.learned(size: facts.size, entityTag: facts.entityTag)
                self?.learned(facts, of: place, sizeChanged)
            },
            replaced: { [weak self] in
                kept.drop()
                self?.replaced(place)
            },
            listingIsStale: { [weak self] in self?.refresh(place) },
            needsMemory: { [weak self] in self?.streams.relieve() })
        var settings = settings
        settings.isMovie = place.file.format?.lowercased() == "mp4"
        return FileStream(
            facts: facts, isConfirmed: fact != nil, settings: settings, pool: streams.pool,
            leases: leases(of: place), transport: transport, totals: streams.totals, listener: listener,
            kept: kept, replacements: replacements.withLock { $0[place.streamKey] ?? 0 }, now: now)
    }

    private func learned(_ facts: FileVersionFacts, of place: MediaPlace, _ sizeChanged: Bool) {
        catalog.record(FileFact(size: facts.size, entityTag: facts.entityTag), for: place.factKey)
        if sizeChanged { onChange.withLock { $0 }(place, false) }
    }

    /// What was learnt of the old version is not true of the new one, and no new reader may share the
    /// old one's stream.
    private func replaced(_ place: MediaPlace) {
        replacements.withLock { $0[place.streamKey, default: 0] += 1 }
        streams.retire(place.streamKey)
        leases.withLock { $0[place.streamKey] = nil }
        let catalog = catalog
        Task {
            let probe = SizeProbe(
                leases: self.leases(of: place), transport: self.transport, totals: self.streams.totals.cdn)
            if let facts = try? await probe.facts() {
                catalog.record(FileFact(size: facts.size, entityTag: facts.entityTag), for: place.factKey)
            }
            self.onChange.withLock { $0 }(place, true)
            _ = try? await catalog.refresh(.video(place.place.video))
        }
    }

    /// Hears that the service says something else of a video: what is kept of versions that are gone goes.
    func videoChanged(_ video: VideoID) {
        let files = catalog.knownVideo(video)?.value.files ?? []
        let versions = files.map { ($0.id, MediaPlace.version(of: $0)) }
        index.keepOnly(Dictionary(versions) { first, _ in first }, of: video)
    }

    private func refresh(_ place: MediaPlace) {
        let catalog = catalog
        Task { _ = try? await catalog.refresh(.video(place.place.video)) }
    }
}
