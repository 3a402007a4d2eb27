internal import Synchronization

/// Work of which there is one at a time for each key: whoever comes while it runs waits for the same result.
///
/// The work is a task of its own, so that a caller who leaves does not end what others wait for.
final class Flights<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Flight {
        let purpose: RequestPurpose
        let task: Task<Result<Value, ServiceError>, Never>
    }

    private let running = Mutex<[Key: Flight]>([:])

    /// - Parameters:
    ///   - key: what the work is about.
    ///   - work: done unless it is under way already.
    /// - Returns: its result.
    /// - Throws: what the work threw.
    func value(
        of key: Key, _ work: @escaping @Sendable () async throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Value {
        let purpose = RequestPurpose.current
        let flight = running.withLock { running in
            if let flight = running[key] { return flight }
            let flight = Flight(purpose: purpose, task: Task { await self.land(key, work) })
            running[key] = flight
            return flight
        }
        let result = await flight.task.value
        // It was for something less urgent, and refused for that alone.
        if flight.purpose < purpose, case .failure(.budgetSpent) = result {
            return try await value(of: key, work)
        }
        return try result.get()
    }

    /// Whether work for that key is under way.
    func isRunning(_ key: Key) -> Bool {
        running.withLock { $0[key] != nil }
    }

    private func land(
        _ key: Key, _ work: @Sendable () async throws(ServiceError) -> Value
    ) async -> Result<Value, ServiceError> {
        let result: Result<Value, ServiceError>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        // Whoever comes from here on finds what the work has left behind, or does it anew.
        running.withLock { $0[key] = nil }
        return result
    }
}
