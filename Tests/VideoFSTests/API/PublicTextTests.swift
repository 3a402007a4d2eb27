import Testing

@testable import VideoFS

struct PublicTextTests {
    @Test(
        "a service's words are shown without what grants access",
        arguments: [
            ("Package not found.", "Package not found."),
            ("two\nlines\u{1b}[31m\tred", "two lines [31m red"),
            ("see https://u:p@api.example/a?token=MARKER now", "see https://api.example/a?… now"),
            ("(https://api.example/a?token=MARKER)", "https://api.example/a?…"),
            ("Authorization: Bearer MARKER1", "Authorization: Bearer •••"),
            ("token 0123456789abcdefMARKER0 expired", "token ••• expired"),
            ("access_token=0123456789abcdefMARKER0", "•••"),
        ])
    func cleans(text: String, expected: String) {
        #expect(PublicText.clean(text) == expected)
    }

    @Test func aPageIsCutToALine() {
        let text = PublicText.clean(String(repeating: "word ", count: 10_000))
        #expect(text.count == 300)
        #expect(text.hasSuffix("…"))
    }
}

struct SecretTests {
    @Test("a secret is dots wherever it is printed")
    func hides() {
        let secret = Secret("MARKER")
        var dumped = ""
        dump((secret, [secret], Optional(secret)), to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
            #expect(!text.contains("MARKER"))
        }
        #expect(secret.value == "MARKER")
    }
}
