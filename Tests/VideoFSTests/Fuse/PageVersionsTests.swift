import Testing

@testable import VideoFS

@Suite("Whose bytes the kernel's pages are")
struct PageVersionsTests {
    private static let film = InodeNumber(rawValue: 7)
    private var pages = PageVersions()

    @Test("pages of the same version are kept, whether it is open or was")
    mutating func same() {
        let uses = (0..<3).map { _ in pages.opened(Self.film, version: 1) }
        #expect(uses == [.drop, .keep, .keep])
        for use in uses { pages.closed(Self.film, of: use) }
        let again = pages.opened(Self.film, version: 1)
        #expect(again == .keep)
    }

    @Test("pages of another version are dropped once nobody reads it")
    mutating func other() {
        let first = pages.opened(Self.film, version: 1)
        pages.closed(Self.film, of: first)
        let second = pages.opened(Self.film, version: 2)
        #expect(second == .drop)
        let third = pages.opened(Self.film, version: 2)
        #expect(third == .keep)
    }

    @Test("whoever opens another version than is open goes past the pages, and that is no reader of them")
    mutating func both() {
        let old = pages.opened(Self.film, version: 1)
        let new = pages.opened(Self.film, version: 2)
        let newer = pages.opened(Self.film, version: 3)
        let alsoOld = pages.opened(Self.film, version: 1)
        #expect([new, newer, alsoOld] == [.bypass, .bypass, .keep])
        pages.closed(Self.film, of: new)
        pages.closed(Self.film, of: old)
        let between = pages.opened(Self.film, version: 3)
        #expect(between == .bypass)
        pages.closed(Self.film, of: alsoOld)
        // Two who went past are still there.
        let last = pages.opened(Self.film, version: 3)
        #expect(last == .drop)
    }

    @Test("a file that the kernel forgot has no pages, and takes no room")
    mutating func forgotten() {
        let use = pages.opened(Self.film, version: 1)
        pages.closed(Self.film, of: use)
        pages.forgot(Self.film)
        #expect(pages.count == 0)
        // The kernel's word that it is closed may come late.
        pages.closed(Self.film, of: use)
        let again = pages.opened(Self.film, version: 1)
        #expect(again == .drop)
    }
}
