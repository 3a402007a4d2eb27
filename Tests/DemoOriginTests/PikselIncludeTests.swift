import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct PikselIncludeTests {
    /// Twelve films; the first has 594 assets, the others one each.
    private static let tenant = DemoPikselTenant(
        owner: "acme",
        contents: (10...21).map {
            .content("m\($0)", type: "movie", title: "M", ["categoryRefs": [.reference("c\($0 % 2)")]])
        },
        assets: (100..<694).map { .asset("x\($0)", of: "m10", ["languages": ["en"]]) }
            + (11...21).map { .asset("y\($0)", of: "m\($0)") },
        categories: [.category("c0", title: "Even"), .category("c1", title: "Odd")])

    @Test func linkedResourcesComeInGroupsOfTenAndAtMostFivePages() async throws {
        try await PikselOrigin.serving(Self.tenant) { piksel, token async throws in
            let reply = try await piksel.get("/data/contents?owner=acme&include=assets,categories", token)
            let linked = try #require(reply.json["linked"] as? [String: [[String: Any]]])
            #expect(linked["assets"]?.count == 502)
            #expect(linked["assets"]?[0]["contentRef"] as? String == "acme:m10")
            #expect(linked["assets"]?[0]["languages"] == nil)
            #expect(linked["categories"]?.map { $0["name"] as? String } == ["c0", "c1"])
            let meta = try #require(reply.meta["linked"] as? [String: [[String: Any]]])
            let entries = try #require(meta["assets"])
            #expect(entries.count == 6)
            #expect(entries[5]["continue"] == nil)
            #expect((entries[5]["request"] as? String)?.contains("acme%3Am20%7C%7Cacme%3Am21") == true)

            // What is left is behind the fifth page's link.
            var rest: [String] = []
            var target = entries[4]["continue"] as? String
            while let this = target {
                let page = try await piksel.get(this, token)
                rest += page.resources.compactMap { $0["name"] as? String }
                target = page.meta["continue"] as? String
            }
            #expect(rest.count == 594 + 9 - 500)
            #expect(rest.last == "y19")
        }
    }

    @Test func linkedFieldsCanBeChosen() async throws {
        try await PikselOrigin.serving(Self.tenant) { piksel, token async throws in
            let reply = try await piksel.get(
                "/data/contents/acme:m11?owner=acme&include=assets&assets.fields=ref,languages,updatedAt",
                token)
            let linked = try #require(reply.json["linked"] as? [String: [[String: Any]]])
            #expect(linked["assets"]?.map { $0.keys.sorted() } == [["ref", "updatedAt"]])
        }
    }

    @Test func theDescriptionNamesWhatIsHere() async throws {
        try await PikselOrigin.serving(Self.tenant) { piksel, _ async throws in
            let reply = try await piksel.metadata.send("GET", "/descriptor/raw/?owner=acme")
            let resources = try #require(reply.json["resourcefuls"] as? [String: [String: Any]])
            #expect(resources.keys.sorted() == ["assets", "categories", "contents"])
            for (name, resource) in resources {
                #expect(resource["path"] as? String == "/data")
                #expect(resource["pluralName"] as? String == name)
                #expect(resource["hyphenatedPluralName"] as? String == name)
                for key in ["title", "description", "singularName"] { #expect(resource[key] is String) }
                for key in ["filters", "relationships", "pagination"] {
                    #expect(resource[key] is [String: Any])
                }
            }
            let filters = try #require(resources["assets"]?["filters"] as? [String: Any])
            #expect(filters["withtype"] != nil && filters["withContentRef"] != nil)
        }
    }
}
