#if THREAD_SANITIZER
    @testable import VideoFS

    /// Of the two types of that name the one whose order of owners the thread sanitizer sees.
    typealias Mutex<Value: ~Copyable> = VideoFS.Mutex<Value>
#endif
