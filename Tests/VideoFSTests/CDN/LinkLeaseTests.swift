import Synchronization
import Testing

@testable import VideoFS

struct LinkLeaseTests {
    private static func link(_ life: Duration?) -> FreshLink {
        FreshLink(address: SignedAddress("https://cdn.example/film"), life: life)
    }

    @Test(
        "a link starts requests until a margin before its end",
        arguments: [
            (life: 30.0, roundTrip: 0.04, margin: 5.0),
            (life: 30.0, roundTrip: 2.0, margin: 6.0),
            (life: 5.0, roundTrip: 0.04, margin: 1.25),
            (life: 1.0, roundTrip: 0.0, margin: 0.25),
            (life: 1.0, roundTrip: 0.4, margin: 0.5),
        ])
    func margin(life: Double, roundTrip: Double, margin: Double) {
        let now = ContinuousClock.now
        let lease = LinkLease(
            link: Self.link(.seconds(life)), issued: now, roundTrip: .seconds(roundTrip))
        #expect(lease.isUsable(at: now + .seconds(life - margin - 0.001)))
        #expect(!lease.isUsable(at: now + .seconds(life - margin + 0.001)))
    }

    @Test("a link without an end is usable at any time")
    func endless() {
        let now = ContinuousClock.now
        #expect(LinkLease(link: Self.link(nil), issued: now).isUsable(at: now + .seconds(1_000_000)))
    }

    @Test("one link serves every request until it is too old, and a refused one is not given out again")
    func sharing() async throws {
        let clock = Mutex(ContinuousClock.now)
        let asked = Mutex<[FreshLink?]>([])
        let leases = LinkLeases(
            source: { refused async throws(ServiceError) in
                asked.withLock { $0.append(refused) }
                return Self.link(.seconds(30))
            }, now: { clock.withLock { $0 } })
        let first = try await leases.lease()
        leases.note(roundTrip: .seconds(3))
        clock.withLock { $0 += .seconds(20) }
        _ = try await leases.lease()
        #expect(asked.withLock { $0.count } == 1)
        // 24 s: nine seconds, three round trips, are more than the six that are left.
        clock.withLock { $0 += .seconds(4) }
        let second = try await leases.lease()
        #expect(asked.withLock { $0.count } == 2)
        leases.drop(first)
        #expect(try await leases.lease() == second)
        // By the caller's copy, from before a round trip was measured anew.
        leases.note(roundTrip: .seconds(1))
        leases.drop(second)
        _ = try await leases.lease()
        #expect(asked.withLock { $0.last } == .some(.some(second.link)))
    }

    @Test(
        "a film's first link opens it, the next ones keep it playing, and a look at its size is what its caller does"
    )
    func purposes() async throws {
        let clock = Mutex(ContinuousClock.now)
        let purposes = Mutex<[RequestPurpose]>([])
        let leases = LinkLeases(
            source: { _ async throws(ServiceError) in
                purposes.withLock { $0.append(.current) }
                return Self.link(.seconds(30))
            }, now: { clock.withLock { $0 } })
        for _ in 0..<3 {
            _ = try await leases.lease()
            clock.withLock { $0 += .seconds(60) }
        }
        _ = try await RequestPurpose.$current.withValue(.background) {
            try await leases.lease(for: .current)
        }
        #expect(purposes.withLock { $0 } == [.opening, .playing, .playing, .background])
    }

    @Test("a read that comes to a question refused for its purpose asks again")
    func joinsAndAsksAgain() async throws {
        let purposes = Mutex<[RequestPurpose]>([])
        let gate = AsyncStream<Void>.makeStream()
        let leases = LinkLeases(
            source: { _ async throws(ServiceError) in
                purposes.withLock { $0.append(.current) }
                guard RequestPurpose.current < .opening else { return Self.link(.seconds(30)) }
                for await _ in gate.stream { break }
                throw .budgetSpent(until: nil)
            }, now: { .now })
        let look = Task { try? await leases.lease(for: .browsing) }
        while purposes.withLock({ $0.isEmpty }) { await Task.yield() }
        let read = Task { try? await leases.lease() }
        for _ in 0..<100 { await Task.yield() }
        gate.continuation.yield()
        #expect(await look.value == nil)
        #expect(await read.value != nil)
        #expect(purposes.withLock { $0 } == [.browsing, .opening])
    }
}
