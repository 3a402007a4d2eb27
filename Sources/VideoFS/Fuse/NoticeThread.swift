internal import CFuse
internal import Dispatch
internal import Foundation
internal import Synchronization

/// A thread that tells the kernel what may have to wait there, one thing after the other.
///
/// A notice about a name waits, where no signal reaches it, for the lookups that hold its directory, and those
/// wait for this process. Killed meanwhile it would wait for itself for ever: the kernel ends lookups when the
/// devices that received them are closed, and closes nothing that a thread in a call still has. So this thread
/// has descriptors of its own, and of those one: another device of the connection, which receives nothing. The
/// others are closed with the process; then the lookups end, then the notice, and with it the connection.
///
/// That leaves lookups that were not received yet when the process was killed: of microseconds each.
final class NoticeThread: Sendable {
    private let queue = Queue()

    /// - Parameter device: the session's descriptor, the only one that work may use.
    init(on device: CInt) {
        Thread.detachNewThread { [queue] in
            Self.keepOnly(device)
            queue.run()
        }
    }

    deinit {
        queue.end()
    }

    /// Does something once everything before it is done.
    func async(_ work: @escaping @Sendable () -> Void) {
        queue.add(work)
    }

    /// Where the kernel or the system does not allow it, everything is as it is for other threads.
    private static func keepOnly(_ device: CInt) {
        guard device >= 0, vidfs_keep_descriptor(UInt32(device)) == 0 else { return }
        _ = vidfs_clone_device(device)
    }
}

extension NoticeThread {
    private final class Queue: Sendable {
        private struct State {
            var work: [@Sendable () -> Void] = []
            var isEnding = false
        }

        private let state = Mutex(State())
        private let signal = DispatchSemaphore(value: 0)

        func add(_ work: @escaping @Sendable () -> Void) {
            state.withLock { $0.work.append(work) }
            signal.signal()
        }

        /// Lets ``run()`` return once all work is done.
        func end() {
            state.withLock { $0.isEnding = true }
            signal.signal()
        }

        func run() {
            var isEnding = false
            while !isEnding {
                signal.wait()
                let taken = state.withLock { state in
                    defer { state.work = [] }
                    return state
                }
                for work in taken.work { work() }
                isEnding = taken.isEnding
            }
        }
    }
}
