import Testing

@testable import VideoFS

@Suite("Whatever the order of answers")
struct CatalogOrderTests {
    @Test(
        "once all is quiet, the catalog knows only what somebody lists", arguments: 0..<200 as Range<UInt64>)
    func invariants(seed: UInt64) {
        var chance = Chance(state: seed &* 0x9e37_79b9_7f4a_7c15 | 1)
        var state = CatalogState(Inventory())
        var flying: [ResourceKey] = [.account]
        _ = state.refreshes.join(.account)
        for step in 0..<300 {
            // Questions start at any listed resource, and end in any order.
            let key = chance.resource()
            if key == .account || state.resources.isListed(key), state.refreshes.join(key) {
                flying.append(key)
            }
            guard chance.next(2) == 0, !flying.isEmpty else { continue }
            let landing = flying.remove(at: chance.next(flying.count))
            land(landing, in: &state, at: step, &flying, &chance)
        }
        while let key = flying.popLast() { land(key, in: &state, at: 300, &flying, &chance) }
        #expect(state.refreshes.isEmpty)
        #expect(state.doomed.isEmpty)
        let strays = state.resources.known.map(\.key)
            .filter { $0 != .account && !state.resources.isListed($0) }
        #expect(strays.isEmpty)
        let listed = Chance.all.filter { state.resources.isListed($0) }
        #expect(listed.allSatisfy { !state.resources.parents(of: $0).isEmpty })
        #expect(state.resources.sites == listed.count { $0.kind == .site })
        #expect(state.resources.packages == listed.count { $0.kind == .package })
        #expect(state.resources.videos == listed.count { $0.kind == .video })
    }

    private func land(
        _ key: ResourceKey, in state: inout CatalogState, at step: Int, _ flying: inout [ResourceKey],
        _ chance: inout Chance
    ) {
        let now = Timestamp(rawValue: Int64(step) * 10)
        let landing = state.land(chance.answer(to: key), for: key, at: now)
        flying += landing.asks
        if case .success = landing.outcome {
            #expect(Self.isInMemory(key, of: &state, at: now))
        }
        _ = state.close(key)
    }

    /// Whether somebody who looks now is answered without the store.
    private static func isInMemory(
        _ key: ResourceKey, of state: inout CatalogState, at now: Timestamp
    ) -> Bool {
        let (sight, _) = state.look(at: key, timeToLive: .seconds(1_000), now: now)
        return if case .held = sight { true } else { false }
    }

    @Test("what an answer brought is at hand until the store has it, also where nobody waits for it")
    func staysUntilStored() {
        var state = CatalogState(Inventory())
        let now = CatalogFixture.start
        for number in 0..<3 {
            let key = ResourceKey.video("\(number)")
            _ = state.refreshes.join(key)
            _ = state.land(Chance.answer(.sample(video: "\(number)")), for: key, at: now)
            #expect(Self.isInMemory(key, of: &state, at: now))
        }
        for number in 0..<3 {
            let key = ResourceKey.video("\(number)")
            _ = state.close(key)
            #expect(!Self.isInMemory(key, of: &state, at: now))
        }
        // More of them than are kept.
        let packages = (0..<8).map { ResourceKey.package("\($0)") }
        let many = (0..<20_000).map { "\($0)" }
        for (number, key) in packages.enumerated() {
            _ = state.refreshes.join(key)
            let record = LibraryRecord.sample(package: "\(number)", videos: many)
            _ = state.land(Chance.answer(record), for: key, at: now)
        }
        #expect(packages.allSatisfy { Self.isInMemory($0, of: &state, at: now) })
        for key in packages { _ = state.close(key) }
        #expect(packages.count { Self.isInMemory($0, of: &state, at: now) } < packages.count)
    }

    @Test("a record that was written anew in another form while it was read is not taken for lost")
    func isWrittenAnew() throws {
        var state = CatalogState(Inventory())
        let now = CatalogFixture.start
        let key = ResourceKey.video("1")
        _ = state.refreshes.join(key)
        _ = state.land(Chance.answer(.sample(video: "1")), for: key, at: now)
        _ = state.close(key)
        let entry = try #require(state.resources[key])
        // As one that an older release wrote: of the same content, with another checksum.
        var former = entry
        former.checksum = Checksum([1])
        let isFormerGone = state.forget(key, of: former)
        #expect(!isFormerGone)
        #expect(state.resources[key] != nil)
        let isGone = state.forget(key, of: entry)
        #expect(isGone)
        #expect(state.resources[key] == nil)
        let isStillGone = state.forget(key, of: entry)
        #expect(isStillGone)
    }

    @Test("what leaves the library on the way to the store does not come back")
    func leavesBeforeItIsStored() {
        var state = CatalogState(Inventory())
        let now = CatalogFixture.start
        let (package, video) = (ResourceKey.package("1"), ResourceKey.video("1"))
        _ = state.refreshes.join(package)
        _ = state.land(Chance.answer(.sample(package: "1", videos: ["1"])), for: package, at: now)
        _ = state.close(package)
        _ = state.refreshes.join(video)
        _ = state.land(Chance.answer(.sample(video: "1")), for: video, at: now)
        _ = state.land(.failure(.noSuchResource), for: video, at: now)
        #expect(!Self.isInMemory(video, of: &state, at: now))
        #expect(state.record(for: video) == nil)
    }
}

/// Xorshift: the same choices for the same seed.
private struct Chance {
    static let all: [ResourceKey] =
        [.account] + (0..<2).map { .site("\($0)") } + (0..<4).map { .package("\($0)") }
        + (0..<8).map { .video("\($0)") }

    var state: UInt64

    mutating func next(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(limit))
    }

    mutating func resource() -> ResourceKey { Self.all[next(Self.all.count)] }

    mutating func some(of count: Int) -> [String] {
        (0..<count).filter { _ in next(2) == 0 }.map { "\($0)" }
    }

    mutating func answer(to key: ResourceKey) -> Answer {
        switch next(5) {
        case 0: return .failure(.noSuchResource)
        case 1: return .failure(.timedOut)
        default: break
        }
        let record: LibraryRecord =
            switch key {
            case .account: .sample(account: some(of: 4), sites: some(of: 2))
            case .site(let id): .sample(site: id.rawValue, packages: some(of: 4))
            case .package(let id): .sample(package: id.rawValue, videos: some(of: 8))
            case .video(let id): .sample(video: id.rawValue, title: "\(next(3))")
            }
        return Self.answer(record, isKept: next(2) == 0)
    }

    static func answer(_ record: LibraryRecord, isKept: Bool = false) -> Answer {
        let resource = StoredResource(
            encoded: EncodedRecord(record), checkedAt: CatalogFixture.start, changedAt: CatalogFixture.start,
            children: record.children)
        return .content(record, resource, kept: isKept ? resource : nil, former: nil)
    }
}
