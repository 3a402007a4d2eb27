import Testing

@testable import VideoFS

struct AddressPolicyTests {
    private func policy(_ service: String, insecure: Bool = false) throws -> AddressPolicy {
        try AddressPolicy(service: service, allowInsecureHTTP: insecure)
    }

    private func isRefused(_ link: String, by service: String) throws -> Bool {
        let policy = try policy(service, insecure: true)
        do throws(HTTPError) {
            _ = try policy.link(link)
            return false
        } catch {
            guard case .addressRefused = error else { return false }
            return true
        }
    }

    @Test(
        "a service may be https anywhere, and http on this machine",
        arguments: [
            "https://api.vhx.tv", "https://10.0.0.8/api", "http://127.0.0.1:8080", "http://localhost",
            "http://[::1]:9", "http://demo.localhost",
        ])
    func takesAService(address: String) throws {
        _ = try policy(address)
    }

    @Test(
        "http leaves this machine only where that is allowed",
        arguments: ["http://api.vhx.tv", "http://10.0.0.8", "http://127.0.0.1.example.com", "http://[::2]"])
    func refusesPlainHTTP(address: String) throws {
        #expect(throws: HTTPError.self) { try policy(address) }
        if !address.contains("[::2]") { _ = try policy(address, insecure: true) }
    }

    @Test(
        "links of a public service lead to the public network",
        arguments: [
            "https://cdn.example.com/a.mp4?token=1", "https://93.184.216.34/a", "https://[2606:2800::1]/a",
            "https://CDN.Example.COM:8443/a", "/relative/a.vtt",
        ])
    func takesALink(link: String) throws {
        #expect(try !isRefused(link, by: "https://api.vhx.tv"))
    }

    @Test(
        "links of a public service never lead anywhere else",
        arguments: [
            "http://cdn.example.com/a", "https://127.0.0.1/", "https://127.9.9.9/", "https://localhost/",
            "https://LOCALHOST/", "https://a.localhost/", "https://10.1.2.3/", "https://172.16.0.1/",
            "https://172.31.255.255/", "https://192.168.1.1/", "https://169.254.169.254/latest",
            "https://100.64.0.1/", "https://0.0.0.0/", "https://224.0.0.1/", "https://255.255.255.255/",
            "https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fd00::1]/",
            "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[64:ff9b::10.0.0.1]/",
            "https://[2002:7f00:1::]/", "https://[ff02::1]/", "https://[2001:db8::1]/", "https://intranet/",
            "https://printer.local/", "https://metadata.google.internal/", "https://x.home.arpa/",
        ])
    func refusesALink(link: String) throws {
        #expect(try isRefused(link, by: "https://api.vhx.tv"))
    }

    @Test(
        "hostile spellings are refused, whatever they would mean",
        arguments: [
            "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/",
            "https://127.1/", "https://127.0.0.1./", "https://localhost./", "https://1.2.3.4.5/",
            "https://256.1.1.1/", "https://[::1/", "https://::1]/", "https://[::1%25lo]/",
            "https://[1.2.3.4]/",
            "https://a@cdn.example.com/", "https://cdn.example.com\\@127.0.0.1/",
            "https://cdn.example.com:0/",
            "https://cdn.example.com:99999/", "https://cdn.example.com:+80/", "https://cdn.exa\u{0}mple.com/",
            "https://cdn.example.com/\r\nHost: x", "https://cdn.example.com/\u{7f}", "https:///a", "https://",
            "https://cdn..example.com/", "https://%6cocalhost/", "https://ⓛocalhost/", "file:///etc/passwd",
            "javascript:alert(1)", "https://cdn.example.com /", "ftp://cdn.example.com/", "",
        ])
    func refusesHostileForms(link: String) throws {
        // Only absolute forms are under test: the empty text is the service's own directory.
        guard !link.isEmpty else { return }
        #expect(try isRefused(link, by: "https://api.vhx.tv"))
        #expect(try isRefused(link, by: "http://127.0.0.1"))
    }

    @Test("a service in a private place may link to its own kind of place, and no other")
    func followsTheService() throws {
        #expect(try !isRefused("http://127.0.0.1:9000/a", by: "http://127.0.0.1:8000"))
        #expect(try !isRefused("http://localhost:9000/a", by: "http://127.0.0.1:8000"))
        #expect(try !isRefused("https://10.0.0.9/a", by: "https://192.168.0.2"))
        #expect(try !isRefused("https://cdn.example.com/a", by: "http://127.0.0.1:8000"))
        #expect(try isRefused("http://127.0.0.1/a", by: "http://192.168.0.2"))
        #expect(try isRefused("http://10.0.0.9/a", by: "http://127.0.0.1:8000"))
        #expect(try isRefused("https://169.254.169.254/", by: "https://192.168.0.2"))
        #expect(try isRefused("http://cdn.example.com/a", by: "https://192.168.0.2"))
    }

    @Test("credentials belong to one scheme, host and port")
    func knowsItsOrigin() throws {
        let policy = try policy("https://api.vhx.tv/base")
        for own in ["https://api.vhx.tv/x", "https://API.vhx.TV:443/x?y"] {
            #expect(policy.isOwn(try WebAddress(own)))
        }
        for other in [
            "http://api.vhx.tv/x", "https://api.vhx.tv:8443/", "https://vhx.tv/",
            "https://api.vhx.tv.evil.example/",
        ] {
            #expect(!policy.isOwn(try WebAddress(other)))
        }
    }
}
