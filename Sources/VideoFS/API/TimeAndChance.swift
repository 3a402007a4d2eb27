internal import Foundation

/// The time and chance that conversations with a service depend on, passed in so that tests own them.
struct TimeAndChance: Sendable {
    /// The wall clock: what servers write in headers and expiry times.
    var now: @Sendable () -> Timestamp
    /// What tells that ``now`` was set; `nil` where nothing does.
    var uptime: @Sendable () -> Uptime? = { nil }
    /// A clock that only goes forward: for deadlines.
    var instant: @Sendable () -> ContinuousClock.Instant
    /// Waits. Ends early when the task is cancelled.
    var pause: @Sendable (Duration) async -> Void
    /// A number from 0 up to but not including 1.
    var chance: @Sendable () -> Double

    static let system = TimeAndChance(
        now: { Timestamp(rawValue: Int64(Date().timeIntervalSince1970.rounded(.down))) },
        uptime: { .now },
        instant: { .now },
        pause: { try? await Task.sleep(for: $0) },
        chance: { .random(in: 0..<1) })
}

extension Timestamp {
    /// That many seconds later, or as late as can be said.
    func advanced(bySeconds seconds: Int64) -> Timestamp {
        let (sum, overflow) = rawValue.addingReportingOverflow(seconds)
        return Timestamp(rawValue: overflow ? (seconds > 0 ? .max : .min) : sum)
    }

    /// Seconds from another moment to this one; clamped.
    func seconds(since other: Timestamp) -> Int64 {
        let (difference, overflow) = rawValue.subtractingReportingOverflow(other.rawValue)
        return overflow ? (rawValue > other.rawValue ? .max : .min) : difference
    }
}
