#!/usr/bin/env bash
# Mounts the demo library, or says that it is mounted already, and shows what to try.
set -euo pipefail

binary=$1
mount=$(realpath --no-symlinks "$2")

# Tells a mount that answers from a dead one, which `vidfs demo` clears.
if ! "$binary" status "$mount" >/dev/null 2>&1; then
    "$binary" demo "$mount"
    echo
    echo "vidfs is $binary; put it into the PATH with 'make install'."
    exit
fi
film=$(find "$mount/sites" -name 720p.mp4 -print -quit)
cat <<END
The demo library is mounted already at $mount. Try:

  list     find $(printf %q "$mount")
  play     mpv $(printf %q "$film")
  copy     rsync -a $(printf %q "$mount/") copy/
  look     $(printf %q "$binary") status $(printf %q "$mount")
  end      $(printf %q "$binary") unmount $(printf %q "$mount")
END
