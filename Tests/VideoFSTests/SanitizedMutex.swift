#if THREAD_SANITIZER
    import Synchronization

    /// Of the two types of that name, for the library has one of its own there.
    typealias Mutex<Value: ~Copyable> = Synchronization.Mutex<Value>
#endif
