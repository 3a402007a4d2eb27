internal import Foundation

/// Runs what blocks on a thread of its own: the cooperative pool has few, and they answer the mount.
enum Blocking {
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(MountFailure) -> Value
    ) async throws(MountFailure) -> Value {
        let outcome: Result<Value, MountFailure> = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do throws(MountFailure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try outcome.get()
    }
}
