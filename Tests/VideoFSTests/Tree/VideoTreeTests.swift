import Testing

@testable import VideoFS

/// The tree over a catalog whose service is scripted.
struct VideoTreeTests {
    @Test("the root shows sites, and .vidfs only to who asks for it")
    func rootHidesItsControl() async throws {
        let library = ScriptedLibrary()
        #expect(try await library.names() == ["sites"])
        let control = try await library.entry(".vidfs")
        #expect(control.attributes.kind == .directory)
        #expect(try await library.names(".vidfs") == ["limits.json", "metrics", "status.json"])
    }

    @Test("a site shows what it offers and what the account owns of it, each once")
    func sitesJoinOffersAndPurchases() async throws {
        let library = ScriptedLibrary()
        let names = try await library.names("sites/Site 1")
        #expect(names == ["Offered and owned", "Only offered", "Only owned", "info.json"])
    }

    @Test("a site that a buyer may not look at still shows what was bought there")
    func purchasesSurviveAForbiddenSite() async throws {
        let library = ScriptedLibrary()
        library.service.reply(.failure(.forbidden), to: .site("1"))
        #expect(try await library.names("sites/Site 1") == ["Offered and owned", "Only owned"])
    }

    @Test("a package shows its videos, its info and its picture")
    func packagesShowTheirParts() async throws {
        let library = ScriptedLibrary()
        let names = try await library.names("sites/Site 1/Offered and owned")
        #expect(names == ["Film 7", "Film 8", "info.json", "thumbnail.png"])
    }

    @Test("a video's directory is told without asking for the video")
    func videosCostNothingToLookAt() async throws {
        let library = ScriptedLibrary()
        #expect(
            try await library.names("sites/Site 1/Offered and owned/Film 7")
                == ["files", "info.json", "subtitles"])
        #expect(library.service.questions(about: .video("7")) == 0)
    }

    @Test("a burned-in subtitle is a link to the video that carries it")
    func burnedInSubtitlesAreLinks() async throws {
        let library = ScriptedLibrary()
        let directory = "sites/Site 1/Offered and owned/Film 7/subtitles"
        #expect(try await library.names(directory) == ["de", "en.vtt"])
        let link = try await library.entry(directory + "/de")
        #expect(link.attributes.kind == .link)
        #expect(try await library.tree.target(of: link.inode).value() == "../../Film 8")
    }

    @Test("a burned-in subtitle whose video is not in the library is left out")
    func absentBurnedInSubtitlesAreLeftOut() async throws {
        let library = ScriptedLibrary()
        let names = try await library.names("sites/Site 1/Offered and owned/Film 8/subtitles")
        #expect(names == ["en.vtt"])
    }

    @Test("info.json is as long as what is read of it")
    func infoIsExact() async throws {
        let library = ScriptedLibrary()
        let entry = try await library.entry("sites/Site 1/Offered and owned/info.json")
        let bytes = try await library.content(of: entry.inode)
        #expect(Int64(bytes.count) == entry.attributes.size)
        #expect(bytes == Array("{\"package\": \"10\"}\n".utf8))
    }

    @Test("a film has the size that the service claims until the CDN says otherwise")
    func claimedSizesAreShown() async throws {
        let library = ScriptedLibrary()
        let film = try await library.entry("sites/Site 1/Offered and owned/Film 7/files/720p.mp4")
        #expect(film.attributes.size == 1 << 30)
    }

    @Test("small contents that a video does not have any more are not kept, and the others are")
    func forgetsDocuments() async throws {
        let library = ScriptedLibrary()
        let directory = try await library.entry("sites/Site 1/Offered and owned/Film 7/subtitles")
        let listing = try await library.tree.list(directory.inode).value()
        let subtitle = try #require(listing["en.vtt"]?.node)
        guard case .document(let document, _) = library.tree.knownContent(of: subtitle) else {
            Issue.record("no subtitle")
            return
        }
        let refusals = ["refusal 720p.mp4", "refusal thumbnail"]
        let kept = [document.key.part, "thumbnail", "playlist 720p.mp4"] + refusals
        let gone = ["subtitle English srt https://cdn.example/old.srt", "playlist old", "refusal old"]
        let keys = (kept + gone).map { DocumentKey(owner: "video:7", part: $0, version: "1") }
        for key in keys { library.catalog.documents.keep([1], for: key) }
        library.tree.forgetDocuments(of: VideoID(rawValue: "7"))
        let left = keys.filter { library.catalog.knownDocumentSize($0) != nil }.map(\.part)
        #expect(left == kept)
    }

    @Test("the same node has the same number in another mount")
    func numbersAreStable() async throws {
        let path = "sites/Site 1/Offered and owned/Film 7/files/720p.mp4"
        let first = try await ScriptedLibrary().entry(path)
        let second = try await ScriptedLibrary().entry(path)
        #expect(first.attributes.number == second.attributes.number)
    }

    @Test("no two nodes share a number")
    func numbersDiffer() async throws {
        let library = ScriptedLibrary()
        let paths = [
            "", "sites", "sites/Site 1", "sites/Site 1/info.json", "sites/Site 1/Offered and owned",
            "sites/Site 1/Offered and owned/info.json", "sites/Site 1/Offered and owned/Film 7",
            "sites/Site 1/Offered and owned/Film 7/info.json", "sites/Site 1/Offered and owned/Film 7/files",
            "sites/Site 1/Offered and owned/Film 7/subtitles", "sites/Site 1/Offered and owned/Film 8/files",
        ]
        var numbers: Set<UInt64> = []
        for path in paths { numbers.insert(try await library.entry(path).attributes.number) }
        #expect(numbers.count == paths.count)
    }

    @Test(
        "what desktops look for in every directory costs no request",
        arguments: [".hidden", "Thumbs.db", "._x"])
    func junkCostsNothing(name: String) async throws {
        let library = ScriptedLibrary()
        let sites = try await library.entry("sites")
        let asked = library.service.asked.count
        await #expect(throws: OperationError.noSuchEntry) {
            try await library.tree.lookup(name, in: sites.inode).value()
        }
        #expect(library.service.asked.count == asked)
    }

    @Test(
        "the service's refusals become errors of the tree",
        arguments: [
            (ServiceError.notPaid, OperationError.notEntitled), (.forbidden, .notEntitled),
            (.notFound, .noSuchEntry), (.budgetSpent(until: nil), .budgetSpent),
            (.unreachable("down"), .unreachable), (.timedOut, .timedOut), (.signedOut("no"), .notEntitled),
            (.unusable("HTML"), .upstream("HTML")),
        ])
    func refusalsBecomeErrors(refusal: ServiceError, expected: OperationError) async throws {
        let library = ScriptedLibrary()
        library.service.reply(.failure(refusal), to: .package("10"))
        await #expect(throws: expected) {
            try await library.names("sites/Site 1/Offered and owned")
        }
    }
}
