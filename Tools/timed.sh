#!/usr/bin/env bash
# Runs a command under a heading and says how long it took: timed.sh NAME COMMAND…
set -uo pipefail

name=$1
shift
echo "== $name"
start=$SECONDS
"$@"
status=$?
echo "== $name: $((SECONDS - start)) s"
exit "$status"
