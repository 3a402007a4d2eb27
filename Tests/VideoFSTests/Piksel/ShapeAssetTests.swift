import Foundation
import Testing

@testable import VideoFS

/// What of its assets a video shows.
struct ShapeAssetTests {
    private typealias Fixture = ShapeFixture

    private func record(_ assets: [PikselAsset], _ others: [PikselContent] = []) throws -> VideoRecord {
        let shape = Fixture.shape([try Fixture.content("film", "movie", ["title": "Tide"])] + others)
        return try #require(shape.video(VideoID(rawValue: "acme:film"), assets: assets))
    }

    private func file(_ members: [String: JSON]) throws -> MediaFile? {
        try record([try Fixture.asset("a", of: "film", members)]).files.first
    }

    @Test(
        "the quality is the first word that says it",
        arguments: [
            (["mediaInfo": .object(["resolution": "720p", "height": .number("700")])], "720p"),
            (["mediaInfo": .object(["resolution": "other", "height": .number("700")])], "700p"),
            (
                [
                    "mediaInfo": .object([
                        "videoTracks": .array([.object(["resolution": "1080p"])]), "bitrate": .number("9"),
                    ])
                ], "1080p"
            ),
            (["mediaInfo": .object(["bitrate": .number("2500")])], "2500k"),
            (["mediaInfo": .object(["definition": "HD", "bitrate": .number("-1")])], "HD"),
            (["tags": .array(["x", " TrailerOnDemand "])], "trailerondemand"),
            (["mediaInfo": "junk", "tags": .null], "source"), ([:], "source"),
        ] as [([String: JSON], String)])
    func quality(members: [String: JSON], expected: String) throws {
        #expect(try file(members)?.quality == expected)
    }

    @Test(
        "the suffix is the format's, else the address's, else the media type's",
        arguments: [
            (["fileFormat": "mpeg-ts"], "ts"), (["fileFormat": "mpeg-ps"], "mpg"),
            (["fileFormat": "other", "url": "https://cdn.example/a/film.MOV?x=1"], "mov"),
            (["url": "https://cdn.example/film", "fullMediaType": "video/webm"], "webm"),
            (["url": "https://cdn.example/film.html5video", "fullMediaType": .null], nil),
            (["fileFormat": "m3u8"], "m3u8"), (["type": "application", "fileFormat": "mpd"], "mpd"),
            (["type": .null, "mediaType": "audio", "fileFormat": "mp3"], "mp3"),
            (["type": .null, "url": "https://cdn.example/film.mkv"], "mkv"),
        ] as [([String: JSON], String?)])
    func format(members: [String: JSON], expected: String?) throws {
        let file = try #require(try file(members))
        #expect(file.format == expected)
    }

    @Test(
        "what has no bytes to ask for, or is protected, is in info.json only",
        arguments: [
            ["url": "s3://bucket/film.mp4"], ["url": "/film.mp4"], ["url": .null], ["url": "http://"],
            ["url": "javascript:alert(1)"], ["url": "https://user:word@cdn.example/film.mp4"],
            ["protection": .object(["scheme": "widevine"])], ["type": "application"],
        ] as [[String: JSON]])
    func leavesOut(members: [String: JSON]) throws {
        var members = members
        if members["type"] == "application" { members["url"] = "https://cdn.example/page" }
        let record = try record([try Fixture.asset("a", of: "film", members)])
        #expect(record.files == [])
        #expect(String(decoding: record.info, as: UTF8.self).contains("\"acme:a\""))
    }

    @Test(
        "a size is a claim, unless it is the example of the documentation",
        arguments: [
            (.number("5000000000"), 5_000_000_000), ("77", 77), (.number("1024"), nil), (.number("-1"), nil),
            (.number("0"), nil), ("big", nil), (.number("1e99"), nil),
        ] as [(JSON, Int64?)])
    func size(said: JSON, expected: Int64?) throws {
        #expect(try file(["fileSize": said])?.size == expected)
    }

    @Test func aVersionsFilesAreTheVideosWithItsNameBehindTheQuality() throws {
        let cut = try Fixture.content("directors", "version", ["parentRef": "acme:film"])
        let assets = [
            try Fixture.asset("a", of: "film", ["mediaInfo": .object(["resolution": "720p"])]),
            try Fixture.asset("b", of: "directors", ["mediaInfo": .object(["resolution": "720p"])]),
        ]
        let shape = Fixture.shape([try Fixture.content("film", "movie"), cut])
        let id = VideoID(rawValue: "acme:film")
        #expect(shape.assetOwners(of: id) == ["acme:film", "acme:directors"])
        #expect(shape.video(id, assets: assets)?.files.map(\.quality) == ["720p", "720p-directors"])
        #expect(shape.outline == ["_unfiled": ["film"]])
    }

    @Test(
        "a subtitle's kind and language are found where they are",
        arguments: [
            (["fileFormat": "webvtt", "languages": .array(["en-GB"])], "en-GB", .webVTT),
            (["url": "https://cdn.example/film.srt", "tags": .array(["Captions", "ES "])], "es", .subRip),
            (["fileFormat": "ttml", "name": "film-720p_de"], "de", .verbatim(suffix: "ttml")),
            (["fileFormat": "dfxp", "name": "film"], nil, .verbatim(suffix: "ttml")),
            (["fileFormat": "sami", "name": "film"], nil, .verbatim(suffix: "sami")),
        ] as [([String: JSON], String?, Subtitle.Kind)])
    func subtitles(members: [String: JSON], language: String?, kind: Subtitle.Kind) throws {
        let text = try Fixture.asset("a", of: "film", members.merging(["type": "text"]) { own, _ in own })
        let subtitle = try #require(try record([text]).subtitles.first)
        #expect(subtitle.language == language)
        #expect(subtitle.kind == kind)
    }

    @Test func thePictureIsTheLargestOfThoseThatAreMeant() throws {
        let picture = { (name: String, tag: String, width: String) in
            try Fixture.asset(
                name, of: "film",
                [
                    "type": "image", "url": .string("https://cdn.example/\(name).jpg"),
                    "tags": .array([.string(tag)]),
                    "mediaInfo": .object(["width": .number(width), "height": .number("100")]),
                ])
        }
        let assets = [
            try picture("huge", "backdrop", "9000"), try picture("small", "landscape ", "100"),
            try picture("large", "poster", "300"), try picture("same", "poster", "300"),
        ]
        #expect(try record(assets).summary.thumbnail == "https://cdn.example/large.jpg")
        #expect(try record(assets.reversed()).summary.thumbnail == "https://cdn.example/large.jpg")
        #expect(try record([]).summary.thumbnail == nil)
    }

    @Test func infoIsTheServicesDocumentWithWhatBelongsToIt() throws {
        let shape = Fixture.shape(
            [
                try Fixture.content("show", "show", ["title": "Harbour"]),
                try Fixture.content(
                    "e", "episode",
                    [
                        "parentRef": "acme:show", "title": "Ebb", "categoryRefs": .array(["acme:sea"]),
                        "custom": .object(["z": .number("1.50"), "access_token": "secret-word"]),
                    ]),
            ], [try Fixture.category("sea", title: "Sea")])
        let asset = try Fixture.asset(
            "a", of: "e", ["url": "https://cdn.example/a.mp4?signature=secret-word&x=1"])
        let record = try #require(shape.video(VideoID(rawValue: "acme:e"), assets: [asset]))
        let text = String(decoding: record.info, as: UTF8.self)
        #expect(!text.contains("secret-word"))
        let json = try #require(try? JSONParser.parse(record.info))
        #expect(json["title"]?.string == "Ebb")
        #expect(json["custom"]?["z"] == .number("1.50"))
        #expect(json["parents"]?.array?.first?["title"]?.string == "Harbour")
        #expect(json["categories"]?.array?.first?["title"]?.string == "Sea")
        #expect(json["assets"]?.array?.first?["url"]?.string == "https://cdn.example/a.mp4")
        #expect(text.hasSuffix("}\n"))
        // The address that is asked is whole.
        #expect(record.files.first?.address.contains("secret-word") == true)
    }

    @Test(
        "documents that say little or nonsense are taken for what they are",
        arguments: [
            "{}", "[]", "null", "{\"ref\":null}", "{\"ref\":5}", "{\"ref\":\"\"}",
        ])
    func refuses(text: String) throws {
        let json = try JSONParser.parse(Array(text.utf8))
        #expect(PikselContent(json) == nil)
        #expect(PikselAsset(json) == nil)
        #expect(PikselCategory(json) == nil)
    }

    @Test func everyOtherMemberMayBeOfAnyType() throws {
        let names = [
            "name", "type", "title", "parentRef", "memberRefs", "categoryRefs", "order", "releaseYear",
            "duration",
            "active", "availabilityStartAt", "deletedAt", "updatedAt", "url", "fileFormat", "fileSize",
            "languages",
            "tags", "protection", "mediaInfo", "contentRef", "version", "mediaType", "fullMediaType",
        ]
        let values: [JSON] = [
            .null, .bool(true), .number("1e400"), .number("-0"), "", "x", .array([.null, .array([])]),
            .object([:]),
        ]
        for value in values {
            let members = Dictionary(names.map { ($0, value) }) { first, _ in first }
            let json = JSON.object(members.merging(["ref": "acme:x"]) { $1 })
            let content = try #require(PikselContent(json))
            let asset = try #require(PikselAsset(json))
            let shape = Fixture.shape([content, try Fixture.content("film", "movie")])
            #expect(shape.video(VideoID(rawValue: "acme:film"), assets: [asset]) != nil)
        }
    }
}
