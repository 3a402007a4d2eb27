import Testing

@testable import VideoFS

struct BaseAddressTests {
    private func resolve(_ reference: String, against base: String) throws -> String {
        let base = try #require(BaseAddress(base))
        return String(decoding: base.resolve(Array(reference.utf8)[...]), as: UTF8.self)
    }

    @Test(
        "normal references resolve as in RFC 3986, section 5.4.1",
        arguments: [
            ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"), (";x", "http://a/b/c/;x"),
            ("g;x", "http://a/b/c/g;x"),
            ("g;x?y#s", "http://a/b/c/g;x?y#s"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
            ("../../", "http://a/"),
            ("../../g", "http://a/g"),
        ])
    func resolvesNormal(reference: String, expected: String) throws {
        #expect(try resolve(reference, against: "http://a/b/c/d;p?q") == expected)
    }

    @Test(
        "abnormal references resolve as in RFC 3986, section 5.4.2",
        arguments: [
            ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"), ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"), ("g..", "http://a/b/c/g.."),
            ("..g", "http://a/b/c/..g"),
            ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
            ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("g?y/../x", "http://a/b/c/g?y/../x"), ("g#s/./x", "http://a/b/c/g#s/./x"),
            ("g#s/../x", "http://a/b/c/g#s/../x"),
            ("http:g", "http:g"),
        ])
    func resolvesAbnormal(reference: String, expected: String) throws {
        #expect(try resolve(reference, against: "http://a/b/c/d;p?q") == expected)
    }

    @Test(
        "other addresses resolve too",
        arguments: [
            ("https://h", "g", "https://h/g"), ("https://h", "", "https://h"),
            ("https://h?q", "g", "https://h/g"), ("https://h?q", "", "https://h?q"),
            ("https://h/a#f/b", "g", "https://h/g"),
            ("https://u:p@h:8/a/b?x=/y/", "g?", "https://u:p@h:8/a/g?"),
            ("https://h/a//b/c", "../g", "https://h/a//g"),
            ("https://h/a//b", "../g", "https://h/a/g"),
            ("https://h/a/b", "%2e%2e/g", "https://h/a/%2e%2e/g"), ("https://h/a/../b", "g", "https://h/g"),
            ("https://h/a", "//x/../y/./z?q", "https://x/y/z?q"),
            ("https://h/a", "12:30.ts", "https://h/12:30.ts"), ("https://h/a", "é b", "https://h/é b"),
            ("https://h/a", "a1+.-:x", "a1+.-:x"), ("https://[::1]:8/a", "/g", "https://[::1]:8/g"),
            ("https://h/a/b", "//", "https://"),
        ])
    func resolves(base: String, reference: String, expected: String) throws {
        #expect(try resolve(reference, against: base) == expected)
    }

    @Test(
        "an address without scheme or host is no base",
        arguments: ["", "/a", "//h/a", "h/a", "https:", "https:///a", "1https://h", "data:x"])
    func refuses(address: String) {
        #expect(BaseAddress(address) == nil)
    }
}
