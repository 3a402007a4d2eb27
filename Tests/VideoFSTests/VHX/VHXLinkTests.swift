import Testing

@testable import VideoFS

struct VHXLinkTests {
    private static let signed = "https://cdn.example/a/720p.mp4?token=MARKER"
    private static let file = MediaFile(
        id: MediaFileID(rawValue: "720p/mp4//progressive"), quality: "720p", format: "mp4",
        method: "progressive",
        address: "https://api.vhx.example/videos/1/files?quality=720p&format=mp4")
    private static let video = VideoID(rawValue: "1")
    private static let path = "/videos/1/files?quality=720p&format=mp4"

    private func link(
        _ answer: HTTPAnswer, to file: MediaFile = file, api: String = VHXFixture.api
    ) async throws -> FreshLink {
        try await VHXFixture(api: api, [Self.path: answer]).service.link(
            to: file, of: Self.video, insteadOf: nil)
    }

    private func error(_ answer: HTTPAnswer, to file: MediaFile = file) async throws -> ServiceError? {
        do {
            _ = try await link(answer, to: file)
            return nil
        } catch { return error as? ServiceError }
    }

    private static func element(
        _ quality: String = "720p", _ format: String = "mp4", source: String = signed, more: String = ""
    ) -> String {
        #"{"_links": {"self": {"href": "/videos/1/files?quality=\#(quality)&format=\#(format)"}, "source": {"href": "\#(source)"}}, "quality": "\#(quality)", "format": "\#(format)", "size": {"bytes": 99}\#(more)}"#
    }

    @Test(
        "every known form of the answer gives the signed address",
        arguments: [
            "[\(element())]",
            "[\(element("1080p", "mp4", source: "https://cdn.example/no")), \(element("720p", "webm", source: "https://cdn.example/no")), \(element())]",
            element(),
            #"{"_links": {"next": {"href": null}}, "count": 1, "total": 1, "_embedded": {"files": [\#(element())]}}"#,
            #"{"_embedded": {"files": [\#(element())]}}"#,
            #"{"files": [\#(element())]}"#,
            #"[{"_links": {"source": "\#(signed)"}}]"#,
            #"[{"quality": "720p", "format": "mp4", "source": "\#(signed)"}]"#,
            #"[{"quality": "720p", "format": "mp4", "uri": "\#(signed)"}]"#,
            #"{"uri": "\#(signed)"}"#, #"{"url": "\#(signed)"}"#, #"{"href": "\#(signed)"}"#,
            #"{"uri": "https://api.vhx.example/videos/1/files", "url": "\#(signed)"}"#,
            #""\#(signed)""#,
            #"{"hls": "https://cdn.example/no", "mp4": "\#(signed)", "rtmp": "rtmp://cdn.example/no"}"#,
            #"{"mp4_540": "https://cdn.example/no", "mp4_720": "\#(signed)", "mp4": "https://cdn.example/no"}"#,
            #"{"mp4_720p": "\#(signed)"}"#, #"{"progressive": "\#(signed)"}"#,
            #"{"720p.mp4": {"href": "\#(signed)"}}"#,
            #"{"720p": "\#(signed)"}"#,
        ])
    func takes(text: String) async throws {
        #expect(try await link(.json(text)).address.secret == Self.signed)
    }

    @Test(
        "a redirect is the signed address, and is not asked with the token",
        arguments: [301, 302, 303, 307, 308])
    func takesARedirect(status: Int) async throws {
        let fixture = try VHXFixture([Self.path: .status(status, [("Location", Self.signed)])])
        let link = try await fixture.service.link(to: Self.file, of: Self.video, insteadOf: nil)
        #expect(link.address.secret == Self.signed)
        #expect(link.life == .seconds(30))
        #expect(fixture.questions.map(\.address.secret) == [VHXFixture.api + Self.path])
    }

    @Test("an adaptive list is found among the deliveries")
    func takesAPlaylist() async throws {
        var file = Self.file
        file.format = "m3u8"
        file.quality = "adaptive"
        file.method = "hls"
        let link = try await link(
            .json(#"{"mp4": "https://cdn.example/no", "hls": "https://cdn.example/a.m3u8?x"}"#), to: file)
        #expect(link.address.secret == "https://cdn.example/a.m3u8?x")
    }

    @Test("of several with the same words, codec and method decide")
    func picks() async throws {
        let text =
            "["
            + [
                Self.element(
                    source: "https://cdn.example/hevc", more: #", "codec": "hevc", "method": "progressive""#),
                Self.element(
                    source: "https://cdn.example/dash", more: #", "codec": "h264", "method": "dash""#),
                Self.element(
                    source: "https://cdn.example/h264", more: #", "codec": "h264", "method": "progressive""#),
            ].joined(separator: ",") + "]"
        var file = Self.file
        file.codec = "h264"
        #expect(try await link(.json(text), to: file).address.secret == "https://cdn.example/h264")
        file.method = "dash"
        #expect(try await link(.json(text), to: file).address.secret == "https://cdn.example/dash")
        file.codec = nil
        file.method = nil
        #expect(try await link(.json(text), to: file).address.secret == "https://cdn.example/hevc")
    }

    @Test(
        "nothing signed means no access",
        arguments: [
            "[]", "{}", #"{"files": []}"#, #"{"_embedded": {"files": []}}"#,
            #"[{"quality": "720p", "format": "mp4"}]"#,
            #"[{"_links": {"source": null}, "quality": "720p", "format": "mp4"}]"#,
            #"{"quality": "720p", "format": "mp4", "uri": "https://api.vhx.example/videos/1/files?quality=720p&format=mp4"}"#,
            #"{"rtmp": "rtmp://cdn.example/a"}"#, #"{"message": "no"}"#,
        ])
    func isForbidden(text: String) async throws {
        #expect(try await error(.json(text)) == .forbidden)
    }

    @Test(
        "another file than the one asked for is not taken",
        arguments: [
            "[\(element("1080p"))]", element("720p", "webm"), "null", "7",
        ])
    func refusesAnother(text: String) async throws {
        guard case .unusable? = try await error(.json(text)) else {
            Issue.record("it was taken")
            return
        }
    }

    @Test(
        "statuses have their meaning",
        arguments: [
            (401, ServiceError.signedOut("api.vhx.example does not accept the sign-in")), (402, .notPaid),
            (403, .forbidden), (404, .notFound), (406, .refused(status: 406, message: "no reason given")),
            (500, .unreachable("api.vhx.example answered with status 500")), (204, .forbidden),
        ])
    func translates(status: Int, expected: ServiceError) async throws {
        #expect(try await error(.status(status)) == expected)
    }

    @Test func a429IsASpentBudget() async throws {
        guard case .budgetSpent? = try await error(.status(429)) else {
            Issue.record("it was not")
            return
        }
    }

    @Test("a film waits a few seconds for a spent budget, a look at its size does not")
    func waitsForBudget() async throws {
        for (purpose, seconds, waits) in [
            (RequestPurpose.playing, 4, true), (.opening, 4, true), (.browsing, 4, false),
            (.playing, 6, false),
        ] {
            let fixture = try VHXFixture([Self.path: .status(429, [("Retry-After", "\(seconds)")])])
            let error = await RequestPurpose.$current.withValue(purpose) { () -> ServiceError? in
                do throws(ServiceError) {
                    _ = try await fixture.service.link(to: Self.file, of: Self.video, insteadOf: nil)
                    return nil
                } catch { return error }
            }
            guard case .budgetSpent? = error else {
                Issue.record("it was \(String(describing: error))")
                continue
            }
            #expect(fixture.time.pauses == (waits ? [.seconds(seconds + 1)] : []), "\(purpose), \(seconds) s")
            #expect(fixture.questions.count == (waits ? 2 : 1))
        }
    }

    @Test func aPageIsUnusable() async throws {
        #expect(try await error(.html())?.description.contains("text/html instead of JSON") == true)
    }

    @Test(
        "a link that must not be followed is refused",
        arguments: [
            "http://cdn.example/a?token=MARKER", "https://169.254.169.254/a?token=MARKER",
            "https://10.0.0.1/?token=MARKER",
            "https://localhost/?token=MARKER", "https://u:MARKER@cdn.example/",
            "rtmp://cdn.example/?token=MARKER",
            "https://0x7f.1/?token=MARKER", "file:///MARKER",
        ])
    func refusesALink(address: String) async throws {
        for answer in [
            HTTPAnswer.json("[\(Self.element(source: address))]"), .status(302, [("Location", address)]),
        ] {
            let error = try #require(try await error(answer))
            guard case .unusable(let text) = error else {
                Issue.record("\(error)")
                continue
            }
            #expect(!text.contains("MARKER"))
        }
    }

    @Test func aServiceOnThisMachineMayLinkToThisMachine() async throws {
        var file = Self.file
        file.address = "http://127.0.0.1:8080" + Self.path
        let text = "[\(Self.element(source: "http://127.0.0.1:9090/a.mp4?token=1"))]"
        let link = try await link(.json(text), to: file, api: "http://127.0.0.1:8080")
        #expect(link.address.secret == "http://127.0.0.1:9090/a.mp4?token=1")
    }

    @Test(
        "an address of another origin is not asked; the documented one is",
        arguments: [
            "https://evil.example/videos/1/files",
            "http://api.vhx.example/videos/1/files?quality=720p&format=mp4", "", "::",
        ])
    func asksAtHome(address: String) async throws {
        var file = Self.file
        file.address = address
        let fixture = try VHXFixture([
            Self.path: .json("[\(Self.element())]"), "/": .json("[\(Self.element())]"),
        ])
        _ = try? await fixture.service.link(to: file, of: Self.video, insteadOf: nil)
        #expect(fixture.questions.allSatisfy { $0.address.secret.hasPrefix(VHXFixture.api + "/") })
        #expect(fixture.questions.last?.address.secret == VHXFixture.api + Self.path)
    }

    @Test("the size comes along, but not for a playlist")
    func tellsTheSize() async throws {
        #expect(try await link(.json("[\(Self.element())]")).size == 99)
        var file = Self.file
        file.format = "m3u8"
        #expect(try await link(.json("[\(Self.element("720p", "m3u8"))]"), to: file).size == nil)
    }

    @Test func theLifeIsCountedByTheServicesClock() async throws {
        let text = #"{"uri": "https://cdn.example/a?exp=1400000100"}"#
        let answer = HTTPAnswer.json(text, [("Date", "Tue, 13 May 2014 16:54:10 GMT")])
        #expect(try await link(answer).life == .seconds(50))
        #expect(try await link(.json(text)).life == .seconds(100))
    }
}

struct SignedLifeTests {
    private static let now = Timestamp(rawValue: 1_400_000_000)

    @Test(
        "the life is read from the address where it is plausible",
        arguments: [
            ("https://c.example/a?exp=1400000060", 60),
            ("https://c.example/a?x=1&Expires=1400000120&y=2", 120),
            ("https://c.example/a?expires=1400000060000", 60),
            ("https://c.example/a?hdnts=st=1399999990~exp=1400000045~acl=/*~hmac=1", 45),
            ("https://c.example/exp=1400000030~acl=%2f*~hmac=2/a.mp4", 30),
            ("https://c.example/a?X-Amz-Date=20140513T165320Z&X-Amz-Expires=300", 300),
            ("https://c.example/a?X-Goog-Date=20140513T165310Z&X-Goog-Expires=300", 290),
            ("https://c.example/a?Expires=2014-05-13T16%3A54%3A20Z", 60),
            ("https://c.example/a?exp=1400000060&Expires=1400000040", 40),
            ("https://c.example/a?exp=1400000001", 1),
            ("https://c.example/a?exp=2000000000", 86_400),
        ])
    func reads(address: String, seconds: Int) {
        #expect(SignedLife.life(of: address, at: Self.now) == .seconds(seconds))
    }

    @Test(
        "where it is not plausible, the documented half minute counts",
        arguments: [
            "https://c.example/a", "https://c.example/a?exp=1399999999", "https://c.example/a?exp=60",
            "https://c.example/a?exp=soon", "https://c.example/a?exp=",
            "https://c.example/a?exp=99999999999999999999",
            "https://c.example/a?X-Amz-Date=junk&X-Amz-Expires=300", "https://c.example/a?X-Amz-Expires=300",
            "https://c.example/a?X-Amz-Date=20140513T165320Z&X-Amz-Expires=9223372036854775807000", "",
            "https://c.example/a?exp=-9223372036854775808",
        ])
    func presumes(address: String) {
        #expect(SignedLife.life(of: address, at: Self.now) == .seconds(30))
    }
}
