import Testing

@testable import VideoFS

struct WebAddressTests {
    @Test(
        "an address keeps its text, less what means nothing",
        arguments: [
            ("https://a.example", "https://a.example/"),
            ("HTTPS://A.Example:443/B?c=D#e", "https://a.example/B?c=D"),
            ("http://a.example:8080?q", "http://a.example:8080/?q"),
            ("http://[2606:2800::1]:81/x", "http://[2606:2800::1]:81/x"),
            ("https://a.example/ü ö%zz%41", "https://a.example/%C3%BC%20%C3%B6%25zz%41"),
        ])
    func normalises(text: String, expected: String) throws {
        #expect(try WebAddress(text).text == expected)
    }

    @Test(
        "a reference is understood relative to where it stood",
        arguments: [
            ("/c?d", "https://a.example/c?d"), ("c", "https://a.example/b/c"),
            ("?q", "https://a.example/b/x?q"),
            ("//other.example/c", "https://other.example/c"), ("http://o.example/", "http://o.example/"),
        ])
    func resolves(reference: String, expected: String) throws {
        #expect(try WebAddress("https://a.example/b/x?y").resolve(reference).text == expected)
    }

    @Test func refusesAnEndlessAddress() {
        #expect(throws: HTTPError.self) {
            try WebAddress("https://a.example/" + String(repeating: "x", count: 20_000))
        }
    }
}

struct ProxyRulesTests {
    private func proxy(
        _ address: String, setting: String? = nil, _ environment: [String: String] = [:]
    ) throws -> String? {
        try ProxyRules(setting: setting, environment: environment)
            .proxy(for: WebAddress(address)).map { "\($0.host):\($0.port)" }
    }

    @Test("the environment names a proxy for each scheme")
    func readsTheEnvironment() throws {
        let environment = ["https_proxy": "http://s.example:1/", "http_proxy": "p.example:2"]
        #expect(try proxy("https://a.example", environment) == "s.example:1")
        #expect(try proxy("http://a.example", environment) == "p.example:2")
        #expect(try proxy("https://a.example", ["HTTPS_PROXY": "http://c.example"]) == "c.example:80")
        #expect(try proxy("http://a.example", ["HTTP_PROXY": "http://c.example:3"]) == nil)
        #expect(try proxy("http://a.example", ["all_proxy": "socks5://c.example"]) == "c.example:1080")
        #expect(try proxy("https://a.example", ["https_proxy": ""]) == nil)
    }

    @Test func theSettingComesFirst() throws {
        #expect(
            try proxy("https://a.example", setting: "http://x.example:9", ["https_proxy": "http://y.example"])
                == "x.example:9")
        #expect(
            try proxy("https://a.example", setting: "", ["https_proxy": "http://y.example"]) == "y.example:80"
        )
    }

    @Test(
        "exceptions are names with what is below them, addresses and networks",
        arguments: [
            ("example.com", "https://a.example.com", true), (".example.com", "https://example.com", true),
            ("*.example.com", "https://a.example.com", true),
            ("example.com", "https://notexample.com", false),
            ("example.com:443", "https://example.com", true),
            ("example.com:80", "https://example.com", false),
            ("10.0.0.0/8", "https://10.9.9.9", true), ("10.0.0.0/8", "https://11.9.9.9", false),
            ("10.1.1.1", "https://10.1.1.1", true), ("*", "https://a.example", true),
            ("x, a.example", "https://a.example", true), ("[2606:2800::1]", "https://[2606:2800::1]", true),
        ])
    func knowsExceptions(exceptions: String, address: String, isDirect: Bool) throws {
        let environment = ["https_proxy": "http://p.example:1", "no_proxy": exceptions]
        #expect(try (proxy(address, environment) == nil) == isDirect)
    }

    @Test(
        "a proxy that cannot be used is refused without its password",
        arguments: ["https://u:w0rd@p.example", "socks5://u:w0rd@p.example", "http://u:w0rd@"])
    func refuses(text: String) throws {
        let error = #expect(throws: TransportSetupError.self) {
            try ProxyRules(setting: text, environment: [:])
        }
        #expect(error.map { !"\($0)".contains("w0rd") } == true)
    }
}
