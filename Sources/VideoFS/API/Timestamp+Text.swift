extension Timestamp {
    /// Reads a time in ISO 8601, as services write it: `2014-02-25T20:19:30Z`.
    ///
    /// Lenient where that is harmless: a fraction is dropped, a space may stand for the `T`, an offset may
    /// lack its colon, and a time without a zone is taken for UTC. A date alone is its midnight.
    init?(iso8601 text: String) {
        guard
            let match = text.wholeMatch(
                of:
                    /\s*(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:[Zz]|(?:UTC|GMT)|([+-])(\d\d):?(\d\d)?)?)?\s*/
            )
        else { return nil }
        let number = { (part: Substring?) in part.flatMap { Int64($0) } ?? 0 }
        guard
            let time = Self.seconds(
                year: number(match.1), month: number(match.2), day: number(match.3),
                hour: number(match.4), minute: number(match.5), second: number(match.6))
        else { return nil }
        let offset = number(match.8) * 3_600 + number(match.9) * 60
        self.init(rawValue: match.7 == "-" ? time + offset : time - offset)
    }

    /// Reads the date of a header (RFC 9110, section 5.6.7), in the form that servers must send:
    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    init?(httpDate text: String) {
        guard let match = text.wholeMatch(of: /\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT/),
            let month = Self.months.firstIndex(of: String(match.2)),
            let day = Int64(match.1), let year = Int64(match.3),
            let hour = Int64(match.4), let minute = Int64(match.5), let second = Int64(match.6),
            let time = Self.seconds(
                year: year, month: Int64(month) + 1, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        self.init(rawValue: time)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads the compact form in signed addresses: `20140225T201930Z`.
    init?(compact text: String) {
        guard let match = text.wholeMatch(of: /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/) else { return nil }
        self.init(iso8601: "\(match.1)-\(match.2)-\(match.3)T\(match.4):\(match.5):\(match.6)Z")
    }

    /// Seconds since 1970 of a moment in UTC; `nil` where there is no such moment.
    private static func seconds(
        year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64
    ) -> Int64? {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        // 60 is a leap second; 24:00 is the end of a day.
        guard 0...9_999 ~= year, 1...12 ~= month, 1...lengths[Int(month) - 1] ~= day,
            0...24 ~= hour, 0...59 ~= minute, 0...60 ~= second
        else { return nil }
        // Days since 1970-01-01 with years that start in March, so that the leap day comes last.
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86_400 + hour * 3_600 + minute * 60 + second
    }
}
