internal import Foundation
internal import Synchronization

/// What both services share: the library as it is now, and who may see it.
final class OriginState: Sendable {
    let faults = DemoFaults()
    let journal = DemoJournal()
    let tokens: TokenStore
    let tokenEndpoint: TokenEndpoint
    let budget: RequestBudget
    let signer: LinkSigner
    let shape: AnswerShape
    let fileAnswer: FileAnswerShape
    let now: @Sendable () -> Date
    private let library: Mutex<LibraryIndex>
    private let tickets = Mutex(0)

    init(_ configuration: DemoOrigin.Configuration) {
        tokens = TokenStore(life: configuration.accessTokenLife)
        tokenEndpoint = TokenEndpoint(tokens: tokens, credentials: configuration.credentials)
        budget = RequestBudget(limit: configuration.requestLimit)
        signer = LinkSigner(life: configuration.linkLife, external: configuration.externalCDN)
        shape = configuration.shape
        fileAnswer = configuration.fileAnswer
        now = configuration.now
        library = Mutex(LibraryIndex(configuration.library))
    }

    /// The library as it is at this moment.
    var index: LibraryIndex {
        library.withLock { $0 }
    }

    func edit(_ change: (inout DemoLibrary) -> Void) {
        let now = now()
        library.withLock { index in
            var edited = index.library
            change(&edited)
            edited.stampChanges(since: index.library, at: now)
            index = LibraryIndex(edited)
        }
    }

    func nextTicket() -> Int {
        tickets.withLock { count in
            count += 1
            return count
        }
    }
}
