/// Times as people write them: `5m`, `30s`, `1h30m`, `500ms`, or a plain number of seconds.
public enum DurationText {
    /// Reads a time.
    ///
    /// - Returns: `nil` when the text is not whole numbers with the units `ms`, `s`, `m`, `h` or `d`,
    ///   or exceeds ``longest``.
    public static func parse(_ text: String) -> Duration? {
        if let seconds = Int64(digits: text[...]) {
            return bounded(seconds, unit: 1_000).map { .milliseconds($0) }
        }
        var rest = text[...]
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            let name = rest[digits.endIndex...].prefix { $0.isLetter }
            guard let count = Int64(digits: digits), let unit = milliseconds[String(name)],
                let part = bounded(count, unit: unit), let sum = bounded(total + part, unit: 1)
            else { return nil }
            total = sum
            rest = rest[name.endIndex...]
        }
        return text.isEmpty ? nil : .milliseconds(total)
    }

    /// Writes a time the way ``parse(_:)`` reads it, to the millisecond: `1h30m`.
    public static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
        let parts = [
            (days, "d"), (hours, "h"), (minutes, "m"), (seconds % 60, "s"),
            (attoseconds / 1_000_000_000_000_000, "ms"),
        ]
        let text = parts.filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }.joined()
        return text.isEmpty ? "0s" : text
    }

    /// Nothing here is meant to last longer than a century, and arithmetic on it stays far from overflow.
    public static let longest = Duration.seconds(36_525 * 86_400)

    private static let milliseconds: [String: Int64] = [
        "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]

    private static func bounded(_ count: Int64, unit: Int64) -> Int64? {
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow, .milliseconds(product) <= longest else { return nil }
        return product
    }
}

extension Int64 {
    /// Digits only: `Int64("+5")` is a number too, and a sign has no place in a duration.
    fileprivate init?(digits: Substring) {
        guard digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        self.init(digits)
    }
}
