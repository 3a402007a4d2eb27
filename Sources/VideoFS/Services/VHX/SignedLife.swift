/// How long a signed address may be used, as far as it says so itself.
///
/// There is no one way to write it: `exp`/`Expires` as seconds (or milliseconds) since 1970 in the query or
/// inside a token of it (`hdnts=exp=…~acl=…`), or a date with a number of seconds after it (Amazon, Google).
enum SignedLife {
    /// Where an address says nothing plausible: the documented life ("TTL of 30 seconds").
    static let presumed = Duration.seconds(30)

    /// A day: nobody plays a film for longer, and a longer claim is likely to be about something else.
    private static let longest: Int64 = 86_400

    /// - Parameters:
    ///   - address: the signed address.
    ///   - now: when it was given out, by the clock of whoever gave it where that is known: the difference
    ///     to our clock may be larger than the life.
    /// - Returns: the time from `now` on.
    static func life(of address: String, at now: Timestamp) -> Duration {
        let parameters = parameters(of: address)
        let lives = parameters.compactMap { name, value -> Int64? in
            guard expiryNames.contains(name), let moment = moment(value) else { return nil }
            return moment.seconds(since: now)
        }
        let plausible = (lives + dated(parameters, at: now)).filter { $0 > 0 }
        guard let shortest = plausible.min() else { return presumed }
        return .seconds(min(shortest, longest))
    }

    private static let expiryNames: Set<String> = ["exp", "expires", "expire", "expiry"]

    private static func moment(_ text: Substring) -> Timestamp? {
        guard let number = Int64(text) else { return Timestamp(iso8601: PercentEncoding.decode(text)) }
        // From 2001 on; less is no moment but, at some services, a number of seconds.
        guard number > 1_000_000_000 else { return nil }
        return Timestamp(rawValue: number > 100_000_000_000 ? number / 1_000 : number)
    }

    private static func dated(_ parameters: [(name: String, value: Substring)], at now: Timestamp) -> [Int64]
    {
        ["x-amz-", "x-goog-"].compactMap { prefix in
            func value(_ name: String) -> Substring? { parameters.first { $0.name == prefix + name }?.value }
            guard let date = value("date").flatMap({ Timestamp(compact: String($0)) }),
                let seconds = value("expires").flatMap({ Int64($0) })
            else { return nil }
            return date.advanced(bySeconds: seconds).seconds(since: now)
        }
    }

    /// Every `name=value` anywhere in the address, names in lower case.
    private static func parameters(of address: String) -> [(name: String, value: Substring)] {
        let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
        return rest.split { "/?&#;~".contains($0) }.flatMap { part -> [(name: String, value: Substring)] in
            // `hdnts=exp=1` is a parameter within a parameter.
            let words = part.split(separator: "=", omittingEmptySubsequences: false)
            return zip(words, words.dropFirst()).map { (PercentEncoding.decode($0).lowercased(), $1) }
        }
    }
}
