import Synchronization
import Testing

@testable import VideoFS

/// A catalog over a scripted service, with a clock and a time of day that only tests move.
final class CatalogFixture: Sendable {
    static let start = Timestamp(rawValue: 1_700_000_000)

    let service = StubService()
    let clock = StandingClock()
    let store: CatalogStore
    let catalog: Catalog
    let changes = Collected<ResourceKey>()
    private let time: TimeOfDay

    init(store: CatalogStore = CatalogStore(), timeToLive: Duration = .seconds(300)) {
        let time = TimeOfDay(Self.start)
        self.time = time
        self.store = store
        catalog = Catalog(
            service: service, store: store, timeToLive: timeToLive, now: { time.now }, clock: clock,
            onChange: { [changes] in if $0.kind != .firstSight { changes.add($0.key) } })
    }

    func advance(seconds: Int64) {
        time.advance(seconds: seconds)
    }

    /// Waits until no question is on its way.
    func quiet() async {
        await CatalogFixture.eventually { !self.catalog.isAsking }
    }
}

extension CatalogFixture {
    /// The time of day, moved by hand.
    final class TimeOfDay: Sendable {
        private let time: Mutex<Timestamp>

        init(_ time: Timestamp) {
            self.time = Mutex(time)
        }

        var now: Timestamp { time.withLock { $0 } }

        func advance(seconds: Int64) {
            time.withLock { $0 = Timestamp(rawValue: $0.rawValue + seconds) }
        }
    }

    /// What a callback was told, in order.
    final class Collected<Element: Sendable>: Sendable {
        private let elements = Mutex<[Element]>([])

        var all: [Element] { elements.withLock { $0 } }

        func add(_ element: Element) {
            elements.withLock { $0.append(element) }
        }
    }
}

extension CatalogFixture {
    /// Waits for something that happens elsewhere, without sleeping; gives up after 30 seconds.
    static func eventually(
        _ condition: () throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) async rethrows {
        let limit = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < limit {
            if try condition() { return }
            await Task.yield()
        }
        Issue.record("did not happen", sourceLocation: sourceLocation)
    }
}
