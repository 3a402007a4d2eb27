extension Timestamp {
    /// Reads a time in ISO 8601, as services write it: `2014-02-25T20:19:30Z`.
    ///
    /// Lenient where that is harmless: a fraction is dropped, a space may stand for the `T`, an offset may
    /// lack its colon, and a time without a zone is taken for UTC. A date alone is its midnight.
    init?(iso8601 text: String) {
        var scanner = DigitScanner(text)
        scanner.skipSpace()
        guard let year = scanner.number(digits: 4...4), scanner.take("-"),
            let month = scanner.number(digits: 2...2), scanner.take("-"),
            let day = scanner.number(digits: 2...2)
        else { return nil }
        var clock: (hour: Int64, minute: Int64, second: Int64, offset: Int64) = (0, 0, 0, 0)
        if scanner.take("Tt ") {
            guard let read = Self.clock(&scanner) else { return nil }
            clock = read
        }
        scanner.skipSpace()
        guard scanner.isAtEnd,
            let time = Self.seconds(
                year: year, month: month, day: day, hour: clock.hour, minute: clock.minute,
                second: clock.second)
        else { return nil }
        self.init(rawValue: time - clock.offset)
    }

    /// The time of a day and the seconds by which its zone is ahead of UTC.
    private static func clock(
        _ scanner: inout DigitScanner
    ) -> (hour: Int64, minute: Int64, second: Int64, offset: Int64)? {
        guard let hour = scanner.number(digits: 2...2), scanner.take(":"),
            let minute = scanner.number(digits: 2...2)
        else { return nil }
        var second: Int64 = 0
        if scanner.take(":") {
            guard let read = scanner.number(digits: 2...2) else { return nil }
            second = read
            if scanner.take(".,") {
                guard scanner.number(digits: 1...1) != nil else { return nil }
                scanner.skipDigits()
            }
        }
        scanner.skipSpace()
        if scanner.take("Zz") || scanner.take(word: "UTC") || scanner.take(word: "GMT") {
            return (hour, minute, second, 0)
        }
        let isBehind = scanner.take("-")
        guard isBehind || scanner.take("+") else { return (hour, minute, second, 0) }
        guard let hours = scanner.number(digits: 2...2) else { return nil }
        let hasColon = scanner.take(":")
        let minutes = scanner.number(digits: 2...2)
        guard !hasColon || minutes != nil else { return nil }
        let offset = hours * 3_600 + (minutes ?? 0) * 60
        return (hour, minute, second, isBehind ? -offset : offset)
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

extension Timestamp {
    /// The moment in ISO 8601 with milliseconds, UTC: `2014-02-25T20:19:30.000Z`, for years from 0 to 9999.
    var isoText: String {
        let (days, second) = rawValue.quotientAndRemainder(dividingByFloor: 86_400)
        // Years that start in March, as in reading.
        let shifted = days + 719_468
        let era = shifted.quotientAndRemainder(dividingByFloor: 146_097).quotient
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let monthOfYear = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (monthOfYear <= 2 ? 1 : 0)
        let date = "\(Self.digits(year, 4))-\(Self.digits(monthOfYear))-\(Self.digits(day))"
        let hour = Self.digits(second / 3_600)
        return "\(date)T\(hour):\(Self.digits(second / 60 % 60)):\(Self.digits(second % 60)).000Z"
    }

    private static func digits(_ number: Int64, _ width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

extension Int64 {
    /// Division that rounds down, for a positive divisor.
    fileprivate func quotientAndRemainder(dividingByFloor divisor: Int64) -> (
        quotient: Int64, remainder: Int64
    ) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
