#!/usr/bin/env bash
# Says plainly what is missing before anything can be mounted.
set -euo pipefail

if [ ! -e /dev/fuse ]; then
    echo "/dev/fuse does not exist, so nothing can be mounted." >&2
    echo "On a machine of its own: modprobe fuse. In a container: start it with --device /dev/fuse --cap-add SYS_ADMIN." >&2
    exit 1
fi
if ! (: <>/dev/fuse) 2>/dev/null; then
    echo "/dev/fuse cannot be opened by $(id -un), so nothing can be mounted." >&2
    echo "On a machine of its own: chmod 666 /dev/fuse. In a container: start it with --device /dev/fuse --cap-add SYS_ADMIN." >&2
    exit 1
fi
if ! command -v fusermount3 >/dev/null; then
    echo "fusermount3 is missing: install the package fuse3." >&2
    exit 1
fi
