/// The host part of an address: a name, or an address literal in its usual form.
///
/// There are many ways to write an address that some software takes for `127.0.0.1` (`2130706433`,
/// `0x7f.1`, `0177.0.0.1`, `127.1`). None of them is understood here: what looks like a number and is
/// not four plain decimal parts is refused, so that no two readers of a text can disagree about it.
struct Host: Hashable, Sendable {
    /// Lower case, without brackets.
    let text: String
    let reach: Reach
    let isIPv6: Bool

    /// Who can be found at an address.
    enum Reach: Hashable, Sendable {
        case everyone
        /// This machine.
        case loopback
        /// The site's own network (RFC 1918, RFC 4193), and names that only it can know.
        case privateNetwork
        /// One cable (RFC 3927, RFC 4291): cloud machines keep their credentials at such an address.
        case linkLocal
        /// A provider's inner network (RFC 6598).
        case carrier
        /// Multicast, documentation, unspecified and other addresses that serve nobody a film.
        case reserved
    }

    /// - Throws: ``HTTPError/addressRefused(_:)`` for anything that is not plainly a name or a literal.
    init(_ text: some StringProtocol) throws(HTTPError) {
        let text = text.lowercased()
        guard !text.isEmpty else { throw .addressRefused("an address without a host") }
        if text.hasPrefix("[") {
            guard text.hasSuffix("]"), let words = IPv6.words(of: text.dropFirst().dropLast()) else {
                throw .addressRefused("a host that is not a valid IPv6 address")
            }
            self.text = String(text.dropFirst().dropLast())
            self.reach = IPv6.reach(of: words)
            self.isIPv6 = true
            return
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        // 253 and 63: RFC 1035, section 2.3.4. An empty last label is the root's dot, which certificates
        // and comparisons of names stumble over.
        guard text.utf8.count <= 253, labels.allSatisfy(Self.isLabel), let last = labels.last else {
            throw .addressRefused("a host name that is not valid")
        }
        self.text = text
        self.isIPv6 = false
        // Where the last label starts with a digit, browsers and C libraries read a number.
        guard last.utf8.first.map(Self.isDigit) == true else {
            self.reach = Self.reach(ofName: labels)
            return
        }
        guard let number = IPv4.number(of: labels) else {
            throw .addressRefused("a host written as a number in an unusual way")
        }
        self.reach = IPv4.reach(of: number)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    /// Letters, digits, hyphen, and the underscore that real names use against the rule.
    private static func isLabel(_ label: Substring) -> Bool {
        1...63 ~= label.utf8.count
            && label.utf8.allSatisfy { byte in
                isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private static func reach(ofName labels: [Substring]) -> Reach {
        switch labels.last {
        // RFC 6761, section 6.3.
        case "localhost": .loopback
        // RFC 6762, RFC 8375, and the zone set aside by ICANN for private use.
        case "local", "internal": .privateNetwork
        case "arpa" where labels.dropLast().last == "home": .privateNetwork
        // A name without a dot is found through the local search list only.
        case _ where labels.count == 1: .privateNetwork
        default: .everyone
        }
    }
}
