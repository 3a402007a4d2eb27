#!/usr/bin/env bash
# Runs the tests that were built and ends with the runner's own summary. Arguments go to `swift test`.
#
# A skipped test fails the run, since it proves nothing, unless ALLOW_SKIPPED is set. So does a run of no
# test at all.
set -uo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# As text whatever it holds: names of tests have control characters in them. Whatever started is also
# reported as passed, failed or skipped.
swift test --skip-build --disable-xctest "$@" 2>&1 | tee "$log" | grep -a --line-buffered -v -E '^◇ |^[[:space:]]*$'
status=${PIPESTATUS[0]}

summary=$(grep -aE 'Test run with [0-9]+ tests? ' "$log" | tail -n 1)
skipped=$(grep -aE '^➜ (Test|Suite) .* skipped' "$log")
if [ -z "$summary" ]; then
    echo "The test runner ended without a summary (status $status)." >&2
    exit "$((status > 0 ? status : 1))"
fi
if [[ $summary == *"with 0 tests"* ]]; then
    echo "No test was run." >&2
    status=1
fi
if [ -n "$skipped" ] && [ -z "${ALLOW_SKIPPED:-}" ]; then
    echo "Skipped, which counts as a failure:" >&2
    echo "$skipped" >&2
    status=1
fi
# Once more, last, where a person and a machine look for it.
echo "$summary"
exit "$status"
