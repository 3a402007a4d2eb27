import Foundation
import Testing

@testable import VideoFS

struct SiblingNamesTests {
    private typealias Entry = SiblingNames.Entry

    private func entry(_ id: String, _ title: String, _ distinction: String? = nil) -> Entry {
        Entry(
            id: id, name: FileName(title: title, key: nil, rules: .portable), distinction: distinction)
    }

    private func names(_ titles: KeyValuePairs<String, String>) -> [String] {
        SiblingNames(titles.map { entry($0.key, $0.value) }).names.map(\.text)
    }

    @Test func namesThatDifferStayAsTheyAre() {
        #expect(names(["1": "One", "2": "Two"]) == ["One", "Two"])
    }

    @Test(
        "all but the lowest identifier get it behind the name",
        arguments: [
            ("Anchors", "Anchors"), ("Anchors", "ANCHORS"), ("\u{E9}", "E\u{301}"), ("Straße", "STRASSE"),
        ])
    func suffixes(lower: String, higher: String) {
        let shown = FileName(title: higher, key: nil, rules: .portable).text
        #expect(names(["10": higher, "9": lower]) == ["\(shown) [10]", lower])
    }

    @Test func theServicesOwnDistinctionStandsInPlaceOfTheIdentifier() {
        let entries = [
            entry("1", "x", "one"), entry("2", "x", "two"), entry("3", "x", "two"), entry("4", "x"),
        ]
        #expect(SiblingNames(entries).names.map(\.text) == ["x", "x~two", "x~two [2]", "x [4]"])
    }

    @Test(
        "identifiers are ordered as numbers, then by length",
        arguments: [
            ("9", "10"), ("009", "10"), ("7", "07"), ("99999999999999999999", "100000000000000000000"),
            ("9", "a"),
            ("9999", "a"), ("b", "aa"), ("a", "b"), ("5", "-5"), ("5", ""),
        ])
    func orders(lower: String, higher: String) {
        let expected = "x [\(higher.isEmpty ? "untitled" : higher)]"
        #expect(SiblingNames([entry(lower, "x"), entry(higher, "x")]).names.map(\.text) == ["x", expected])
        #expect(SiblingNames([entry(higher, "x"), entry(lower, "x")]).names.map(\.text) == [expected, "x"])
    }

    @Test(
        "a directory's own files hold their names before any title",
        arguments: [
            "info.json", "INFO.json", "thumbnail.jpg", "Thumbnail.PNG", "thumbnail.a.b", "thumbnail.jpg [3]",
        ])
    func reserves(title: String) {
        #expect(names(["3": title]) == ["\(title) [3]"])
    }

    @Test(
        "a name that only looks like a directory's own is free",
        arguments: [
            "info", "info.json.txt", "thumbnail", "thumbnails.jpg", "my thumbnail.jpg",
        ])
    func doesNotReserve(title: String) {
        #expect(names(["3": title]) == [title])
    }

    @Test func aDirectoryWithoutFilesOfItsOwnReservesNothing() {
        #expect(SiblingNames([entry("3", "info.json")], reserved: .none).names.map(\.text) == ["info.json"])
    }

    @Test func aSuffixTakenByATitleIsNumbered() {
        #expect(names(["5": "x [7]", "6": "x", "7": "x"]) == ["x [7]", "x", "x [7] [2]"])
        #expect(names(["3": "x [7] [2]", "5": "x [7]", "6": "x", "7": "x"]).last == "x [7] [3]")
    }

    @Test func aTitleThatLooksLikeAnEarlierSuffixGivesWay() {
        #expect(names(["6": "x", "7": "x", "8": "x [7]"]) == ["x", "x [7]", "x [7] [8]"])
    }

    @Test(
        "an identifier is as safe in a name as a title",
        arguments: [
            ("a/b", "x [a_b]"), ("\n7\0", "x [7]"), ("..", "x [__]"), ("\u{202E}", "x [untitled]"),
            (String(repeating: "y", count: 500), "x [\(String(repeating: "y", count: 64))]"),
        ])
    func sanitises(id: String, expected: String) {
        #expect(SiblingNames([entry("1", "x"), entry(id, "x")]).names.last?.text == expected)
    }

    @Test func identifiersAlikeAfterSanitisingAreNumbered() {
        #expect(
            names(["1": "x", "a/": "x", "a:": "x", "a?": "x"]) == ["x", "x [a_]", "x [a_] [2]", "x [a_] [3]"])
    }

    @Test func aLongNameIsCutForItsIdentifier() {
        let title = String(repeating: "é", count: 127)
        let name = SiblingNames([entry("1", title), entry("123456", title)]).names[1]
        #expect(name.text == String(repeating: "é", count: 123) + " [123456]")
        #expect(name.text.utf8.count == 255)
    }

    @Test(
        "equal titles by the thousand are named in a moment", .timeLimit(.minutes(1)),
        arguments: [false, true])
    func isLinear(sameIdentifier: Bool) {
        let entries = (0..<50_000).map { entry(sameIdentifier ? "1" : "\($0)", "x") }
        #expect(Set(SiblingNames(entries).names.map(\.text)).count == entries.count)
    }

    @Test("hostile titles get valid names, each once, whatever the order", arguments: 0..<30 as Range<UInt64>)
    func isUnique(seed: UInt64) {
        let entries = hostileEntries(seed: seed)
        let names = SiblingNames(entries).names
        for name in names { expectValid(name, rules: .portable) }
        let folded = names.map { $0.text.folding(options: .caseInsensitive, locale: nil).lowercased() }
        #expect(Set(folded).count == entries.count)
        let reserved = folded.filter { $0 == "info.json" || $0.hasPrefix("thumbnail.") && !$0.hasSuffix("]") }
        #expect(reserved.isEmpty)
        let backwards = SiblingNames(entries.reversed()).names.reversed()
        #expect(backwards.map(\.text) == names.map(\.text))
    }

    @Test("a higher identifier changes no name that was there", arguments: 0..<30 as Range<UInt64>)
    func isStable(seed: UInt64) {
        let entries = hostileEntries(seed: seed)
        let all = SiblingNames(entries).names
        for count in stride(from: 1, to: entries.count, by: 7) {
            #expect(SiblingNames(Array(entries.prefix(count))).names == Array(all.prefix(count)))
        }
    }

    /// In rising order of identifier: numbers first, then words, with some gaps.
    private func hostileEntries(seed: UInt64) -> [Entry] {
        var titles = HostileText(seed: seed)
        return (0..<200).map { position in
            let id = position < 150 ? "\(position * 3)" : "/\(position)"
            return entry(
                id, titles.number(below: 4) == 0 ? "a [\(titles.number(below: 450))]" : titles.next())
        }
    }
}
