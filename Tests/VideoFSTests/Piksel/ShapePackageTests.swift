import Testing

@testable import VideoFS

/// Where videos stand.
struct ShapePackageTests {
    private typealias Fixture = ShapeFixture

    @Test func anEpisodeStandsInTheShowAboveItsSeason() throws {
        let shape = Fixture.shape([
            try Fixture.content("show", "show", ["title": "Harbour"]),
            try Fixture.content("s2", "season", ["parentRef": "acme:show", "order": .number("2")]),
            try Fixture.content(
                "e11", "episode", ["parentRef": "acme:s2", "order": .number("11"), "title": "Ebb"]),
        ])
        #expect(shape.outline == ["Harbour": ["S02E11 Ebb"]])
    }

    @Test func aFilmOfACollectionStandsInItAndIsLinkedFromItsCategories() throws {
        let shape = Fixture.shape(
            [
                try Fixture.content(
                    "b", "collection", ["title": "Later", "memberRefs": .array(["acme:film"])]),
                try Fixture.content(
                    "a", "collection", ["title": "First", "memberRefs": .array(["acme:film"])]),
                try Fixture.content(
                    "film", "movie", ["title": "Tide", "categoryRefs": .array(["acme:sea"])]),
            ], [try Fixture.category("sea", title: "Sea")])
        #expect(
            shape.outline == [
                "First": ["Tide"], "Later": ["Tide → contents/acme:a"], "Sea": ["Tide → contents/acme:a"],
            ])
    }

    @Test func withoutLinksACategoryIsListedOnlyForWhatIsAtHomeThere() throws {
        let contents = [
            try Fixture.content("film", "movie", ["title": "Tide", "categoryRefs": .array(["acme:sea"])]),
            try Fixture.content("c", "collection", ["title": "All", "memberRefs": .array(["acme:other"])]),
            try Fixture.content("other", "clip", ["title": "Ebb", "categoryRefs": .array(["acme:land"])]),
        ]
        let categories = [
            try Fixture.category("sea", title: "Sea"), try Fixture.category("land", title: "Land"),
        ]
        let shape = Fixture.shape(contents, categories, rules: ShapeRules(linksCategories: false))
        #expect(shape.outline == ["Sea": ["Tide"], "All": ["Ebb"]])
    }

    @Test func whatIsFiledNowhereIsListedAllTheSame() throws {
        let shape = Fixture.shape([
            try Fixture.content("film", "movie", ["categoryRefs": .array(["acme:gone"])]),
            try Fixture.content("orphan", "episode", ["parentRef": "acme:gone", "title": "Alone"]),
            try Fixture.content("station", "station"),
        ])
        #expect(shape.outline == ["_unfiled": ["film", "Alone"]])
    }

    @Test func aTrailerStandsWhereItsFilmDoes() throws {
        let shape = Fixture.shape([
            try Fixture.content("brand", "brand", ["title": "Brand"]),
            try Fixture.content("film", "movie", ["parentRef": "acme:brand", "title": "Film"]),
            try Fixture.content("trailer", "clip", ["parentRef": "acme:film", "title": "Trailer"]),
        ])
        #expect(shape.outline == ["Brand": ["Film", "Trailer"]])
    }

    @Test func theTopmostContainerIsThePackageAndThoseBelowAreFolded() throws {
        let shape = Fixture.shape([
            try Fixture.content("brand", "brand", ["title": "Brand"]),
            try Fixture.content("show", "show", ["parentRef": "acme:brand", "title": "Show"]),
            try Fixture.content("film", "movie", ["parentRef": "acme:show", "title": "Film"]),
            try Fixture.content("season", "season", ["title": "Lost Season"]),
            try Fixture.content(
                "e", "episode", ["parentRef": "acme:season", "title": "One", "order": .number("1")]),
        ])
        #expect(shape.outline == ["Brand": ["Film"], "Lost Season": ["E01 One"]])
    }

    @Test(
        "hidden contents, and what is below them, are listed only when asked for",
        arguments: [
            ["active": JSON.bool(false)], ["availabilityEndAt": "2025-12-31T23:59:59.000Z"],
            ["availabilityStartAt": "2026-01-01T00:00:01.000Z"],
        ] as [[String: JSON]])
    func hides(hidden: [String: JSON]) throws {
        let contents = [
            try Fixture.content("show", "show", hidden.merging(["title": "Show"]) { $1 }),
            try Fixture.content("film", "movie", ["parentRef": "acme:show", "title": "Film"]),
        ]
        #expect(Fixture.shape(contents).outline == [:])
        #expect(Fixture.shape(contents, rules: ShapeRules(showsHidden: true)).outline == ["Show": ["Film"]])
    }

    @Test func deletedContentsAreNeverListed() throws {
        let gone = try Fixture.content("film", "movie", ["deletedAt": "2026-01-01T00:00:00.000Z"])
        #expect(Fixture.shape([gone], rules: ShapeRules(showsHidden: true)).contentCount == 0)
        let there = Fixture.shape([try Fixture.content("film", "movie")])
        #expect(there.contentCount == 1)
        #expect(there.merging(contents: [gone], categories: [], at: Fixture.now).contentCount == 0)
    }

    @Test func aWindowOpensAndClosesByItself() throws {
        let film = try Fixture.content(
            "film", "movie",
            [
                "availabilityStartAt": "2026-01-02T00:00:00.000Z",
                "availabilityEndAt": "2026-01-03T00:00:00.000Z",
            ])
        let day: Int64 = 86_400
        let before = Fixture.shape([film])
        #expect(before.outline == [:])
        #expect(before.changesAt == Fixture.now.advanced(bySeconds: day))
        let open = before.merging(contents: [], categories: [], at: Fixture.now.advanced(bySeconds: day))
        #expect(open.outline == ["_unfiled": ["film"]])
        #expect(open.changesAt == Fixture.now.advanced(bySeconds: 2 * day))
        let after = open.merging(contents: [], categories: [], at: Fixture.now.advanced(bySeconds: 2 * day))
        #expect(after.outline == [:])
        #expect(after.changesAt == nil)
    }

    @Test(
        "titles carry the numbers that there are",
        arguments: [
            ("movie", ["title": "Tide", "releaseYear": .number("2014")], "Tide (2014)"),
            ("movie", ["title": "Tide", "releaseYear": "2014"], "Tide (2014)"),
            ("movie", ["title": "Tide", "releaseYear": .number("-5")], "Tide"),
            ("movie", ["title": .null, "releaseYear": .number("2014")], "x"),
            ("clip", [:], "x"), ("episode", ["title": "Ebb"], "Ebb"),
            ("episode", ["title": "Ebb", "order": .number("3")], "E03 Ebb"),
            ("episode", ["order": .number("123")], "E123 x"),
            ("episode", ["title": "Ebb", "order": .number("-1")], "Ebb"),
            ("episode", ["title": "Ebb", "order": .number("99999999999999999999")], "Ebb"),
        ] as [(String, [String: JSON], String)])
    func titles(type: String, members: [String: JSON], expected: String) throws {
        let shape = Fixture.shape([try Fixture.content("x", type, members)])
        #expect(shape.outline == ["_unfiled": [expected]])
    }

    @Test func whateverDocumentsSayEachVideoHasOneHomeAndEachLinkLeadsToOne() throws {
        for seed in 0..<200 as Range<UInt64> {
            var choice = ShapeChoice(seed: seed)
            let contents = try (0..<60).map { _ in try choice.content() }
            let categories = try (0..<4).map { try Fixture.category("c\($0)", title: "C") }
            let shape = Fixture.shape(contents, categories, rules: choice.rules())
            var homes: [VideoID: PackageID] = [:]
            var links: [(VideoID, PackageID)] = []
            for summary in shape.site(titled: nil).packages {
                let package = try #require(shape.package(summary.id, assets: []), "seed \(seed)")
                #expect(package.videos.count == summary.videosCount)
                for video in package.videos {
                    if let home = video.home {
                        links.append((video.id, home))
                    } else {
                        #expect(homes.updateValue(summary.id, forKey: video.id) == nil, "seed \(seed)")
                        #expect(shape.video(video.id, assets: [])?.summary.title == video.title)
                    }
                }
            }
            for (video, home) in links { #expect(homes[video] == home, "seed \(seed)") }
            var grouped: [String: [String]] = [:]
            for content in contents where shape.contents[content.ref] != nil {
                let group = shape.group(of: content.ref)
                #expect(1...10 ~= group.count && group.contains(content.ref), "seed \(seed)")
                for ref in group { #expect(grouped.updateValue(group, forKey: ref) ?? group == group) }
            }
            #expect(Set(grouped.values).count <= (shape.contentCount + 9) / 10)
            let backwards = Fixture.shape(contents.reversed(), categories.reversed(), rules: shape.rules)
            if Set(contents.map(\.ref)).count == contents.count {
                #expect(backwards.outline == shape.outline, "seed \(seed)")
            }
        }
    }

    @Test func twentyThousandContentsAreArranged() throws {
        let shows = try (0..<200).map { try Fixture.content("s\($0)", "show") }
        let films = try (0..<19_800).map {
            try Fixture.content("f\($0)", "movie", ["parentRef": .string("acme:s\($0 % 200)")])
        }
        let shape = Fixture.shape(shows + films)
        #expect(shape.contentCount == 20_000)
        #expect(shape.outline.values.allSatisfy { $0.count == 99 })
        let groups = Set((shows + films).map { shape.group(of: $0.ref) })
        #expect(groups.count == 2_000)
    }
}

/// Documents that point anywhere (splitmix64: Steele, Lea, Flood 2014).
private struct ShapeChoice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func number(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(limit))
    }

    mutating func rules() -> ShapeRules {
        ShapeRules(showsHidden: number(below: 2) == 0, linksCategories: number(below: 2) == 0)
    }

    private mutating func ref() -> JSON { .string("acme:\(number(below: 70))") }

    mutating func content() throws -> PikselContent {
        let types = [
            "show", "season", "episode", "movie", "collection", "brand", "version", "clip", "folder",
            "station", "",
            "new",
        ]
        var members: [String: JSON] = ["title": .string("T\(number(below: 5))")]
        if number(below: 3) > 0 { members["parentRef"] = ref() }
        if number(below: 3) == 0 { members["memberRefs"] = .array([ref(), ref(), .null, .number("1")]) }
        if number(below: 2) == 0 { members["categoryRefs"] = .array([.string("acme:c\(number(below: 6))")]) }
        if number(below: 6) == 0 { members["active"] = .bool(false) }
        if number(below: 9) == 0 { members["deletedAt"] = "2026-01-01T00:00:00.000Z" }
        if number(below: 3) == 0 { members["order"] = .number("\(number(below: 1_000) - 10)") }
        return try ShapeFixture.content("\(number(below: 70))", types[number(below: types.count)], members)
    }
}
