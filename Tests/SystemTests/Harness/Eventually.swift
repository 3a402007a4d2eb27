import Foundation

/// Waits until a condition holds, looking again every few milliseconds.
///
/// - Throws: ``NeverHappened`` after `limit`, and when the waiting task is cancelled.
func eventually(
    _ event: String, within limit: Duration = .seconds(10), _ holds: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !holds() {
        guard ContinuousClock.now < deadline, !Task.isCancelled else {
            throw NeverHappened(event: event, limit: limit)
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

struct NeverHappened: Error, CustomStringConvertible {
    let event: String
    let limit: Duration
    var description: String { "this did not happen within \(limit): \(event)" }
}
