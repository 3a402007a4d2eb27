// The only C that VideoFS sees. What Swift cannot import, or what differs between libfuse
// releases, gets a `vidfs_` function here and nowhere else.
#pragma once

#define FUSE_USE_VERSION 312  // A literal: Swift cannot evaluate FUSE_MAKE_VERSION(3, 12).
#include <errno.h>
#include <fcntl.h>
#include <fuse_lowlevel.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// A function up to libfuse 3.16, a macro from 3.17 on. FUSE_ARGS_INIT never reaches Swift.
static inline struct fuse_session *_Nullable vidfs_session_new(
    const char *_Nonnull options,
    const struct fuse_lowlevel_ops *_Nonnull operations,
    void *_Nullable userdata) {
    struct fuse_args arguments = FUSE_ARGS_INIT(0, NULL);
    struct fuse_session *session = NULL;
    if (fuse_opt_add_arg(&arguments, "vidfs") == 0 && fuse_opt_add_arg(&arguments, "-o") == 0 &&
        fuse_opt_add_arg(&arguments, options) == 0)
        session = fuse_session_new(&arguments, operations, sizeof *operations, userdata);
    fuse_opt_free_args(&arguments);
    return session;
}

// Receives with up to `threads` threads, each on a clone of the session's descriptor; with one, on the thread
// that calls. `fuse_session_loop_mt` is a macro where libfuse was built without versioned symbols.
static inline int vidfs_session_loop(struct fuse_session *_Nonnull session, unsigned int threads) {
    if (threads == 1) return fuse_session_loop(session);
    struct fuse_loop_config *config = fuse_loop_cfg_create();
    if (config == NULL) return -1;
    fuse_loop_cfg_set_clone_fd(config, 1);
    fuse_loop_cfg_set_max_threads(config, threads);
    int result = fuse_session_loop_mt(session, config);
    fuse_loop_cfg_destroy(config);
    return result;
}

// The capability bits are `int` up to libfuse 3.16 and `unsigned long` later; `want` gives way to a
// function from 3.17 on.
static inline void vidfs_connection_want(struct fuse_conn_info *_Nonnull connection) {
    const unsigned int wanted = FUSE_CAP_ASYNC_READ | FUSE_CAP_PARALLEL_DIROPS | FUSE_CAP_READDIRPLUS |
                                FUSE_CAP_READDIRPLUS_AUTO | FUSE_CAP_EXPLICIT_INVAL_DATA |
                                FUSE_CAP_CACHE_SYMLINKS;
    const unsigned int unwanted = FUSE_CAP_AUTO_INVAL_DATA | FUSE_CAP_SPLICE_READ |
                                  FUSE_CAP_SPLICE_WRITE | FUSE_CAP_SPLICE_MOVE;
    connection->want = (connection->want | (connection->capable & wanted)) & ~unwanted;
}

// What `vidfs refresh` sends to an open directory of a mount. Swift has neither `_IOR` nor the variadic ioctl.
struct vidfs_refresh_report {
    uint64_t asked;
    uint64_t changed;
};

static const unsigned int vidfs_refresh_request = _IOR('V', 1, struct vidfs_refresh_report);

// Waits for the answer. Returns 0 or an errno.
static inline int vidfs_refresh(int descriptor, struct vidfs_refresh_report *_Nonnull report) {
    return ioctl(descriptor, vidfs_refresh_request, report) < 0 ? errno : 0;
}

// Gives the calling thread descriptors of its own: none but `device`. Returns 0 or an errno, and then nothing changed.
// CLOSE_RANGE_UNSHARE is 2 (close_range(2), Linux 5.9); glibc declares the call only for GNU sources.
static inline int vidfs_keep_descriptor(unsigned int device) {
    if (syscall(SYS_close_range, device + 1, ~0U, 2) != 0) return errno;
    if (device > 0) syscall(SYS_close_range, 0, device - 1, 0);
    return 0;
}

// Puts another device of the same connection in the place of `device`, for this thread's descriptors.
// FUSE_DEV_IOC_CLONE, as in linux/fuse.h. Returns 0 or an errno, and then `device` is what it was.
static inline int vidfs_clone_device(int device) {
    int clone = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    uint32_t master = (uint32_t)device;
    if (clone < 0) return errno;
    int result = ioctl(clone, _IOR(229, 0, uint32_t), &master) < 0 || dup2(clone, device) < 0 ? errno : 0;
    close(clone);
    return result;
}
