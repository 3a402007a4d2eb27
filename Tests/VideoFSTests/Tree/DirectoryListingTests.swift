import Testing

@testable import VideoFS

@Suite("A directory's listing")
struct DirectoryListingTests {
    static let site = SiteID(rawValue: "1")
    static let package = PackageID(rawValue: "2")
    static let place = VideoPlace(site: site, package: package, video: VideoID(rawValue: "3"))

    static let nodes: [NodeID] = [
        .root, .control, .controlFile(.metrics), .sites, .site(site), .siteInfo(site),
        .package(site, package), .packageInfo(site, package), .packageThumbnail(site, package),
        .video(place), .videoLink(place, home: PackageID(rawValue: "4")), .videoInfo(place),
        .videoThumbnail(place), .subtitles(place), .subtitle(place, SubtitleID(rawValue: "en\u{0}srt\u{0}a")),
        .files(place), .file(place, MediaFileID(rawValue: "720p.mp4")),
        .video(VideoPlace(site: site, package: package, video: VideoID(rawValue: ""))),
        .site(SiteID(rawValue: String(repeating: "é", count: 300))),
    ]

    @Test("every node comes back from its bytes", arguments: nodes)
    func bytes(node: NodeID) {
        #expect(NodeID(bytes: node.bytes) == node)
    }

    @Test("no two nodes have the same bytes or the same number")
    func different() {
        #expect(Set(Self.nodes.map(\.bytes)).count == Self.nodes.count)
        #expect(Set(Self.nodes.map(\.stableNumber)).count == Self.nodes.count)
    }

    @Test("every node comes back inside every directory", arguments: nodes)
    func inside(directory: NodeID) {
        for node in Self.nodes {
            var bytes: [UInt8] = [0xff]
            node.write(in: directory.words, to: &bytes)
            #expect(NodeID(in: directory.words, from: bytes, at: 1) == node)
        }
    }

    @Test("numbers of nodes never change from one release to the next")
    func stable() {
        #expect(NodeID.root.stableNumber == 1)
        #expect(
            NodeID.video(Self.place).stableNumber
                == Self.reference(["site", "1", "package", "2", "video", "3"]))
        #expect(
            NodeID.file(Self.place, MediaFileID(rawValue: "720p.mp4")).stableNumber
                == Self.reference(["site", "1", "package", "2", "video", "3", "file", "720p.mp4"]))
        #expect(NodeID.siteInfo(Self.site).stableNumber == Self.reference(["site", "1", "info"]))
        #expect(NodeID.controlFile(.status).stableNumber == Self.reference(["control", "status.json"]))
    }

    private static func reference(_ words: [String]) -> UInt64 {
        var hash = StableHash()
        for word in words { hash.add(word) }
        return hash.inodeNumber
    }

    @Test("entries are found by position, name and node", arguments: [0, 1, 8, 9, 5_000])
    func entries(count: Int) {
        let items = Self.items(count)
        let listing = DirectoryListing(of: .package(Self.site, Self.package), items)
        #expect(Array(listing.items) == items)
        for (position, item) in items.enumerated() {
            #expect(listing[item.name] == item)
            #expect(listing.number(at: position) == item.node.stableNumber)
            #expect(listing.kind(at: position) == item.kind)
            let start = listing.nameStart(at: position)
            #expect(Array(listing.bytes[start...].prefix { $0 != 0 }) == Array(item.name.utf8))
        }
        for item in items.prefix(100) { #expect(listing[item.node] == item) }
        #expect(listing["Film"] == nil)
        #expect(listing[.sites] == nil)
    }

    @Test("names that look alike are different names", arguments: [1, 20])
    func exactly(others: Int) {
        let composed = DirectoryListing.Item(name: "Caf\u{e9}", node: .sites, kind: .directory)
        let listing = DirectoryListing(of: .root, [composed] + Self.items(others))
        #expect(listing["Caf\u{e9}"] == composed)
        #expect(listing["Cafe\u{301}"] == nil)
    }

    @Test("of two entries of one name the first is found", arguments: [0, 20])
    func duplicate(others: Int) {
        let items = [NodeID.sites, .control].map {
            DirectoryListing.Item(name: "a", node: $0, kind: .directory)
        }
        let listing = DirectoryListing(of: .root, items + Self.items(others))
        #expect(listing["a"]?.node == .sites)
        #expect(listing[.control]?.name == "a")
    }

    @Test("what is hidden is found and not listed")
    func hidden() {
        let item = DirectoryListing.Item(name: ".vidfs", node: .control, kind: .directory)
        let listing = DirectoryListing(of: .root, [], hidden: [item])
        #expect(listing[".vidfs"] == item)
        #expect(listing[.control] == item)
        #expect(listing.items.isEmpty)
    }

    @Test("a listing comes back from its bytes", arguments: [0, 1, 9, 500])
    func again(count: Int) throws {
        let node = NodeID.package(Self.site, Self.package)
        for head in Self.heads {
            let listing = DirectoryListing(of: node, Self.items(count), head: head)
            let again = try #require(DirectoryListing(of: node, bytes: listing.bytes))
            #expect(again.head == head)
            #expect(Array(again.items) == Array(listing.items))
            for item in listing.items { #expect(again[item.name] == item) }
        }
    }

    @Test("part of a listing's bytes is no listing")
    func cut() {
        let node = NodeID.package(Self.site, Self.package)
        let bytes = DirectoryListing(of: node, Self.items(20), head: Self.heads[2]).bytes
        for length in bytes.indices {
            #expect(DirectoryListing(of: node, bytes: Array(bytes[..<length])) == nil)
        }
    }

    @Test(
        "damaged bytes are a listing or none, and never read beyond their end",
        arguments: 0..<20 as Range<UInt64>)
    func damaged(seed: UInt64) {
        let node = NodeID.package(Self.site, Self.package)
        var make = RecordMaker(seed: seed)
        let bytes = DirectoryListing(of: node, Self.items(12), head: Self.heads[2]).bytes
        var listings = 0
        for _ in 0..<2_000 {
            guard let listing = DirectoryListing(of: node, bytes: make.damaged(bytes)) else { continue }
            listings += 1
            #expect(listing.items.map(\.name).count == listing.count)
            _ = listing["Film"]
            _ = listing[.sites]
            for position in 0..<listing.count { _ = listing.kind(at: position) }
        }
        #expect(listings > 0, "what is damaged little is still a listing")
    }

    private static let heads: [DirectoryListing.Head?] = [
        nil, .init(infoSize: 0, thumbnail: nil, modified: Timestamp(rawValue: .min)),
        .init(infoSize: 1 << 40, thumbnail: "https://cdn.example/é.png", modified: Timestamp(rawValue: 7)),
    ]

    @Test("ten thousand films with names of 40 bytes take 90 bytes each")
    func footprint() {
        let listing = DirectoryListing(of: .package(Self.site, Self.package), Self.items(10_000))
        #expect(listing.footprint < 10_000 * 90)
    }

    private static func items(_ count: Int) -> [DirectoryListing.Item] {
        (0..<count).map { number in
            let video = VideoPlace(site: site, package: package, video: VideoID(rawValue: "\(number)"))
            return DirectoryListing.Item(
                name: "The Patient Lighthouse in the Café (\(10_000 + number))",
                node: number.isMultiple(of: 7)
                    ? .videoLink(video, home: PackageID(rawValue: "9")) : .video(video),
                kind: number.isMultiple(of: 7) ? .link : .directory,
                modified: number.isMultiple(of: 3) ? nil : Timestamp(rawValue: Int64(number)))
        }
    }
}
