internal import Foundation
internal import Logging
internal import Synchronization

/// One mounted library, from the configuration to the last answer: builds the layers, runs them, drains
/// them.
final class Mount: Sendable {
    let configuration: MountConfiguration
    let layers: Layers
    let session: FuseSession
    private let mountPoint: String
    private let mountedAt = Timestamp.now
    private let state = Mutex(MountState.serving)
    private let signals: ProcessSignals
    private let refreshSignals: ProcessSignals
    private let log: Logger

    /// Signs in, or goes on with what is known, and connects to the kernel.
    ///
    /// - Throws: ``MountFailure``.
    init(_ configuration: MountConfiguration, at mountPoint: String, layers: Layers) throws(MountFailure) {
        self.configuration = configuration
        self.mountPoint = mountPoint
        self.layers = layers
        log = layers.log
        signals = ProcessSignals(ProcessSignals.ending)
        refreshSignals = ProcessSignals(ProcessSignals.refreshing)
        let ownership = Ownership(
            user: configuration.uid, group: configuration.gid, umask: UInt32(configuration.umask))
        let options = KernelSettings.mountOptions(
            source: "\(configuration.provider.rawValue):\(layers.accountLabel)",
            allowOther: configuration.allowOther)
        do throws(MountError) {
            session = try FuseSession(
                serving: layers.tree, at: mountPoint, options: options, ownership: ownership)
        } catch {
            throw MountFailure(reason: .other, description: error.description)
        }
        layers.connect(KernelCache(of: session, mountedAt: mountPoint))
        layers.control.connect { [weak self] file in self?.document(file) ?? [] }
    }

    /// Serves until unmounted or told to end by a signal.
    ///
    /// - Parameter ready: called once the mount answers.
    func run(ready: @escaping @Sendable () -> Void) async {
        let ended = AsyncStream<Void>.makeStream()
        signals.listen { [weak self] in
            ended.continuation.yield()
            self?.drain()
        }
        let session = session
        Thread.detachNewThread {
            session.serve()
            ended.continuation.finish()
        }
        Thread.detachNewThread { [mountPoint] in
            KernelTuning.apply(to: mountPoint)
            ProgramPages.letGo()
            ready()
        }
        let ticking = Task { [layers] in
            // Starting took more memory than serving does.
            var hasRead = true
            // A library that was walked through leaves as much behind as a start does.
            var walks = WalkWatch()
            var watch = ServiceWatch()
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(500))
                layers.media.tick()
                for line in watch.look(at: layers.service.condition) { layers.log.warning("\(line)") }
                let isRead = !layers.media.streams.all.isEmpty
                let hasWalked = walks.hasEnded(looks: layers.tree.listings.count)
                if hasRead && !isRead || hasWalked {
                    AllocatorSettings.giveBack()
                    ProgramPages.letGo()
                }
                hasRead = isRead
            }
        }
        let asking = Task { [layers] in await layers.fillAhead() }
        refreshSignals.listen { [layers] in layers.refresh() }
        for await _ in ended.stream {}
        ticking.cancel()
        asking.cancel()
        layers.media.streams.closeAll()
        await layers.index.flush()
        await layers.catalog.close()
        log.info("unmounted")
    }

    /// Takes the mount down: readers are refused, the directory is free at once, also while files are open.
    private func drain() {
        let isFirst = state.withLock { state in
            defer { state = .draining }
            return state == .serving
        }
        guard isFirst else { return }
        log.info("unmounting on a signal")
        let device = MountTable.mounts.last { $0.path == mountPoint && $0.kind == "fuse.vidfs" }?.device
        let abortSwitch = device.flatMap(KernelTuning.abortSwitch)
        session.refuseAll()
        layers.media.streams.closeAll()
        session.unmount()
        // Files that are still open would keep the connection, and so this process, alive.
        if let abortSwitch { KernelTuning.abort(with: abortSwitch) }
    }

    // MARK: - Control files

    private func document(_ file: ControlFile) -> [UInt8] {
        switch file {
        case .status: status.bytes
        case .metrics: metrics.bytes
        case .limits: limits.bytes
        }
    }

    private var status: StatusDocument {
        let condition = layers.service.condition
        let summary = layers.catalog.summary
        let memory = layers.pool.usage
        let disk = layers.index.usage
        return StatusDocument(
            version: Version.text, provider: configuration.provider.rawValue, account: layers.accountLabel,
            pid: getpid(), mountedAt: mountedAt.text, state: state.withLock { $0.rawValue },
            api: .init(condition),
            catalog: .init(
                sites: summary.sites, packages: summary.packages, videos: summary.videos,
                refreshedAt: summary.refreshedAt?.text, stale: summary.stale,
                staleSince: summary.staleness?.since.text,
                staleReason: summary.staleness.map { MountFailure($0.reason).description }),
            memory: .init(limit: configuration.memoryLimit, used: memory.used, peak: memory.peak),
            streams: layers.streamDocuments, totals: layers.totalsDocument,
            diskCache: .init(used: disk.used, limit: disk.limit))
    }

    private var limits: LimitsDocument {
        let condition = layers.service.condition
        return LimitsDocument(
            requestsPerHour: condition.limit, remaining: condition.remaining,
            resetsAt: condition.resetsAt?.text, memoryLimit: configuration.memoryLimit,
            readAhead: Int64(configuration.readAhead))
    }
}
