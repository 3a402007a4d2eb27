internal import Foundation
internal import Logging
internal import Synchronization

/// Everything below the kernel, built from a configuration: the network, the service, the catalog, the
/// streams and the tree.
final class Layers: Sendable {
    let log: Logger
    /// The network, to be closed at the end.
    let client: ClientTransport
    let service: any VideoService
    let catalog: Catalog
    let pool: BlockPool
    let media: MediaFiles
    let index: IndexCache
    let tree: VideoTree
    /// What the mount's `<provider>:<account>` says.
    let accountLabel: String
    let control: LateBound<ControlFile, [UInt8]>
    private let changes: LateBound<CatalogChange, Void>
    private let readers = Mutex(ReadWatch())

    /// - Throws: ``MountFailure`` for settings that cannot be used; nothing is asked of the service yet.
    init(_ configuration: MountConfiguration) throws(MountFailure) {
        log = Logger(configuration)
        accountLabel = configuration.accountLabel
        client = try ClientTransport(configuration)
        let transport = LoggingTransport(client, log: log)
        service = try Providers.service(of: configuration, over: transport)
        let changes = LateBound<CatalogChange, Void>(before: ())
        let control = LateBound<ControlFile, [UInt8]>(before: [])
        let log = log
        let directory = CatalogStore.directory(
            below: configuration.cacheDirectory, provider: configuration.provider.rawValue,
            account: accountLabel, address: service.address)
        index = IndexCache(directory: directory + "/index") {
            log.warning("kept parts of films cannot be used", metadata: ["reason": "\($0)"])
        }
        let store = CatalogStore(
            cacheDirectory: configuration.cacheDirectory, provider: configuration.provider.rawValue,
            account: accountLabel, address: service.address
        ) { log.warning("the catalog on disk cannot be used", metadata: ["reason": "\($0)"]) }
        catalog = Catalog(
            service: service, store: store, timeToLive: configuration.metadataTTL,
            now: { .now }, onChange: { changes($0) })
        pool = BlockPool(limit: configuration.memoryLimit - configuration.memoryLimit / Self.networkPart)
        var settings = StreamSettings()
        settings.readAhead = Int64(configuration.readAhead)
        media = MediaFiles(
            service: service, transport: transport, catalog: catalog, pool: pool, settings: settings,
            index: index, origin: MediaOrigin(path: directory + "/media-origin"), now: { .now })
        tree = VideoTree(
            catalog: catalog, media: media,
            documents: DocumentFetch(service: service, transport: transport),
            rules: configuration.names == .portable ? .portable : .posix, control: { control($0) })
        self.control = control
        self.changes = changes
    }

    /// What part of the memory limit is left to the network's own buffers: of the default 256 MiB it is what 128
    /// connections hold, 64 KiB each.
    private static let networkPart = 32

    /// Makes sure that there is something to serve: a library that was seen before, or a sign-in that works
    /// now. One that is known is served at once, and asked about meanwhile.
    ///
    /// - Throws: ``MountFailure`` with what the service said.
    func prepare() async throws(MountFailure) {
        guard catalog.knownAccount() == nil else {
            Task { await askAgain() }
            return
        }
        do throws(CatalogError) {
            try await catalog.refresh(.account, within: Self.patience)
        } catch {
            throw MountFailure(error)
        }
    }

    /// A sign-in takes a few requests, and nothing is there to be shown until then.
    private static let patience = Duration.seconds(20)

    private func askAgain() async {
        do throws(CatalogError) {
            try await catalog.refresh(.account, within: Self.patience)
        } catch {
            log.warning(
                "serving what is known: the service did not answer",
                metadata: ["reason": "\(MountFailure(error).description)"])
        }
    }

    /// Clears away what nobody needs, and asks for what will be needed, until cancelled.
    func fillAhead() async {
        catalog.removeOrphans()
        await catalog.fillAhead { [self] in
            let waits = media.streams.totals.waits.count
            if readers.withLock({ $0.isBusy(waits: waits, at: .now) }) {
                return FillAhead.Allowance(isAllowed: false, reopensAt: Timestamp.now.advanced(bySeconds: 1))
            }
            let condition = service.condition
            return FillAhead.Allowance(
                isAllowed: condition.backgroundAllowed, reopensAt: condition.backgroundReopensAt)
        }
    }

    /// Asks now whether anything that is known of the library changed.
    func refresh() {
        Task { [tree, log] in
            do throws(OperationError) {
                let report = try await tree.refresh(.root)
                log.info(
                    "asked whether the library changed",
                    metadata: ["asked": "\(report.asked)", "changed": "\(report.changed)"])
            } catch {
                log.warning("the library could not be asked about", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// Lets changes that are found out reach the kernel.
    func connect(_ notices: any KernelNotices) {
        let tree = tree
        tree.connect(notices)
        changes.connect { [weak tree, weak media] change in
            if case .video(let video) = change.key, change.kind != .firstSight {
                media?.videoChanged(video)
                tree?.forgetDocuments(of: video)
            }
            tree?.resourceChanged(change, telling: notices)
        }
        media.whenChanged { [weak tree] place, contents in
            tree?.mediaChanged(place, contents: contents, telling: notices)
        }
    }
}

extension Logger {
    init(_ configuration: MountConfiguration) {
        let level = Logger.Level(rawValue: configuration.logLevel.rawValue) ?? .info
        let form: LogOutput.Form = configuration.logFormat == .json ? .json : .text
        self.init(label: "vidfs") { LogOutput(label: $0, level: level, form: form) }
    }
}

extension ClientTransport {
    convenience init(_ configuration: MountConfiguration) throws(MountFailure) {
        do throws(TransportSetupError) {
            try self.init(
                proxy: configuration.proxy?.value, caCertificate: configuration.caCertificate,
                version: Version.text)
        } catch {
            throw MountFailure(reason: .configuration, description: "\(error)")
        }
    }
}
