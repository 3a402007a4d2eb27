import Testing

@testable import VideoFS

/// What documents say in ways that are easily taken for something else.
struct ShapeEdgeTests {
    private typealias Fixture = ShapeFixture
    private let film = VideoID(rawValue: "acme:film")

    private func record(_ assets: [PikselAsset]) throws -> VideoRecord {
        let shape = Fixture.shape([
            try Fixture.content("film", "movie"), try Fixture.content("other", "movie"),
        ])
        return try #require(shape.video(film, assets: assets))
    }

    @Test func anAssetOutsideOfItsWindowIsNoFileAndTheRecordEndsWithTheNextWindow() throws {
        let late = try Fixture.asset("a", of: "film", ["availabilityEndAt": "2025-12-31T00:00:00.000Z"])
        let early = try Fixture.asset("b", of: "film", ["availabilityStartAt": "2026-01-02T00:00:00.000Z"])
        #expect(try record([late, early]).files == [])
        let shape = Fixture.shape([try Fixture.content("film", "movie")])
        let opening = Fixture.now.advanced(bySeconds: 86_400)
        #expect(shape.changesAt(with: [late, early], after: Fixture.now) == opening)
        #expect(shape.video(film, assets: [late, early], at: opening)?.files.count == 1)
    }

    @Test func aHiddenPictureIsNoThumbnail() throws {
        let shape = Fixture.shape([try Fixture.content("show", "show")])
        let members: [String: JSON] = ["type": "image", "url": "https://cdn.example/p.jpg"]
        let thumbnail = { (more: [String: JSON]) in
            let picture = try Fixture.asset("p", of: "show", members.merging(more) { $1 })
            return shape.package(PackageID(rawValue: "contents/acme:show"), assets: [picture])?.summary
                .thumbnail
        }
        #expect(try thumbnail([:]) == "https://cdn.example/p.jpg")
        #expect(try thumbnail(["active": .bool(false)]) == nil)
    }

    @Test(
        "the signature of a relative address is cut from info.json",
        arguments: ["/media/f.mp4?token=SECRETWORD", "media/f.mp4?Signature=SECRETWORD&x=1"])
    func cutsRelativeSignatures(url: String) throws {
        let info = try record([try Fixture.asset("a", of: "film", ["url": .string(url)])]).info
        #expect(!String(decoding: info, as: UTF8.self).contains("SECRETWORD"))
        #expect(String(decoding: info, as: UTF8.self).contains("media/f.mp4"))
    }

    @Test func theOrderInWhichAssetsComeDecidesNothing() throws {
        let assets = try ["c", "a", "b", "a"].map { try Fixture.asset($0, of: "film") }
        let there = try record(assets)
        #expect(there == (try record(assets.reversed())))
        #expect(there.files.map(\.id.rawValue) == ["acme:a", "acme:b", "acme:c"])
        #expect(try record([try Fixture.asset("x", of: "other")]).files == [])
    }

    @Test func aVersionOfAVersionIsOneOfTheVideo() throws {
        let shape = Fixture.shape([
            try Fixture.content("film", "movie"),
            try Fixture.content("v", "version", ["parentRef": "acme:film"]),
            try Fixture.content("w", "version", ["parentRef": "acme:v"]),
        ])
        #expect(shape.assetOwners(of: film) == ["acme:film", "acme:v", "acme:w"])
    }

    @Test func theMembersOfACollectionInAFolderStandInTheFolder() throws {
        let shape = Fixture.shape([
            try Fixture.content("folder", "folder", ["title": "Folder"]),
            try Fixture.content(
                "collection", "collection",
                ["parentRef": "acme:folder", "memberRefs": .array(["acme:film"])]),
            try Fixture.content("film", "movie", ["title": "Film"]),
        ])
        #expect(shape.outline == ["Folder": ["Film"]])
    }

    @Test func aHiddenFolderHidesWhatIsFarBelow() throws {
        var contents = [try Fixture.content("n0", "folder", ["active": .bool(false)])]
        for number in 1...30 {
            contents.append(
                try Fixture.content("n\(number)", "folder", ["parentRef": .string("acme:n\(number - 1)")]))
        }
        contents.append(try Fixture.content("film", "movie", ["parentRef": "acme:n30"]))
        #expect(Fixture.shape(contents).outline == [:])
    }

    @Test func aVideoAndItsVersionsAreAskedForTogether() throws {
        var contents: [PikselContent] = []
        for number in 10..<40 {
            contents.append(try Fixture.content("m\(number)", "movie"))
            for cut in 1...2 {
                contents.append(
                    try Fixture.content(
                        "m\(number)v\(cut)", "version", ["parentRef": .string("acme:m\(number)")]))
            }
        }
        for number in 0..<40 {
            contents.append(try Fixture.content("m\(number % 30 + 10)x\(number / 30)", "movie"))
        }
        let shape = Fixture.shape(contents)
        #expect(Set(contents.map { shape.group(of: $0.ref) }).count == 13)
        for number in 10..<40 {
            let owners = shape.assetOwners(of: VideoID(rawValue: "acme:m\(number)"))
            #expect(owners.count == 3 && Set(owners).isSubset(of: shape.group(of: "acme:m\(number)")))
        }
    }

    @Test(
        "a title says what it says once",
        arguments: [("Dune (1984)", "Dune (1984)"), ("  ", "film"), ("Dune", "Dune (1984)")])
    func titles(said: String, expected: String) throws {
        let film = try Fixture.content(
            "film", "movie", ["title": .string(said), "releaseYear": .number("1984")])
        #expect(Fixture.shape([film]).outline == ["_unfiled": [expected]])
    }

    @Test func blanksAroundTypesAndFormatsMeanNothing() throws {
        let asset = try Fixture.asset(
            "a", of: "film", ["type": "Video ", "fileFormat": " mp4 ", "url": "https://cdn.example/f"])
        #expect(try record([asset]).files.map(\.format) == ["mp4"])
        #expect(Fixture.shape([try Fixture.content("show", "show ")]).outline.count == 1)
    }

    @Test(
        "a language may carry its region, and a picture's definition is none",
        arguments: [
            (["tags": .array(["pt-BR"])], "pt-br"), (["name": "film_pt-BR"], "pt-BR"),
            (["name": "film-sd"], nil),
            (["name": "film-de", "tags": .array(["es"])], "es"),
        ] as [([String: JSON], String?)])
    func languages(members: [String: JSON], expected: String?) throws {
        let text = try Fixture.asset(
            "t", of: "film", members.merging(["type": "text", "fileFormat": "webvtt"]) { own, _ in own })
        #expect(try record([text]).subtitles.map(\.language) == [expected])
    }

    @Test("a list of other files is not as long as the film", arguments: ["mpd", "m3u8", "ism"])
    func lists(format: String) throws {
        let members: [String: JSON] = ["fileFormat": .string(format), "fileSize": .number("5000000000")]
        #expect(try record([try Fixture.asset("a", of: "film", members)]).files.map(\.size) == [nil])
    }
}
