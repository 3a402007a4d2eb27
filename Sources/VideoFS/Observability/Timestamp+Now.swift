internal import Foundation

extension Timestamp {
    /// Now, by the wall clock.
    static var now: Timestamp {
        Timestamp(rawValue: Int64(Date().timeIntervalSince1970.rounded(.down)))
    }

    /// The moment in ISO 8601, UTC: `2014-02-25T20:19:30Z`.
    var text: String {
        Date(timeIntervalSince1970: TimeInterval(rawValue)).formatted(.iso8601)
    }
}
