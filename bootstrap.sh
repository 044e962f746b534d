#!/bin/sh
# Installs what packages.txt names, configures and builds a release, and says how long each step took. Does nothing that
# is already done. The tests, and the packages that only they need, are left out unless asked for:
#   ./bootstrap.sh --tests
set -eu
cd "$(dirname "$0")"

tests=OFF
case "${1-}" in
    "") ;;
    --tests) tests=ON ;;
    *) echo "bootstrap.sh: '$1' is no option; there is --tests, which builds the tests as well" >&2; exit 2 ;;
esac

# say STEP BEGIN: how long a step took that began at BEGIN, a time in seconds.
say() { echo "bootstrap.sh: $1 took $(($(date +%s) - $2)) s"; }

begin=$(date +%s)
wanted=$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' packages.txt)
[ $tests = ON ] || wanted=$(echo "$wanted" | grep -v 'tests)$')
missing=$(for package in $(echo "$wanted" | awk '{ print $1 }'); do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
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
    say "installing packages" "$begin"
fi

# A build that has the tests keeps them.
begin=$(date +%s)
if ! [ -f build/build.ninja ]; then
    cmake --preset release -DBUILD_TESTING=$tests
    say configuring "$begin"
elif [ $tests = ON ] && grep -q '^BUILD_TESTING:BOOL=OFF' build/CMakeCache.txt; then
    cmake --preset release -DBUILD_TESTING=ON
    say configuring "$begin"
fi

begin=$(date +%s)
cmake --build --preset release
say building "$begin"
