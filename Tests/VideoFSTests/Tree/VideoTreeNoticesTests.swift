import Testing

@testable import VideoFS

/// What the kernel is told of a change, and what not.
@Suite("What the kernel is told")
struct VideoTreeNoticesTests {
    let library = ScriptedLibrary()
    let notices = NoticeList()
    private let package = "sites/Site 1/Offered and owned"

    /// Asks anew, and tells the kernel of what that brought.
    private func refresh(_ key: ResourceKey) async throws {
        let before = library.changes.all.count
        _ = try? await library.catalog.refresh(key)
        for change in library.changes.all.dropFirst(before) {
            library.tree.resourceChanged(change, telling: notices)
        }
    }

    private func reply(videos: [VideoSummary]) {
        library.service.reply(
            .record(
                .package(
                    PackageRecord(
                        summary: PackageSummary(
                            id: PackageID(rawValue: "10"), title: "Offered and owned",
                            thumbnail: "https://cdn.example/a/poster.PNG?size=large"),
                        videos: videos, info: Array("{\"package\": \"10\"}\n".utf8)))),
            to: .package("10"))
    }

    private func film(_ id: String, _ title: String, updatedAt: Int64? = nil) -> VideoSummary {
        VideoSummary(
            id: VideoID(rawValue: id), title: title, updatedAt: updatedAt.map(Timestamp.init(rawValue:)))
    }

    /// As a kernel that has listed the package and looked everything up.
    private func lookAround() async throws -> (directory: Entry, films: [Entry]) {
        _ = try await library.names(package)
        return (
            try await library.entry(package),
            [try await library.entry(package + "/Film 7"), try await library.entry(package + "/Film 8")]
        )
    }

    @Test("nothing, where nothing changed")
    func nothing() async throws {
        _ = try await lookAround()
        try await refresh(.package("10"))
        #expect(notices.entries.isEmpty && notices.contents.isEmpty && notices.attributes.isEmpty)
    }

    @Test("a new name, and no other")
    func newName() async throws {
        let (directory, films) = try await lookAround()
        reply(videos: [film("7", "Film 7"), film("8", "Film 8"), film("9", "Film 9")])
        try await refresh(.package("10"))
        #expect(notices.entries == ["Film 9"])
        #expect(notices.contents == [directory.inode])
        #expect(!notices.attributes.contains { films.map(\.inode).contains($0) })
    }

    @Test("a removed name, and no other")
    func removedName() async throws {
        _ = try await lookAround()
        reply(videos: [film("7", "Film 7")])
        try await refresh(.package("10"))
        #expect(notices.entries == ["Film 8"])
    }

    @Test("both names of what is renamed, which keeps its number")
    func renamed() async throws {
        let (_, films) = try await lookAround()
        reply(videos: [film("7", "Another"), film("8", "Film 8")])
        try await refresh(.package("10"))
        #expect(notices.entries.sorted() == ["Another", "Film 7"])
        #expect(try await library.entry(package + "/Another").inode == films[0].inode)
        #expect(try await library.entry(package + "/Film 8").inode == films[1].inode)
    }

    @Test("a name that two films have, when the first of them goes")
    func distinguishedNames() async throws {
        reply(videos: [film("7", "Same"), film("8", "Same")])
        #expect(try await library.names(package).contains("Same [8]"))
        let second = try await library.entry(package + "/Same [8]")
        reply(videos: [film("8", "Same")])
        try await refresh(.package("10"))
        #expect(notices.entries.sorted() == ["Same", "Same [8]"])
        #expect(try await library.entry(package + "/Same").inode == second.inode)
    }

    @Test("a time that moved, of that film alone and of what is in it")
    func time() async throws {
        let (directory, films) = try await lookAround()
        reply(videos: [film("7", "Film 7", updatedAt: 9), film("8", "Film 8")])
        try await refresh(.package("10"))
        #expect(notices.entries.isEmpty)
        #expect(notices.contents.isEmpty, "the names are the same: \(directory.inode)")
        #expect(notices.attributes.contains(films[0].inode))
        #expect(!notices.attributes.contains(films[1].inode))
    }

    @Test("names, also where the listing was made anew before the change was told")
    func madeAnewMeanwhile() async throws {
        _ = try await lookAround()
        reply(videos: [film("8", "Film 8"), film("9", "Film 9")])
        _ = try await library.catalog.refresh(.package("10"))
        #expect(try await library.names(package).contains("Film 9"))
        let change = try #require(library.changes.all.last { $0.key == .package("10") })
        library.tree.resourceChanged(change, telling: notices)
        #expect(notices.entries.sorted() == ["Film 7", "Film 9"])
        notices.clear()
        library.tree.resourceChanged(change, telling: notices)
        #expect(notices.entries.isEmpty, "told once")
    }

    @Test("the pages of the file whose version moved, not those of its siblings")
    func files() async throws {
        guard case .video(var record) = LibraryRecord.sample(video: "7", title: "Film 7") else { return }
        var other = record.files[0]
        other = MediaFile(
            id: MediaFileID(rawValue: "480p.mp4"), quality: "480p", format: "mp4", address: other.address,
            size: 5)
        record.files.append(other)
        library.service.reply(.record(.video(record)), to: .video("7"))
        let changing = try await library.entry(package + "/Film 7/files/720p.mp4")
        let staying = try await library.entry(package + "/Film 7/files/480p.mp4")
        record.files[0].size = 7
        record.info = Array("{}".utf8)
        library.service.reply(.record(.video(record)), to: .video("7"))
        try await refresh(.video("7"))
        #expect(notices.contents.contains(changing.inode))
        #expect(!notices.contents.contains(staying.inode) && !notices.attributes.contains(staying.inode))
        #expect(notices.entries.isEmpty)
    }

    @Test("a link whose target has another name")
    func links() async throws {
        let link = try await library.entry(package + "/Film 7/subtitles/de")
        #expect(try await library.tree.target(of: link.inode).value() == "../../Film 8")
        reply(videos: [film("7", "Film 7"), film("8", "Renamed")])
        try await refresh(.package("10"))
        #expect(notices.contents.contains(link.inode))
        #expect(try await library.tree.target(of: link.inode).value() == "../../Renamed")
    }

    @Test("a link that was left out until its target became known")
    func linksAppear() async throws {
        let directory = package + "/Film 8/subtitles"
        #expect(try await library.names(directory) == ["en.vtt"])
        let subtitles = try await library.entry(directory)
        library.service.reply(.record(.sample(package: "11", videos: ["99"])), to: .package("11"))
        try await refresh(.package("11"))
        #expect(notices.entries == ["fr"])
        #expect(notices.contents.contains(subtitles.inode))
        #expect(try await library.names(directory) == ["en.vtt", "fr"])
    }

    @Test("what a site shows that may be looked at again")
    func openedSite() async throws {
        library.service.reply(.failure(.forbidden), to: .site("1"))
        #expect(try await library.names("sites/Site 1") == ["Offered and owned", "Only owned"])
        library.service.reply(
            .record(
                .site(
                    SiteRecord(
                        summary: SiteSummary(id: SiteID(rawValue: "1"), title: "Site 1"),
                        packages: [PackageSummary(id: PackageID(rawValue: "11"), title: "Only offered")],
                        info: []))),
            to: .site("1"))
        try await refresh(.site("1"))
        #expect(notices.entries.sorted() == ["Only offered", "info.json"])
    }

    @Test("of ten thousand films the one that is new, in a few milliseconds")
    func large() async throws {
        let films = (0..<10_000).map { film("\(1_000 + $0)", "Film number \($0)") }
        reply(videos: films)
        _ = try await library.names(package)
        reply(videos: films + [film("99999", "The last")])
        let before = library.changes.all.count
        _ = try await library.catalog.refresh(.package("10"))
        let time = ContinuousClock().measure {
            for change in library.changes.all.dropFirst(before) {
                library.tree.resourceChanged(change, telling: notices)
            }
        }
        #expect(notices.entries == ["The last"])
        print("of 10,000 names one was told after \(time)")
    }
}
