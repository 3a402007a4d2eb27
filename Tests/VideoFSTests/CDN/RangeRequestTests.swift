import Testing

@testable import VideoFS

struct RangeRequestTests {
    private static func answer(_ status: Int, _ headers: [(name: String, value: String)]) -> HTTPHead {
        HTTPHead(status: status, headers: headers)
    }

    @Test("a strong validator is sent along, a weak one never", arguments: ["\"a\"", "W/\"a\"", "a"])
    func validators(tag: String) {
        let request = RangeRequest(start: 10, end: nil, entityTag: tag)
        let headers = request.request(under: FreshLink(address: SignedAddress("https://x/"))).headers
        #expect(headers.contains { $0.name == "If-Range" } == (tag == "\"a\""))
        #expect(headers.contains { $0.name == "Range" && $0.value == "bytes=10-" })
    }

    @Test("a whole file in answer to a validator that was sent is another version")
    func wholeFile() {
        let request = RangeRequest(start: 0, end: 10, entityTag: "\"a\"")
        for headers in [[("ETag", "\"b\"")], [], [("ETag", "W/\"a\"")]] as [[(name: String, value: String)]] {
            #expect(request.judge(Self.answer(200, headers)) == .failure(.otherVersion))
        }
        let same = request.judge(Self.answer(200, [("ETag", "\"a\""), ("Content-Length", "50")]))
        #expect(same == .success(RangeBody(start: 0, fileLength: 50, entityTag: "\"a\"")))
    }

    @Test(
        "a part that is not as long as its range is not taken",
        arguments: [("10", true), ("5", false), ("26", false)])
    func lengths(length: String, isTaken: Bool) {
        let request = RangeRequest(start: 10, end: 20, entityTag: nil)
        let headers = [(name: "Content-Range", value: "bytes 10-19/100"), ("Content-Length", length)]
        let refusal = RangeRefusal.contradictory("the CDN sent a range and a length that do not fit")
        let part = RangeBody(start: 10, fileLength: 100, entityTag: nil)
        #expect(request.judge(Self.answer(206, headers)) == (isTaken ? .success(part) : .failure(refusal)))
    }

    @Test("a web page is no new version of a film", arguments: [nil, "\"a\""])
    func webPage(tag: String?) {
        let request = RangeRequest(start: 10, end: 20, entityTag: tag)
        let page = request.judge(Self.answer(200, [("Content-Type", "text/html; charset=utf-8")]))
        #expect(page == .failure(.unusable("the CDN answered with a web page")))
    }

    @Test("a part of another version, or from another place, is not taken")
    func otherParts() {
        let request = RangeRequest(start: 10, end: 20, entityTag: "\"a\"")
        let range = (name: "Content-Range", value: "bytes 10-19/100")
        #expect(
            request.judge(Self.answer(206, [range, ("ETag", "\"b\"")])) == .failure(.otherVersion))
        let late = request.judge(Self.answer(206, [("Content-Range", "bytes 11-19/100")]))
        #expect(late == .failure(.unusable("the CDN sent another range than was asked for")))
        let whole = request.judge(Self.answer(206, [range]))
        #expect(whole == .success(RangeBody(start: 10, fileLength: 100, entityTag: nil)))
    }
}
