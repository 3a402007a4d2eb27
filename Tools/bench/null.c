// A file system of one file whose bytes are always there: what the kernel's side of FUSE alone costs.
// null MOUNTPOINT SIZE, in the foreground. The settings are those of vidfs where they concern reads.
#define FUSE_USE_VERSION 314
#include <fuse3/fuse_lowlevel.h>

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILM = 2, LARGEST_READ = 1 << 20 };
static const char film_name[] = "film.mp4";
static const double forever = 86400;
static off_t film_size;
static char bytes[LARGEST_READ];

static int describe(fuse_ino_t number, struct stat *attributes) {
    memset(attributes, 0, sizeof *attributes);
    attributes->st_ino = number;
    attributes->st_nlink = 1;
    if (number == FUSE_ROOT_ID) {
        attributes->st_mode = S_IFDIR | 0555;
    } else if (number == FILM) {
        attributes->st_mode = S_IFREG | 0444;
        attributes->st_size = film_size;
    } else {
        return ENOENT;
    }
    return 0;
}

static void init(void *context, struct fuse_conn_info *connection) {
    (void)context;
    connection->max_read = LARGEST_READ;
    connection->max_write = LARGEST_READ;
    connection->max_readahead = LARGEST_READ;
    connection->max_background = 64;
    connection->congestion_threshold = 48;
    connection->want |= connection->capable & FUSE_CAP_ASYNC_READ;
}

static void lookup(fuse_req_t request, fuse_ino_t parent, const char *name) {
    struct fuse_entry_param entry = {.ino = FILM, .attr_timeout = forever, .entry_timeout = forever};
    if (parent != FUSE_ROOT_ID || strcmp(name, film_name) != 0) {
        fuse_reply_err(request, ENOENT);
        return;
    }
    describe(FILM, &entry.attr);
    fuse_reply_entry(request, &entry);
}

static void getattr(fuse_req_t request, fuse_ino_t number, struct fuse_file_info *file) {
    (void)file;
    struct stat attributes;
    int error = describe(number, &attributes);
    if (error) fuse_reply_err(request, error);
    else fuse_reply_attr(request, &attributes, forever);
}

static void open_film(fuse_req_t request, fuse_ino_t number, struct fuse_file_info *file) {
    if (number != FILM) {
        fuse_reply_err(request, EISDIR);
        return;
    }
    file->keep_cache = 1;
    fuse_reply_open(request, file);
}

static void read_film(
    fuse_req_t request, fuse_ino_t number, size_t size, off_t offset, struct fuse_file_info *file) {
    (void)number, (void)file;
    off_t left = offset < film_size ? film_size - offset : 0;
    if ((off_t)size > left) size = (size_t)left;
    if (size > LARGEST_READ) size = LARGEST_READ;
    fuse_reply_buf(request, bytes, size);
}

static const struct fuse_lowlevel_ops operations = {
    .init = init, .lookup = lookup, .getattr = getattr, .open = open_film, .read = read_film};

int main(int count, char **given) {
    if (count != 3 || (film_size = (off_t)strtoll(given[2], NULL, 10)) <= 0) {
        fprintf(stderr, "usage: null MOUNTPOINT SIZE\n");
        return 64;
    }
    memset(bytes, 0x5a, sizeof bytes);
    char *options[] = {given[0], "-oro,fsname=null,subtype=vidfs-bench,max_read=1048576", NULL};
    struct fuse_args arguments = FUSE_ARGS_INIT(2, options);
    struct fuse_session *session = fuse_session_new(&arguments, &operations, sizeof operations, NULL);
    if (!session || fuse_set_signal_handlers(session) || fuse_session_mount(session, given[1])) return 1;
    struct fuse_loop_config *loop = fuse_loop_cfg_create();
    fuse_loop_cfg_set_clone_fd(loop, 1);
    fuse_loop_cfg_set_max_threads(loop, 4);
    int status = fuse_session_loop_mt(session, loop);
    fuse_loop_cfg_destroy(loop);
    fuse_session_unmount(session);
    fuse_session_destroy(session);
    return status ? 1 : 0;
}
