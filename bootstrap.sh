#!/bin/sh
# Installs what packages.txt names, configures and builds a release. Does nothing that is already done.
set -eu
cd "$(dirname "$0")"

packages=$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' packages.txt | awk '{ print $1 }')
missing=$(for package in $packages; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
done)

if [ -n "$missing" ]; then
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "bootstrap.sh: root or sudo is needed to install:" $missing >&2; exit 1; }
        as_root=sudo
    fi
    echo "bootstrap.sh: installing" $missing
    $as_root apt-get update
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
fi

[ -f build/build.ninja ] || cmake --preset release
cmake --build --preset release
