#!/usr/bin/env bash
# Installs the Debian packages named as arguments where they are missing, and says which.
# With sudo where not root. Changes nothing where all are there.
set -euo pipefail

if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here. These must be installed, under the names of this system: $*"
    exit 0
fi
missing=()
for package in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=(env)
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Please install, as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo env)
fi
echo "Installing with apt-get: ${missing[*]}"
apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
"${apt[@]}" update </dev/null
"${apt[@]}" install --yes --no-install-recommends "${missing[@]}" </dev/null
