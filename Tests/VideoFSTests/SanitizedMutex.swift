#if THREAD_SANITIZER
    @testable import VideoFS

    /// Of the two types of that name the one whose order of owners the thread sanitizer sees. Whoever uses it
    /// imports VideoFS for testing, or its initializer is out of reach.
    typealias Mutex<Value: ~Copyable> = VideoFS.Mutex<Value>
#endif
