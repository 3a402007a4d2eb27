internal import Foundation

extension Date {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }

    /// The date as `Last-Modified` and `If-Modified-Since` write it (RFC 9110, section 5.6.7):
    /// `Tue, 25 Feb 2014 20:19:30 GMT`.
    var httpText: String {
        let parts = Self.calendar.dateComponents(
            [.weekday, .day, .month, .year, .hour, .minute, .second], from: self)
        let two = { (value: Int?) in (value ?? 0) < 10 ? "0\(value ?? 0)" : "\(value ?? 0)" }
        let day = Self.days[(parts.weekday ?? 1) - 1]
        let month = Self.months[(parts.month ?? 1) - 1]
        let time = "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
        return "\(day), \(two(parts.day)) \(month) \(parts.year ?? 0) \(time) GMT"
    }

    /// Reads the form that ``httpText`` writes; the two obsolete forms are not accepted.
    init?(httpText text: String) {
        let form = /[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT/
        guard let match = text.wholeMatch(of: form), let month = Self.months.firstIndex(of: String(match.2))
        else {
            return nil
        }
        let parts = DateComponents(
            year: Int(match.3), month: month + 1, day: Int(match.1),
            hour: Int(match.4), minute: Int(match.5), second: Int(match.6))
        guard let date = Self.calendar.date(from: parts) else { return nil }
        self = date
    }

    /// `YYYY-MM-DDTHH:MM:SSZ`, as in every resource of the API.
    var iso8601Text: String {
        formatted(.iso8601)
    }

    /// Without its fraction of a second, which no header can carry.
    var wholeSeconds: Date {
        Date(timeIntervalSince1970: timeIntervalSince1970.rounded(.down))
    }
}
