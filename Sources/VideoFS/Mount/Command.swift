internal import Dispatch
internal import Foundation
internal import Synchronization

/// Runs a small program of the system and waits for it. For threads that may block.
enum Command {
    /// - Returns: its exit status; 127 where it cannot be started.
    static func run(_ name: String, _ arguments: [String]) -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return 127 }
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// A value that another thread brings, waited for by blocking. Not for the cooperative pool.
final class Deferred<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let signal = DispatchSemaphore(value: 0)

    func settle(_ value: Value) {
        self.value.withLock { $0 = value }
        signal.signal()
    }

    /// - Returns: `nil` where it did not come in time.
    func wait(seconds: Double) -> Value? {
        guard signal.wait(timeout: .now() + seconds) == .success else { return nil }
        return value.withLock { $0 }
    }
}
