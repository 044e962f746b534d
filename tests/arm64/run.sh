#!/usr/bin/env bash
# Builds for aarch64 and runs under qemu, from the project's folder: the tests of the engine, the self-test and the golden
# hashes. Needs Debian's packages gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and qemu-user, and as root once
# `dpkg --add-architecture arm64 && apt-get update`, after which the libraries can be downloaded.
set -eu
cd "$(dirname "$0")/../.."
sysroot=$PWD/build-arm64/sysroot

if ! [ -e "$sysroot/.complete" ]; then
    mkdir -p build-arm64/packages "$sysroot"
    names=$(grep -v '^#' tests/arm64/packages.txt | tr -s ' \n' '\n' | sed '/^$/d; /:/!s/$/:arm64/')
    (cd build-arm64/packages && apt-get -q download $names)
    for package in build-arm64/packages/*.deb; do dpkg -x "$package" "$sysroot"; done
    rm -r build-arm64/packages
    touch "$sysroot/.complete"
fi

cmake --preset arm64
cmake --build --preset arm64
ctest --preset arm64
folder=/usr/lib/aarch64-linux-gnu
run="qemu-aarch64 -L $sysroot -E LD_LIBRARY_PATH=$folder:$folder/openblas-pthread build-arm64/balnet"
$run --selftest
differences=$($run tests/golden.lua --check 2>/dev/null)
echo "${differences:-the golden hashes are the same}"
[ -z "$differences" ]
