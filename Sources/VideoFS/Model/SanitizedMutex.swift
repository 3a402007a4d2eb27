#if THREAD_SANITIZER
    internal import Glibc

    /// Stands in for Synchronization's `Mutex` where the thread sanitizer watches (`make test-tsan`).
    ///
    /// On Linux the way into a contended `Mutex` lies in the standard library, which is built without the sanitizer:
    /// it then sees no order between two owners and reports what they guard as a race. It knows pthread locks.
    struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
        private let guarded: Guarded

        @safe private final class Guarded {
            var value: Value
            let lock: UnsafeMutablePointer<pthread_mutex_t>

            init(_ value: consuming Value) {
                self.value = value
                unsafe lock = .allocate(capacity: 1)
                unsafe pthread_mutex_init(lock, nil)
            }

            deinit {
                unsafe pthread_mutex_destroy(lock)
                unsafe lock.deallocate()
            }
        }

        init(_ value: consuming sending Value) {
            guarded = Guarded(value)
        }

        borrowing func withLock<Outcome: ~Copyable, Failure: Error>(
            _ body: (inout sending Value) throws(Failure) -> sending Outcome
        ) throws(Failure) -> sending Outcome {
            unsafe pthread_mutex_lock(guarded.lock)
            defer { unsafe pthread_mutex_unlock(guarded.lock) }
            return try body(&guarded.value)
        }
    }
#endif
