#!/usr/bin/env bash
# Runs the built tests and ends with the runner's own summary.
#
# A skipped test fails the run: a suite that does not run proves nothing. Arguments go to `swift test`.
set -uo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test --skip-build "$@" 2>&1 | tee "$log" | grep --line-buffered -v -E '^(◇|↳) |^[[:space:]]*$'
status=${PIPESTATUS[0]}
if grep -E '^(➜|-) .*skipped' "$log" >&2; then
    echo "The tests above were skipped: that counts as a failure." >&2
    status=1
fi
# Once more, last, where a person and a machine look for it.
grep -E 'Test run with [0-9]+ tests?' "$log" | tail -n 1
exit "$status"
