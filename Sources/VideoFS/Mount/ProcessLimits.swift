internal import Glibc

/// Limits of this process that fit a mount.
enum ProcessLimits {
    static func apply() {
        // Connections and receiving threads; 1,024 is a common default.
        var files = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 {
            files.rlim_cur = files.rlim_max
            unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        }
        // A core would hold tokens and signed addresses.
        var core = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
    }
}
