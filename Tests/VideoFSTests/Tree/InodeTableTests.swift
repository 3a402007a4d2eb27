import Testing

@testable import VideoFS

@Suite("The nodes that the kernel holds numbers for")
struct InodeTableTests {
    private static func video(_ number: Int) -> NodeID {
        .video(
            VideoPlace(
                site: SiteID(rawValue: "1"), package: PackageID(rawValue: "2"),
                video: VideoID(rawValue: "\(number)")))
    }

    @Test("the root is there from the start and for ever")
    func root() {
        var table = InodeTable.State()
        table.forget(.root, count: 1_000)
        #expect(table.node(at: .root) == .root)
        #expect(table.inode(of: .root) == .root)
        #expect(table.path(of: .root)?.isEmpty == true)
        #expect(table.children(of: .root).isEmpty)
    }

    @Test("a number is good until its lookups are given back")
    func lookups() {
        var table = InodeTable.State()
        let inode = table.remember(Self.video(7), named: "Seven", in: .root)
        let again = table.remember(Self.video(7), named: "Seven", in: .root)
        #expect(again == inode)
        let isFirstTheLast = table.forget(inode, count: 1)
        #expect(!isFirstTheLast)
        #expect(table.node(at: inode) == Self.video(7))
        let isSecondTheLast = table.forget(inode, count: 1)
        #expect(isSecondTheLast)
        #expect(table.node(at: inode) == nil)
        #expect(table.inode(of: Self.video(7)) == nil)
        #expect(table.children(of: .root).isEmpty)
    }

    @Test("a number is never given a second time")
    func neverAgain() {
        var table = InodeTable.State()
        var seen: Set<InodeNumber> = [.root]
        for round in 0..<100 {
            let numbers = (0..<10).map { table.remember(Self.video($0 + round), named: "\($0)", in: .root) }
            #expect(numbers.allSatisfy { seen.insert($0).inserted })
            for number in numbers { table.forget(number, count: 5) }
            #expect(numbers.allSatisfy { table.node(at: $0) == nil && table.path(of: $0) == nil })
        }
    }

    @Test("a number that nobody was given stands for nothing", arguments: [0, 2, 1 << 32, .max])
    func unknown(number: UInt64) {
        var table = InodeTable.State()
        table.forget(InodeNumber(rawValue: number), count: 1)
        #expect(table.node(at: InodeNumber(rawValue: number)) == nil)
    }

    @Test("paths follow the names under which nodes were last found")
    func paths() {
        var table = InodeTable.State()
        let sites = table.remember(.sites, named: "sites", in: .root)
        let film = table.remember(Self.video(7), named: "Old", in: sites)
        #expect(table.path(of: film) == "sites/Old")
        _ = table.remember(Self.video(7), named: "New", in: sites)
        #expect(table.path(of: film) == "sites/New")
        #expect(table.children(of: sites) == [.init(name: "New", node: Self.video(7), inode: film)])
        table.forget(sites, count: 1)
        #expect(table.path(of: film) == nil)
    }

    @Test("nodes are found by an identifier that they name")
    func naming() {
        var table = InodeTable.State()
        for number in 0..<200 { _ = table.remember(Self.video(number), named: "\(number)", in: .root) }
        let found = table.nodes(naming: "123") { $0.isDirectory }
        #expect(found.map(\.node) == [Self.video(123)])
        #expect(found.first?.inode == table.inode(of: Self.video(123)))
        let all = table.nodes(naming: "1") { $0.isDirectory }
        #expect(all.count == 200)
        let none = table.nodes(naming: "12") { _ in false }
        #expect(none.isEmpty)
    }
}
