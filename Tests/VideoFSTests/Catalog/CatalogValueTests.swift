import Testing

@testable import VideoFS

@Suite("The catalog's plain values")
struct CatalogValueTests {
    static let start = Timestamp(rawValue: 1_000_000)

    private func freshness(
        after seconds: Int64, failure: FailedAttempt? = nil, timeToLive: Duration = .seconds(300)
    ) -> Freshness {
        Freshness(
            checkedAt: Self.start, timeToLive: timeToLive,
            now: Timestamp(rawValue: Self.start.rawValue + seconds), failure: failure)
    }

    @Test("what was confirmed within its time to live is fresh")
    func fresh() {
        #expect(freshness(after: 0) == .fresh)
        #expect(freshness(after: 299) == .fresh)
        #expect(freshness(after: 300) == .usableButStale(refresh: true))
        #expect(freshness(after: 0, timeToLive: .zero) == .usableButStale(refresh: true))
        #expect(
            Freshness(checkedAt: nil, timeToLive: .zero, now: Self.start, failure: nil) == .absent)
    }

    @Test("a clock set back makes everything old, not fresh for ever", arguments: [-1, -1_000_000])
    func clockSetBack(seconds: Int64) {
        #expect(freshness(after: seconds) == .usableButStale(refresh: true))
    }

    @Test("times out of any range do not trap")
    func extremes() {
        let far = Freshness(
            checkedAt: Timestamp(rawValue: .min), timeToLive: .seconds(1), now: Timestamp(rawValue: .max),
            failure: nil)
        #expect(far == .usableButStale(refresh: true))
        let budget = FailedAttempt(
            .budgetSpent(until: Timestamp(rawValue: .max)), at: Timestamp(rawValue: .min))
        #expect(!budget.isRemembered(at: Timestamp(rawValue: .max)))
    }

    @Test(
        "failures in a row are tried again more and more rarely",
        arguments: [
            (1, 10), (2, 20), (3, 40), (5, 160), (6, 300), (100, 300),
        ] as [(Int, Int64)])
    func backOff(streak: Int, seconds: Int64) {
        let failure = (0..<streak).reduce(nil as FailedAttempt?) { previous, _ in
            FailedAttempt(.timedOut, at: Self.start, after: previous)
        }
        func isHeldBack(after seconds: Int64) -> Bool? {
            failure?.holdsBackRefresh(at: Timestamp(rawValue: Self.start.rawValue + seconds))
        }
        #expect(isHeldBack(after: seconds - 1) == true)
        #expect(isHeldBack(after: seconds) == false)
        #expect(isHeldBack(after: -1) == false)
    }

    @Test("one question for each key, and everybody who joined is told")
    func refreshes() {
        var refreshes = Refreshes<String, Int>()
        let waiters = (0..<3).map { _ in Waiter<Int>() }
        let isNew = [
            refreshes.join("a", waiter: waiters[0]), refreshes.join("a", waiter: waiters[1]),
            refreshes.join("a"), refreshes.join("b", waiter: waiters[2]),
        ]
        #expect(isNew == [true, false, false, true])
        let told = refreshes.land("a")
        #expect(told.map(ObjectIdentifier.init) == waiters[..<2].map(ObjectIdentifier.init))
        #expect(!refreshes.isInFlight("a"))
        let toldAgain = refreshes.land("a")
        #expect(toldAgain.isEmpty)
        let isNewAgain = refreshes.join("a")
        #expect(isNewAgain)
    }

    @Test("a recent cache stays within its limit and keeps what is used")
    func recentCache() {
        var cache = RecentCache<Int, Int>(limit: 100_000)
        var used: [Int?] = []
        for number in 0..<1_000 {
            cache.keep(number, cost: 1_000, for: number)
            used.append(cache.value(for: 0))
        }
        #expect(used.allSatisfy { $0 == 0 })
        let recent = (960..<1_000).reversed().map { cache.value(for: $0) }
        #expect(recent.allSatisfy { $0 != nil })
        let older = (1..<900).count { cache.value(for: $0) != nil }
        #expect(older == 0)
        cache.remove(0)
        let removed = cache.value(for: 0)
        #expect(removed == nil)
    }

    @Test("a value larger than the cache is kept until the next ones")
    func oversized() {
        var cache = RecentCache<Int, Int>(limit: 1_000)
        cache.keep(1, cost: 1 << 20, for: 1)
        let kept = cache.value(for: 1)
        #expect(kept == 1)
        cache.keep(2, cost: 300, for: 2)
        cache.keep(3, cost: 300, for: 3)
        let forgotten = cache.value(for: 1)
        #expect(forgotten == nil)
    }

    @Test("a listed resource is listed until its last parent lets go")
    func listings() {
        var resources = KnownResources()
        var gone = resources.list([.video("7"), .video("8")], under: .package("1"))
        gone += resources.list([.video("8")], under: .package("2"))
        #expect(gone.isEmpty)
        #expect(resources.videos == 2)
        #expect(Set(resources.parents(of: .video("8"))) == [.package("1"), .package("2")])
        gone = resources.list([.video("9")], under: .package("1"))
        #expect(gone == [.video("7")])
        #expect(resources.isListed(.video("8")))
        gone = resources.list([], under: .package("2"))
        #expect(gone == [.video("8")])
        #expect(resources.videos == 1)
    }

    @Test(
        "children come back from their column, however it is written",
        arguments: [
            #"["video:1","video:22"]"#: [ResourceKey.video("1"), .video("22")],
            #"[ "video:1" , "package:22" ]"#: [.video("1"), .package("22")],
            #"["video:a,b","site:c:d","video:"]"#: [.video("a,b"), .site("c:d"), .video("")],
            #"["video:a\"b\u00e9"]"#: [.video("a\"bé")],
            #"[]"#: [], #"["film:1"]"#: nil, #"["video:1""#: nil, "": nil,
        ])
    func children(json: String, keys: [ResourceKey]?) {
        #expect(ChildNames(json: json)?.words == keys?.map(\.word))
    }

    @Test(
        "children come back from their bytes",
        arguments: [[], [ResourceKey.video("1"), .package("22"), .site("a:b"), .video("")]])
    func childBytes(keys: [ResourceKey]) {
        #expect(ChildNames(bytes: ChildNames(keys).bytes)?.words == keys.map(\.word))
    }

    @Test(
        "bytes that name no children are refused",
        arguments: [
            [0], [1], [2, 0x76], [1, 0x78], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
        ] as [[UInt8]])
    func noChildren(bytes: [UInt8]) {
        #expect(ChildNames(bytes: bytes) == nil)
    }

    @Test("entries are what was put in, whatever came and went")
    func entries() {
        var resources = KnownResources()
        func entry(_ number: Int) -> CatalogEntry {
            CatalogEntry(
                checkedAt: Timestamp(rawValue: Int64(1_700_000_000 + number)),
                changedAt: Timestamp(rawValue: Int64(1_600_000_000 + number)), version: UInt64(number),
                checksum: Checksum(rawValue: .max - UInt64(number)))
        }
        for number in 0..<1_000 { resources[.video("\(number)")] = entry(number) }
        for number in 0..<1_000 where number.isMultiple(of: 3) { resources[.video("\(number)")] = nil }
        for number in 1_000..<1_200 { resources[.package("\(number)")] = entry(number) }
        resources[.package("1100")] = entry(7)
        #expect(resources[.package("1100")] == entry(7))
        #expect(resources[.video("1100")] == nil)
        #expect(
            (0..<1_000).allSatisfy { resources[.video("\($0)")] == ($0.isMultiple(of: 3) ? nil : entry($0)) })
        #expect(resources.knownCount == 1_000 - 334 + 200)
        #expect(resources.known.map(\.entry.checkedAt).max() == entry(1_199).checkedAt)
    }

    @Test("times that no clock should show do not trap", arguments: [Int64.min, -1, .max])
    func wildTimes(seconds: Int64) {
        var resources = KnownResources()
        resources[.account] = CatalogEntry(
            checkedAt: Timestamp(rawValue: seconds), changedAt: Timestamp(rawValue: seconds),
            version: .max, checksum: Checksum([]))
        #expect(resources[.account]?.checkedAt.rawValue == Int64(UInt32(clamping: seconds)))
    }

    @Test("a listing that names a resource twice lists it once")
    func duplicates() {
        let package = LibraryRecord.sample(package: "1", videos: ["7", "8", "7"])
        #expect(package.children == [.video("7"), .video("8")])
    }

    @Test(
        "a resource is found again by its text",
        arguments: [
            ResourceKey.account, .site("1"), .package("a:b"), .video(""),
        ])
    func text(key: ResourceKey) {
        #expect(ResourceKey(text: key.text) == key)
    }

    @Test("a text that names no resource is refused", arguments: ["", "video", "account:1", "film:1", ":"])
    func badText(text: String) {
        #expect(ResourceKey(text: text) == nil)
    }
}
