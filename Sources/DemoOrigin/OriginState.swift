internal import Foundation
internal import Synchronization

/// What the services share: the library as it is now, and who may see it.
final class OriginState: Sendable {
    let faults = DemoFaults()
    let journal = DemoJournal()
    let tokens: TokenStore
    let tokenEndpoint: TokenEndpoint
    let budget: RequestBudget
    let tellsReset: Bool
    let signer: LinkSigner
    let shape: AnswerShape
    let fileAnswer: FileAnswerShape
    let now: @Sendable () -> Date
    let registryNeedsToken: Bool
    let mediaNeedsToken: Bool
    /// One for each service of the platform that counts requests.
    let platformBudgets: [DemoService: RequestBudget]
    private let library: Mutex<Served>
    private let tickets = Mutex(0)

    init(_ configuration: DemoOrigin.Configuration) {
        let isPiksel = configuration.provider == .piksel
        // The platform's tokens are of 40 digits, VHX's of 64.
        tokens = TokenStore(life: configuration.accessTokenLife, length: isPiksel ? 20 : 32)
        tokenEndpoint = TokenEndpoint(tokens: tokens, credentials: configuration.credentials)
        budget = RequestBudget(
            limit: configuration.requestLimit,
            window: TimeInterval(configuration.requestWindow.components.seconds))
        tellsReset = configuration.tellsReset
        signer = LinkSigner(life: configuration.linkLife, external: configuration.externalCDN)
        shape = configuration.shape
        fileAnswer = configuration.fileAnswer
        now = configuration.now
        registryNeedsToken = configuration.registryNeedsToken
        mediaNeedsToken = configuration.mediaNeedsToken
        platformBudgets = Dictionary(
            uniqueKeysWithValues: [DemoService.registry, .identity, .metadata].map {
                ($0, RequestBudget(limit: configuration.requestLimit, window: 60))
            })
        library = Mutex(Served(index: LibraryIndex(configuration.library), servesOpenMedia: isPiksel))
    }

    private struct Served {
        var index: LibraryIndex
        let servesOpenMedia: Bool
        var cdn = ""
        /// Made when it is first asked for; after an edit the old one, whose unchanged parts are used again.
        var piksel: PikselIndex?
        var isPikselCurrent = false
    }

    /// The library as it is at this moment.
    var index: LibraryIndex {
        library.withLock { $0.index }
    }

    /// The same as the metadata service sees it.
    var pikselIndex: PikselIndex {
        library.withLock { served in
            if let known = served.piksel, served.isPikselCurrent { return known }
            let made = PikselIndex(served.index.library, cdn: served.cdn, reusing: served.piksel)
            served.piksel = made
            served.isPikselCurrent = true
            return made
        }
    }

    /// First component of the path of media without signature; `nil` where there are none.
    var openFolder: String? {
        library.withLock { $0.servesOpenMedia ? $0.index.library.openFolder : nil }
    }

    /// Tells where the CDN is, which is known only when it listens.
    func serveMedia(at cdn: String) {
        library.withLock { served in
            served.cdn = cdn
            served.isPikselCurrent = false
        }
    }

    func edit(_ change: (inout DemoLibrary) -> Void) {
        let now = now()
        library.withLock { served in
            var edited = served.index.library
            change(&edited)
            edited.stampChanges(since: served.index.library, at: now)
            served.index = LibraryIndex(edited)
            served.isPikselCurrent = false
        }
    }

    func nextTicket() -> Int {
        tickets.withLock { count in
            count += 1
            return count
        }
    }
}
