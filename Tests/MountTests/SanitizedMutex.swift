#if THREAD_SANITIZER
    @testable import VideoFS

    /// The library's own stand-in, which would otherwise be one of two types of that name.
    typealias Mutex<Value: ~Copyable> = VideoFS.Mutex<Value>
#endif
