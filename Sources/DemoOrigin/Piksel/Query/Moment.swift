internal import Foundation

/// The timestamps of the platform: ISO 8601 in UTC, with milliseconds.
enum Moment {
    static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    static func milliseconds(_ date: Date) -> Int64 {
        Int64((date.timeIntervalSince1970 * 1_000).rounded())
    }

    /// Reads a timestamp with or without a fraction; `nil` where it is none.
    static func milliseconds(of text: String) -> Int64? {
        let styles = [true, false].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
        return styles.lazy.compactMap { try? $0.parse(text) }.first.map(milliseconds)
    }
}
