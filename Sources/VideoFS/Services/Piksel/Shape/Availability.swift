/// Whether and when a resource may be seen.
struct Availability: Sendable, Hashable {
    let isActive: Bool
    /// Soft-deleted: kept by the platform for a month.
    let isDeleted: Bool
    /// `nil`: open.
    let start: Timestamp?
    let end: Timestamp?

    init(_ json: JSON) {
        isActive = json["active"]?.bool ?? true
        isDeleted = json["deletedAt"]?.string != nil
        start = json.timestamp("availabilityStartAt")
        end = json.timestamp("availabilityEndAt")
    }

    /// Whether it may be seen; with `showsHidden` also what is not active or outside of its time.
    func isVisible(at now: Timestamp, showsHidden: Bool) -> Bool {
        guard !isDeleted else { return false }
        return showsHidden || isActive && (start.map { $0 <= now } ?? true) && (end.map { now < $0 } ?? true)
    }

    /// The next moment at which it opens or closes.
    func change(after now: Timestamp) -> Timestamp? {
        guard isActive, !isDeleted else { return nil }
        return [start, end].compactMap(\.self).filter { now < $0 }.min()
    }
}

/// Lengths of time in ISO 8601: `PT1H30M`.
enum ISODuration {
    /// - Returns: whole seconds; `nil` for nothing, for junk, and for lengths with months or years in them.
    static func seconds(_ text: String) -> Int64? {
        var scanner = DigitScanner(text)
        guard scanner.take("P") else { return nil }
        var total: Int64 = 0
        var units: [(letter: String, seconds: Int64)] = [("D", 86_400)]
        if scanner.take("T") { units = times }
        while !scanner.isAtEnd {
            guard let number = scanner.number(digits: 1...9) else { return nil }
            if scanner.take(".,") { scanner.skipDigits() }
            guard let place = units.firstIndex(where: { scanner.take($0.letter) }) else { return nil }
            // Nine digits of days are 86 × 10¹² seconds: no sum of a few overflows.
            total += number * units[place].seconds
            units.removeFirst(place + 1)
            if scanner.take("T") { units = times }
        }
        return total > 0 ? total : nil
    }

    private static let times: [(letter: String, seconds: Int64)] = [("H", 3_600), ("M", 60), ("S", 1)]
}
