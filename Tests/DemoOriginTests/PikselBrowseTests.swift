import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct PikselBrowseTests {
    private static let tenant = DemoPikselTenant(
        owner: "acme",
        contents: (1...7).map { number in
            var document = DemoPikselDocument.content(
                "m\(number)", type: number < 6 ? "movie" : "clip",
                title: number == 3 ? nil : "Film \(8 - number)",
                in: number.isMultiple(of: 2) ? "m1" : nil, order: number,
                ["categoryRefs": number == 5 ? [.reference("c1"), .reference("c2")] : []])
            document.updatedAt = DemoLibrary.epoch.addingTimeInterval(Double(number))
            return document
        },
        assets: [.asset("a1", of: "m1"), .asset("a2", of: "m2", type: "image", format: "jpg")],
        categories: [.category("c1", title: "One"), .category("c2", title: "Two", in: "c1")])

    @Test(
        "filters select as the platform documents",
        arguments: [
            ("withType=clip", ["m6", "m7"]), ("withType=!movie", ["m6", "m7"]),
            ("withRef=acme%3Am2%7C%7Cacme%3Am5", ["m2", "m5"]), ("withName=m*", (1...7).map { "m\($0)" }),
            ("withTitle=*&withType=clip", ["m6", "m7"]), ("withTitle=!*", ["m3"]),
            ("withParentRef=acme:m1", ["m2", "m4", "m6"]),
            ("withParentRef=acme:m1&withType=movie", ["m2", "m4"]),
            ("withCategoryRefs=acme:c2", ["m5"]), ("withOrder=2/4", ["m2", "m3", "m4"]),
            ("withOrder=6/", ["m6", "m7"]), ("withOrder=/2", ["m1", "m2"]), ("withOrder=!/5", ["m6", "m7"]),
            ("withOrder=!3/", ["m1", "m2"]), ("withOrder=!2/6", ["m1", "m7"]),
            ("withUpdatedAt=2014-02-25T20:19:36.000Z/", ["m6", "m7"]),
            ("withUpdatedAt=!/2014-02-25T20:19:36Z", ["m7"]),
            ("q=film+4", ["m4"]), ("withtype=clip", ["m6", "m7"]),
            ("sort=-updatedAt&withType=clip", ["m7", "m6"]),
            ("sort=title", ["m7", "m6", "m5", "m4", "m2", "m1", "m3"]),
            ("sort=type,-order&withOrder=5/", ["m7", "m6", "m5"]),
        ])
    func filters(query: String, names: [String]) async throws {
        try await PikselOrigin.serving(Self.tenant) { piksel, token async throws in
            #expect(try await piksel.names("/data/contents?owner=acme&\(query)", token) == names)
        }
    }

    @Test(
        "what is hidden or out of its time is left out only when asked",
        arguments: [
            ("", ["early", "hidden", "late", "now", "open"]),
            ("&active=true", ["early", "late", "now", "open"]),
            ("&available=true", ["hidden", "now", "open"]),
        ])
    func standing(query: String, names: [String]) async throws {
        let tenant = DemoPikselTenant(
            owner: "acme",
            contents: [
                .content("open", type: "movie", title: nil),
                .content("hidden", type: "movie", title: nil, ["active": false]),
                .content(
                    "early", type: "movie", title: nil, ["availabilityEndAt": "2014-01-01T00:00:00.000Z"]),
                .content(
                    "late", type: "movie", title: nil, ["availabilityStartAt": "2014-12-01T00:00:00.000Z"]),
                .content(
                    "now", type: "movie", title: nil,
                    [
                        "availabilityStartAt": "2014-01-01T00:00:00.000Z",
                        "availabilityEndAt": "2014-12-01T00:00:00.000Z",
                    ]),
            ])
        try await PikselOrigin.serving(tenant) { piksel, token async throws in
            #expect(try await piksel.names("/data/contents?owner=acme\(query)", token) == names)
        }
    }

    @Test func pagesAreLinkedToEachOther() async throws {
        try await PikselOrigin.serving(Self.tenant) { piksel, token async throws in
            let first = try await piksel.get("/data/contents?perPage=3&count=true&owner=acme", token)
            #expect(first.resources.map { $0["ref"] as? String } == ["acme:m1", "acme:m2", "acme:m3"])
            #expect(first.meta["page"] as? Int == 1)
            #expect(first.meta["totalCount"] as? Int == 7)
            #expect(first.meta["prev"] == nil)
            let next = try #require(first.meta["next"] as? String)
            #expect(next == "/data/contents?count=true&owner=acme&page=2&perPage=3")
            let last = try await piksel.get(#require(first.meta["last"] as? String), token)
            #expect(last.resources.map { $0["name"] as? String } == ["m7"])
            #expect(last.meta["next"] == nil)
            let plain = try await piksel.get("/data/contents?owner=acme", token)
            #expect(plain.meta["totalCount"] == nil)
            #expect(plain.meta["last"] == nil)
            #expect(plain.meta["perPage"] as? Int == 100)
        }
    }

    @Test func aListingGoesOnWhereItWasThoughSomethingWasAddedBefore() async throws {
        try await PikselOrigin.serving(Self.tenant) { piksel, token async throws in
            let query = "/data/contents?owner=acme&perPage=3&continue=true"
            var names: [String] = []
            var target: String? = query
            while let this = target {
                let reply = try await piksel.get(this, token)
                #expect(reply.meta["page"] == nil)
                names += reply.resources.compactMap { $0["name"] as? String }
                target = reply.meta["continue"] as? String
                piksel.origin.edit { [count = names.count] library in
                    library.changeTenant("acme") {
                        $0.contents.append(.content("a\(count)", type: "movie", title: nil))
                    }
                }
            }
            #expect(names == (1...7).map { "m\($0)" })
        }
    }

    @Test func fieldsAndFacetsAndEmptyAnswers() async throws {
        try await PikselOrigin.serving(Self.tenant) { piksel, token async throws in
            let some = try await piksel.get(
                "/data/contents?owner=acme&fields=ref,version,updatedAt&sort=-updatedAt&perPage=1&count=true",
                token)
            #expect(some.resources.map { $0.keys.sorted() } == [["ref", "updatedAt", "version"]])
            #expect(some.resources[0]["updatedAt"] as? String == "2014-02-25T20:19:37.000Z")
            let version = try #require(some.resources[0]["version"] as? String)
            #expect(version.wholeMatch(of: /[0-9a-f]{40}/) != nil)
            let facets = try await piksel.get("/data/contents?owner=acme&count=type&resources=false", token)
            #expect(facets.json["contents"] == nil)
            #expect(
                facets.meta["facetCount"] as? [String: [String: Int]] == ["type": ["movie": 5, "clip": 2]])
            let none = try await piksel.get("/data/contents?owner=acme&withType=station&continue=true", token)
            #expect(none.status == 200)
            #expect(none.resources.isEmpty && none.json["contents"] is [Any])
            #expect(none.meta["continue"] == nil)
        }
    }

    @Test func severalAreReadAtOnceAndAnUnknownOneIsNotFound() async throws {
        try await PikselOrigin.serving(Self.tenant) { piksel, token async throws in
            let both = "/data/contents/acme%3Am1,acme:m3?owner=acme"
            #expect(try await piksel.names(both, token) == ["m1", "m3"])
            let reply = try await piksel.get("/data/contents/acme:none?owner=acme", token)
            #expect(reply.status == 404)
            #expect(reply.json["statusCode"] as? Int == 404)
            #expect(try await piksel.get("/data/people?owner=acme", token).status == 404)
        }
    }

    @Test(
        "what cannot be asked is refused and the parameter named",
        arguments: [
            ("perPage=0&owner=acme", "perPage"), ("perPage=101&owner=acme", "perPage"),
            ("page=1001&owner=acme", "page"), ("withColour=red&owner=acme", "withColour"),
            ("sort=colour&owner=acme", "sort"), ("include=colour&owner=acme", "include"),
            ("continue=x&owner=acme", "continue"), ("withUpdatedAt=soon/&owner=acme", "updatedAt"),
            ("perPage=1", "owner"),
        ])
    func refuses(query: String, key: String) async throws {
        try await PikselOrigin.serving(Self.tenant) { piksel, token async throws in
            let reply = try await piksel.get("/data/contents?\(query)", token)
            #expect(reply.status == 400)
            #expect(reply.json["statusCode"] as? Int == 400)
            #expect(reply.json["error"] as? String == "Bad Request")
            let validation = try #require(reply.json["validation"] as? [String: Any])
            #expect(validation["keys"] as? [String] == [key])
        }
    }

    @Test func otherRefusalsHaveTheirStatus() async throws {
        let closed = DemoPikselTenant(owner: "acme", permissions: ["metadata:assets:read:browse"])
        try await PikselOrigin.serving(closed) { piksel, token async throws in
            let bearer = ["Authorization": "Bearer \(token)"]
            #expect(try await piksel.get("/data/contents?owner=acme", token).status == 403)
            #expect(try await piksel.get("/data/assets?owner=acme", token).status == 200)
            #expect(try await piksel.get("/data/assets?owner=nobody", token).status == 403)
            #expect(try await piksel.metadata.send("GET", "/data/assets?owner=acme").status == 401)
            #expect(try await piksel.metadata.send("PUT", "/data/assets/a:b", headers: bearer).status == 405)
            let html = bearer.merging(["Accept": "text/html"]) { mine, _ in mine }
            #expect(
                try await piksel.metadata.send("GET", "/data/assets?owner=acme", headers: html).status == 406)
            let own = bearer.merging(["Accept": "application/vnd.piksel+json"]) { mine, _ in mine }
            let reply = try await piksel.metadata.send("GET", "/data/assets?owner=acme", headers: own)
            #expect(reply.status == 200)
            #expect(reply["ETag"] == nil)
        }
    }

    @Test func aMinuteHasItsRequests() async throws {
        try await PikselOrigin.serving({ $0.requestLimit = 2 }) { piksel async throws in
            let token = try await piksel.signIn()
            let target = "/data/contents?owner=lantern&perPage=1"
            let first = try await piksel.get(target, token)
            #expect(first["X-RateLimit-Limit"] == "2")
            #expect(first["X-RateLimit-Remaining"] == "1")
            #expect(first["X-RateLimit-Reset"] == "1400000060000")
            #expect(try await piksel.get(target, token).status == 200)
            let refused = try await piksel.get(target, token)
            #expect(refused.status == 429)
            #expect(refused.json["statusCode"] as? Int == 429)
            #expect(try await piksel.registry.send("GET", "/services/demo").status == 200)
            piksel.running.clock.advance(by: 60)
            #expect(try await piksel.get(target, token).status == 200)
        }
        try await PikselOrigin.serving { piksel async throws in
            let reply = try await piksel.get("/data/contents?owner=lantern", piksel.signIn())
            #expect(reply["X-RateLimit-Limit"] == nil)
        }
    }
}
