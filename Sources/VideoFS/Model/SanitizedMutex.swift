#if THREAD_SANITIZER
    internal import Glibc

    /// Stands in for Synchronization's `Mutex` where the thread sanitizer watches (`make test-tsan`).
    ///
    /// On Linux the way into a contended `Mutex` lies in the standard library, which is built without the
    /// sanitizer: it then sees no order between two owners and reports what they guard as a race. It knows
    /// pthread locks.
    @safe struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
        private let lock: UnsafeMutablePointer<pthread_mutex_t>
        private let value: UnsafeMutablePointer<Value>

        init(_ value: consuming sending Value) {
            unsafe lock = .allocate(capacity: 1)
            unsafe pthread_mutex_init(lock, nil)
            unsafe self.value = .allocate(capacity: 1)
            unsafe self.value.initialize(to: value)
        }

        deinit {
            unsafe value.deinitialize(count: 1)
            unsafe value.deallocate()
            unsafe pthread_mutex_destroy(lock)
            unsafe lock.deallocate()
        }

        borrowing func withLock<Outcome: ~Copyable, Failure: Error>(
            _ body: (inout sending Value) throws(Failure) -> sending Outcome
        ) throws(Failure) -> sending Outcome {
            unsafe pthread_mutex_lock(lock)
            defer { unsafe pthread_mutex_unlock(lock) }
            return try unsafe body(&value.pointee)
        }
    }
#endif
