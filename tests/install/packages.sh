#!/usr/bin/env bash
# Makes the Debian packages of the release build, holds them against Debian's policy by lintian, and installs them in a
# minimal Debian 12 of its own: the self-test, an experiment, stock Lua and a C program run there, and after the removal
# nothing is left. Needs root, debootstrap and lintian; takes some five minutes. BALNET_MIRROR is another mirror of Debian.
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
place=$(mktemp -d)
root=$place/root
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf "$place"' EXIT

step() { echo "== $1"; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
install() { inside sh -c "apt-get -qq install -y --no-install-recommends $*" >"$place/log" 2>&1 || { cat "$place/log"; exit 1; }; }
files() { find "$root" -xdev \( -name '*balnet*' -o -path '*/balnet/*' \) -not -path "$root/var/*" -not -path "$root/packages/*" -not -path "$root/root/*" | sort; }

step packages
cmake --build "$source/build" --target package >"$place/log" 2>&1 || { cat "$place/log"; exit 1; }
cp -r "$source/build/packages" "$place/packages"
rm -rf "$place/packages/_CPack_Packages"
ls "$place/packages"

step lintian
lintian --allow-root --fail-on error "$place"/packages/*.deb

step "a minimal Debian 12"
debootstrap --variant=minbase bookworm "$root" ${BALNET_MIRROR:-} >"$place/log" 2>&1 || { cat "$place/log"; exit 1; }
mount -t proc proc "$root/proc"
mv "$place/packages" "$root/packages"
inside apt-get -qq update

step "program and module"
install /packages/balnet_*.deb /packages/lua-balnet_*.deb
inside balnet --version
inside balnet --selftest | tail -n 1
inside sh -c 'cd /root && balnet /usr/share/balnet/scripts/two_stimuli.lua --epochs 201 && ls out/two_stimuli'
inside sh -c 'test -s /root/out/two_stimuli/two_stimuli.pdf'

step "stock Lua"
install lua5.4
inside lua5.4 -e 'print(require("balnet").zeros(2, 3):shape())'

step "a C program"
install /packages/libbalnet-dev_*.deb gcc libc6-dev pkg-config
cp "$source/tests/install/train.c" "$root/root/train.c"
inside sh -c 'cd /root && cc -o train train.c $(pkg-config --cflags --libs balnet) && ./train'

step "MPI, live page and manual"
install /packages/lua-balnet-mpi_*.deb /packages/lua-balnet-live_*.deb /packages/lua-balnet-pdf_*.deb /packages/balnet-doc_*.deb \
    openmpi-bin
inside sh -c 'cd /root && balnet /usr/share/balnet/scripts/two_stimuli.lua --epochs 101 --live --out live 2>&1 | grep "http://127.0.0.1"'
inside sh -c 'cd /root && balnet info out/two_stimuli/two_stimuli.pdf | grep -q "command line"'
inside test -s /usr/share/doc/balnet/manual/reference/index.html
inside sh -c 'cd /root && mpirun --allow-run-as-root --oversubscribe -n 2 balnet sweep /usr/share/balnet/scripts/two_stimuli.lua \
    --seed 1,2 --epochs 101 | tail -n 1'

step removal
inside apt-get -qq purge -y balnet lua-balnet lua-balnet-mpi lua-balnet-live lua-balnet-pdf libbalnet-dev balnet-doc >"$place/log" 2>&1
left=$(files)
[ -z "$left" ] || { echo "left behind:"; echo "$left"; exit 1; }
echo "nothing is left"
